"""The `copydesk` command: puts the commands together and says in one line what went wrong."""

import signal
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from desk.commands import articles, deliver, improve, inspect, ledger
from desk.commands.desk import desk
from desk.commands.duplicates import duplicates_app
from desk.commands.ingest import ingest
from desk.commands.quarantine import quarantine_app
from desk.commands.up import up
from desk.output import while_read
from schema.errors import CopydeskError

app = typer.Typer(
    name="copydesk",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_LOAD, _READ, _CLEAN, _KEEP = "Read files in", "Look at the articles", "Question and improve the cleaning", "Keep"
_RUN = "Let it run by itself"

app.command(rich_help_panel=_LOAD)(ingest)
app.add_typer(quarantine_app, name="quarantine", rich_help_panel=_LOAD)
for reading in (articles.search, articles.show, desk, ledger.headlines, inspect.stats, inspect.sql):
    app.command(rich_help_panel=_READ)(reading)
app.add_typer(duplicates_app, name="duplicates", rich_help_panel=_READ)
for cleaning in (ledger.removed, improve.restore, improve.reclean):
    app.command(rich_help_panel=_CLEAN)(cleaning)
app.add_typer(improve.learn_app, name="learn", rich_help_panel=_CLEAN)
for keeping in (deliver.export, deliver.backup, inspect.check):
    app.command(rich_help_panel=_KEEP)(keeping)
app.command(rich_help_panel=_RUN)(up)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"copydesk {version('copydesk')}")
        raise typer.Exit


@app.callback()
def copydesk(
    _: Annotated[
        bool, typer.Option("--version", metavar="", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Turns a pile of scraped news files into one clean, queryable database.

    Begin with: `copydesk ingest seeds/`, then `copydesk search truce`. Every command explains
    itself: `copydesk show --help`.
    """


def main() -> None:
    """Run the command line; an error that a person can act on is one message, not a traceback."""
    # Whoever ends the process, its run is closed and its workers end.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if {"--help", "-h"} & set(sys.argv) and hasattr(signal, "SIGPIPE"):
        # Help is written by the library, which calls it a failure when `| head` has read enough.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for stream in (sys.stdout, sys.stderr):
        # News is in every script, whatever the locale of the shell.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except CopydeskError as error:
        sys.exit(_report(error))
    finally:
        with while_read():
            sys.stdout.flush()


def _report(error: CopydeskError) -> int:
    from desk.invocation import spelled
    from desk.render.words import safe

    message = f"{error.what}: {error.why}. {spelled(error.remedy)}"
    print(f"copydesk: {safe(message)}", file=sys.stderr)
    return 1
