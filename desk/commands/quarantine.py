"""`quarantine`: what could not be read, why, and what becomes of it."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer

from desk.groups import DefaultGroup
from desk.options import Batch, Database, Direct, Json, Limit, Limits, Runner, StrictCleaning, Workers
from schema import DEFAULT_DATABASE

Reason = Annotated[
    str | None, typer.Option("--reason", metavar="REASON", help="Only this reason: empty, binary, too-large…")
]

quarantine_app = typer.Typer(cls=DefaultGroup)


@quarantine_app.callback()
def quarantine() -> None:
    """See the inputs that could not become articles, with the reason, and read them again once that is mended.

    Without a command it lists them: `copydesk quarantine --reason binary`.
    """


@quarantine_app.command("list")
def list_quarantine(  # noqa: PLR0913 - one argument for each option
    database: Database = DEFAULT_DATABASE,
    reason: Reason = None,
    path: Annotated[
        str | None, typer.Option(metavar="PATH", help="Only files of this path; `*` stands for any characters.")
    ] = None,
    batch: Batch = None,
    resolved: Annotated[bool, typer.Option("--all", metavar="", help="Entries that were resolved as well.")] = False,
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """List the inputs in quarantine, latest first; the word `list` may be left out.

    Example: `copydesk quarantine list --reason binary`
    """
    from desk.database import reading
    from desk.output import answer
    from desk.queries.quarantine import Asked, quarantined, reasons
    from desk.render.ledger import show_quarantine

    with reading(database) as connection:
        entries, total = quarantined(connection, Asked(reason, path, batch, resolved), limit=limit)
        counts = reasons(connection)
    data = {"total": total, "quarantine": entries}
    answer(json, data, lambda page: show_quarantine(page, entries, total, counts))


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


@quarantine_app.command()
def replay(  # noqa: PLR0913 - one argument for each option
    database: Database = DEFAULT_DATABASE,
    reason: Reason = None,
    direct: Direct = False,
    workers: Workers = None,
    runner: Runner = None,
    strict_cleaning: StrictCleaning = False,
    limits: Limits = None,
    json: Json = False,
) -> None:
    """Read the inputs in quarantine again, after a file, a limit or the program was mended.

    What can be read now becomes articles at its place in the file; the rest stays, with the reason of today.

    Example: `copydesk quarantine replay --reason binary --direct`
    """
    from desk.database import reading
    from desk.output import answer
    from desk.queries.batches import batch_report
    from desk.render.report import show_replayed
    from desk.running import watched
    from flows.request import ReplayRequest, limits_from
    from flows.run import run_replay
    from schema.migrate import require

    require(database)
    request = ReplayRequest(
        database=database,
        reason=reason,
        direct=direct,
        workers=workers,
        runner=runner,
        strict_cleaning=strict_cleaning,
        limits=limits_from(limits or ()),
    )
    summary = watched(lambda listener: run_replay(request, listener), quiet=json, unit="input")
    with reading(database) as connection:
        report = batch_report(connection, summary.batch)
    answer(json, dataclasses.asdict(summary), lambda page: show_replayed(page, report, summary))


@quarantine_app.command()
def drop(
    entry_ids: Annotated[list[int], typer.Argument(metavar="ID", help="Numbers in the list.", show_default=False)],
    database: Database = DEFAULT_DATABASE,
    json: Json = False,
) -> None:
    """Forget inputs in quarantine for good, with the bytes that were kept; the files themselves stay.

    Example: `copydesk quarantine drop 1`
    """
    from desk.output import answer
    from desk.render.words import counted
    from desk.running import watched
    from flows.deciding import drop_quarantined
    from flows.request import RunRequest

    numbers = list(dict.fromkeys(entry_ids))
    request = RunRequest(database=database)
    watched(lambda listener: drop_quarantined(request, listener, numbers), quiet=json, unit="input")
    line = f"{counted(len(numbers), 'input')} forgotten."
    answer(json, {"dropped": numbers}, lambda page: page.line(line))
