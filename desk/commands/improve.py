"""`reclean`, `learn` and `restore`: better rules for what is stored already, and people's word above the rules."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer

from desk.groups import DefaultGroup
from desk.options import Database, Direct, Json, Limit, Limits, Outlet, Runner, StrictCleaning, Workers
from schema import DEFAULT_DATABASE
from schema.vocabulary import LineStatus


def reclean(  # noqa: PLR0913 - one argument for each option
    database: Database = DEFAULT_DATABASE,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", metavar="", help="Show what would change, and change nothing.")
    ] = False,
    direct: Direct = False,
    workers: Workers = None,
    runner: Runner = None,
    strict_cleaning: StrictCleaning = False,
    limits: Limits = None,
    json: Json = False,
) -> None:
    """Clean the stored texts again, where an older version of the cleaner made the article.

    No file is read: the text as received is in the database. Articles keep their numbers; search, duplicates and
    evidence of translation follow. When it is interrupted, the same command goes on from there.

    Example: `copydesk reclean --dry-run`
    """
    from desk.output import answer
    from desk.render.improve import show_preview, show_recleaned
    from desk.running import watched
    from flows.request import RunRequest, limits_from

    request = RunRequest(
        database=database,
        direct=direct,
        workers=workers,
        runner=runner,
        strict_cleaning=strict_cleaning,
        limits=limits_from(limits or ()),
    )
    if dry_run:
        from flows.previewing import preview_reclean

        preview = watched(lambda listener: preview_reclean(request, listener), quiet=json, unit="article")
        answer(json, preview, lambda page: show_preview(page, preview))
        return
    from flows.run import run_reclean

    summary = watched(lambda listener: run_reclean(request, listener), quiet=json, unit="article")
    answer(json, dataclasses.asdict(summary), lambda page: show_recleaned(page, summary))


learn_app = typer.Typer(cls=DefaultGroup)


@learn_app.callback()
def learn() -> None:
    """Find the lines that an outlet repeats from page to page, and decide which of them to remove.

    Without a command it counts: `copydesk learn`. Then `copydesk learn list`, and accept or reject.
    """


@learn_app.command("count")
def count_lines(database: Database = DEFAULT_DATABASE, json: Json = False) -> None:
    """Count the lines that recur over an outlet's articles, in any language; the word `count` may be left out.

    Lines that are surely no story are accepted by themselves; others are proposed and wait for `learn accept` or
    `learn reject`. Accepted lines are removed from then on, and from stored articles by `copydesk reclean`.

    Example: `copydesk learn`
    """
    from desk.output import answer
    from desk.render.improve import show_counts
    from desk.running import watched
    from flows.learning import count_lines as count
    from flows.request import RunRequest

    counts = watched(lambda listener: count(RunRequest(database=database), listener), quiet=json, unit="article")
    answer(json, counts, lambda page: show_counts(page, counts))


@learn_app.command("list")
def list_lines(
    database: Database = DEFAULT_DATABASE,
    status: Annotated[
        LineStatus | None, typer.Option(metavar="STATUS", help="Only this: proposed, accepted, rejected.")
    ] = None,
    outlet: Outlet = None,
    limit: Limit = 100,
    json: Json = False,
) -> None:
    """List the lines learned, those first that most articles of their outlet have.

    Example: `copydesk learn list --status proposed --outlet 'Example*'`
    """
    from desk.database import reading
    from desk.output import answer
    from desk.queries.learned import learned
    from desk.render.improve import show_lines

    with reading(database) as connection:
        lines, total = learned(connection, status=status, outlet=outlet, limit=limit)
    answer(json, {"total": total, "lines": lines}, lambda page: show_lines(page, lines, total))


Lines = Annotated[list[int], typer.Argument(metavar="ID", help="Numbers in `copydesk learn list`.", show_default=False)]


@learn_app.command()
def accept(line_ids: Lines, database: Database = DEFAULT_DATABASE, json: Json = False) -> None:
    """Accept learned lines: they are removed from then on.

    Example: `copydesk learn accept 1`
    """
    _decide(line_ids, database, json, accept=True)


@learn_app.command()
def reject(line_ids: Lines, database: Database = DEFAULT_DATABASE, json: Json = False) -> None:
    """Reject learned lines: they stay in the articles, and are not proposed again.

    Example: `copydesk learn reject 1`
    """
    _decide(line_ids, database, json, accept=False)


def _decide(line_ids: list[int], database: str, json: bool, *, accept: bool) -> None:
    from desk.output import answer
    from desk.render.improve import show_decided
    from desk.running import watched
    from flows.deciding import decide_learned
    from flows.request import RunRequest

    request = RunRequest(database=database)
    lines = watched(
        lambda listener: decide_learned(request, listener, line_ids, accept=accept), quiet=json, unit="article"
    )
    data = {"accepted" if accept else "rejected": lines}
    answer(json, data, lambda page: show_decided(page, lines, accept=accept))


def restore(
    article_id: Annotated[int, typer.Argument(metavar="ARTICLE", help="The article's number.", show_default=False)],
    span_id: Annotated[
        int, typer.Argument(metavar="SPAN", help="The span's number in `copydesk show`.", show_default=False)
    ],
    database: Database = DEFAULT_DATABASE,
    json: Json = False,
) -> None:
    """Put a removed span back into its article, and keep it there whatever later cleaning says.

    Example: `copydesk restore 1 3`
    """
    from desk.output import answer
    from desk.render.improve import show_restored
    from desk.running import watched
    from flows.deciding import restore_span
    from flows.request import RunRequest

    request = RunRequest(database=database)
    text = watched(lambda listener: restore_span(request, listener, article_id, span_id), quiet=json, unit="article")
    answer(json, {"article": article_id, "restored": text}, lambda page: show_restored(page, article_id, text))
