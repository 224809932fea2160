"""`quarantine`: what could not be read, why, and what becomes of it."""

from typing import Annotated

import typer

from desk.groups import DefaultGroup
from desk.options import DEFAULT_DATABASE, Batch, Database, Json, Limit

quarantine_app = typer.Typer(cls=DefaultGroup)


@quarantine_app.callback()
def quarantine() -> None:
    """See the inputs that could not become articles, with the reason, and read them again once that is mended.

    `copydesk quarantine` alone is `copydesk quarantine list`.
    """


@quarantine_app.command("list")
def list_quarantine(  # noqa: PLR0913 - one argument for each option
    database: Database = DEFAULT_DATABASE,
    reason: Annotated[str | None, typer.Option(help="Only this reason: empty, binary, too-large…")] = None,
    path: Annotated[str | None, typer.Option(help="Only files of this path; `*` stands for any characters.")] = None,
    batch: Batch = None,
    resolved: Annotated[bool, typer.Option("--all", help="Entries that were resolved as well.")] = False,
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """List the inputs in quarantine, latest first.

    Example: `copydesk quarantine list --reason binary`
    """
    from desk.database import reading
    from desk.output import answer
    from desk.queries.quarantine import Asked, quarantined
    from desk.render.ledger import show_quarantine

    with reading(database) as connection:
        entries, total = quarantined(connection, Asked(reason, path, batch, resolved), limit=limit)
    answer(json, {"total": total, "quarantine": entries}, lambda page: show_quarantine(page, entries, total))


@quarantine_app.command("show")
def show_quarantine_entry(
    entry_id: Annotated[int, typer.Argument(metavar="ID", help="Number in the list.", show_default=False)],
    database: Database = DEFAULT_DATABASE,
    json: Json = False,
) -> None:
    """Show one input in quarantine: where it came from, what was wrong, and how it begins.

    Example: `copydesk quarantine show 1`
    """
    from desk.database import reading
    from desk.output import answer
    from desk.queries.quarantine import quarantined_input
    from desk.render.ledger import show_quarantined

    with reading(database) as connection:
        entry, content = quarantined_input(connection, entry_id)
    text = content.decode("utf-8", errors="backslashreplace") if content is not None else None
    answer(json, {"quarantine": entry, "content": text}, lambda page: show_quarantined(page, entry, content))
