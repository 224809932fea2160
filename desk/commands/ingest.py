"""`ingest`: read a pile of files into the database and report what became of them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated

import typer

from desk.options import DEFAULT_DATABASE, Database, Json

if TYPE_CHECKING:
    from flows.request import IngestRequest, IngestSummary

QUARANTINED = 3


def ingest(  # noqa: PLR0913 - one argument for each option
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Files and folders.", show_default=False)],
    database: Database = DEFAULT_DATABASE,
    direct: Annotated[bool, typer.Option("--direct", help="Without Prefect: the same steps and rows, sooner.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Processes; one per core by default, 0 works in this one.")
    ] = None,
    outlet: Annotated[str | None, typer.Option(help="Outlet of all these files, where they name none.")] = None,
    strict_cleaning: Annotated[
        bool, typer.Option("--strict-cleaning", help="Remove more: also lines that are only probably junk.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 when something was quarantined.")] = False,
    json: Json = False,
) -> None:
    """Read news files into the database: extract, clean, detect language and translation, find duplicates.

    Reads .txt, .md, .html, .json and .jsonl. Files that are known and unchanged are skipped, so that running it
    again over a growing folder costs little. What cannot be read goes to quarantine with a reason and stops nothing.

    Exit status: 0 done, 1 the run failed, 2 wrong usage, 3 with --strict when something was quarantined.

    Example: `copydesk ingest seeds/`

    Example: `copydesk ingest dump.jsonl --outlet 'Example Times' --database sqlite:///archive.db`
    """
    from flows.request import IngestRequest

    request = IngestRequest(
        paths=tuple(paths),
        database=database,
        direct=direct,
        workers=workers,
        outlet=outlet,
        strict_cleaning=strict_cleaning,
    )
    summary = _run(request, quiet=json)
    if json:
        from desk.output import write_json

        write_json(dataclasses.asdict(summary))
    else:
        _report(request, summary)
    if strict and summary.quarantined:
        raise typer.Exit(QUARANTINED)


def _run(request: IngestRequest, *, quiet: bool) -> IngestSummary:
    from desk.output import note
    from desk.render.progress import watching
    from flows.run import run_ingest

    try:
        with watching(quiet=quiet) as listener:
            return run_ingest(request, listener)
    except KeyboardInterrupt:
        note("Stopped. What is loaded stays; run the same command again and it goes on from there.")
        raise


def _report(request: IngestRequest, summary: IngestSummary) -> None:
    from desk.database import reading
    from desk.queries.batches import batch_report
    from desk.render.page import Page
    from desk.render.report import show_report

    with reading(request.database) as connection:
        report = batch_report(connection, summary.batch)
    if report is not None:
        show_report(Page(), report, summary, request.database)
