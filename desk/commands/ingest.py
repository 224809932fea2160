"""`ingest`: read a pile of files into the database and report what became of them."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated

import typer

from desk.options import Database, Direct, Json, Limits, Runner, StrictCleaning, Workers
from schema import DEFAULT_DATABASE

if TYPE_CHECKING:
    from flows.request import IngestRequest, IngestSummary

QUARANTINED = 3


def ingest(  # noqa: PLR0913 - one argument for each option
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Files and folders.", show_default=False)],
    database: Database = DEFAULT_DATABASE,
    direct: Direct = False,
    workers: Workers = None,
    runner: Runner = None,
    outlet: Annotated[
        str | None, typer.Option(metavar="NAME", help="Outlet of all these files, whatever they say themselves.")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="OURS=THEIRS", help="Which field of records is what: headline=titre,text=corps."),
    ] = None,
    strict_cleaning: StrictCleaning = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", metavar="", help="Say how the files would be read; write nothing."),
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", metavar="", help="Exit with 3 when something was quarantined.")
    ] = False,
    limits: Limits = None,
    json: Json = False,
) -> None:
    """Read news files into the database: extract, clean, detect language and translation, find duplicates.

    Reads texts (.txt, .md), pages (.html, .mhtml), mail (.eml), records (.json, .jsonl, .csv, .tsv, .parquet), web
    archives (.warc.gz) and feeds (.xml, .rss, .atom), also compressed (.gz, .zst, .bz2, .xz) or in an archive (.zip,
    .tar).
    Files that are known and unchanged are skipped, so that running it again over a growing folder costs little. What
    cannot be read goes to quarantine with a reason and stops nothing.

    --dry-run shows beforehand which files are read how, which of their fields is what, and what would be quarantined.
    It looks at up to 20 files of each kind, and at up to 100 records of each.

    The report warns when a rule, or the pages of an outlet, suddenly lose far more than in the batches before;
    --json lists that under `warnings`.

    Exit status: 0 done, 1 the run failed, 2 wrong usage, 3 with --strict when something was quarantined.

    Example: `copydesk ingest seeds/`

    Example: `copydesk ingest dump.jsonl --map headline=titre,text=corps --dry-run`

    Example: `copydesk ingest dump.jsonl --outlet 'Example Times' --database sqlite:///archive.db`
    """
    from desk.running import watched
    from flows.request import IngestRequest, limits_from
    from flows.run import run_ingest

    request = IngestRequest(
        paths=tuple(paths),
        database=database,
        direct=direct,
        workers=workers,
        runner=runner,
        outlet=outlet,
        strict_cleaning=strict_cleaning,
        mapping=_mapping(mapping or []),
        limits=limits_from(limits or ()),
    )
    if dry_run:
        _look(request, as_json=json)
        return
    summary = watched(lambda listener: run_ingest(request, listener), quiet=json)
    (_write if json else _report)(request, summary)
    if strict and summary.quarantined:
        raise typer.Exit(QUARANTINED)


def _look(request: IngestRequest, *, as_json: bool) -> None:
    from desk.output import answer
    from desk.render.look import look_data, show_look
    from flows.looking import look_before_ingest

    look = look_before_ingest(request)
    answer(as_json, look_data(look), lambda page: show_look(page, look))


def _mapping(texts: list[str]) -> dict[str, list[str]]:
    from flows.mapping import BadMapping, parse_mapping

    try:
        return parse_mapping(texts) if texts else {}
    except BadMapping as error:
        raise typer.BadParameter(f"{error.why}. {error.remedy}", param_hint="--map") from error


def _report(request: IngestRequest, summary: IngestSummary) -> None:
    from desk.database import reading
    from desk.output import draw
    from desk.queries.batches import batch_report
    from desk.render.report import show_report

    with reading(request.database) as connection:
        report = batch_report(connection, summary.batch)
    draw(lambda page: show_report(page, report, summary))


def _write(request: IngestRequest, summary: IngestSummary) -> None:
    from desk.database import reading
    from desk.output import write_json
    from desk.queries.surges import surges
    from desk.render.warnings import warnings_of

    with reading(request.database) as connection:
        warnings = warnings_of(surges(connection, summary.batch))
    counts = {name: value for name, value in dataclasses.asdict(summary).items() if name != "notes"}
    notes = [{"kind": "manifest", "message": note} for note in summary.notes]
    write_json({**counts, "warnings": [*notes, *warnings]})
