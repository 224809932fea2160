"""The `copydesk` command: puts the commands together and says in one line what went wrong."""

import os
import sys

import typer

from desk.commands import articles, deliver, inspect, ledger
from desk.commands.ingest import ingest
from schema.errors import CopydeskError

app = typer.Typer(
    name="copydesk",
    help="Turns a pile of scraped news files into one clean, queryable database.\n\n"
    "Begin with: [bold]copydesk ingest seeds/[/bold], then [bold]copydesk search truce[/bold]. "
    "Every command explains itself: [bold]copydesk show --help[/bold].",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command()(ingest)
app.command()(articles.search)
app.command()(articles.show)
app.command()(ledger.removed)
app.command()(ledger.duplicates)
app.command()(ledger.headlines)
app.add_typer(ledger.quarantine_app, name="quarantine")
app.command()(inspect.stats)
app.command()(inspect.sql)
app.command()(inspect.check)
app.command()(deliver.export)
app.command()(deliver.backup)


def main() -> None:
    """Run the command line; an error that a person can act on is one message, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # News is in every script, whatever the locale of the shell.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except CopydeskError as error:
        sys.stdout.flush()
        sys.exit(_report(error))
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _report(error: CopydeskError) -> int:
    from desk.render.words import safe

    print(f"copydesk: {safe(str(error))}", file=sys.stderr)
    return 1
