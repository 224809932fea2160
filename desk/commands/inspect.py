"""`stats`, `sql` and `check`: the database as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desk.options import Database, Json
from schema import DEFAULT_DATABASE
from schema.errors import CopydeskError

if TYPE_CHECKING:
    from schema.findings import Finding


def stats(database: Database = DEFAULT_DATABASE, json: Json = False) -> None:
    """See how much is in the database: articles, languages, outlets, months, duplicates, removals, batches.

    Example: `copydesk stats --database sqlite:///archive.db`
    """
    from desk.database import reading
    from desk.output import answer
    from desk.queries.stats import stats as count
    from desk.render.stats import show_stats

    with reading(database) as connection:
        numbers = count(connection)
    answer(json, numbers, lambda page: show_stats(page, numbers))


def sql(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One SELECT statement.", show_default=False)],
    database: Database = DEFAULT_DATABASE,
    json: Json = False,
) -> None:
    """Ask the database in SQL; nothing can be changed.

    Views for people: clean_articles, repeated_headlines, removed_by_rule, batch_report. With --json the rows are
    written as they come, whatever their number.

    Example: `copydesk sql "SELECT language, count(*) FROM clean_articles GROUP BY language"`
    """
    from desk.database import reading
    from desk.output import draw, write_json_rows
    from desk.queries.sql import selected
    from desk.render.page import Column

    with reading(database) as connection, selected(connection, query) as (names, rows):
        if json:
            write_json_rows(dict(zip(names, row, strict=True)) for row in rows)
            return
        cells = [["" if value is None else str(value) for value in row] for row in rows]
    draw(lambda page: page.table([Column(name, give=True) for name in names], cells))


def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE", help="Deployment files (.yaml), databases or their URLs.", show_default=False),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    json: Json = False,
) -> None:
    """Check that a database is whole and that a deployment file means what it says.

    Without FILE: the database, and deployment.yaml where the current folder has one.

    A database: SQLite's own checks, the full-text index, every article with its document, no chains of duplicates,
    and text = body + removed spans for every article. A deployment file: no unknown key, every entrypoint can be
    imported, every parameter is one of its flow. Exit status 1 when something is wrong.

    Example: `copydesk check`

    Example: `copydesk check deployment.yaml`
    """
    from desk.output import answer
    from desk.render.findings import show_findings

    subjects = paths or [database, *map(str, Path().glob("deployment.yaml"))]
    found = {subject: findings_of(subject) for subject in subjects}
    every = [finding for findings in found.values() for finding in findings]
    answer(json, {"checked": subjects, "findings": every}, lambda page: show_findings(page, found))
    if every:
        raise typer.Exit(1)


def findings_of(subject: str) -> list[Finding]:
    """What is wrong with a deployment file, a database file or a database URL; it may also be missing."""
    from schema.findings import Finding

    try:
        if subject.endswith((".yaml", ".yml")):
            # Entrypoints are imported, and with them Prefect.
            from flows.deployment import check_deployments

            return check_deployments(Path(subject))
        from schema.health import problems

        return problems(subject if "://" in subject else f"sqlite:///{subject}")
    except CopydeskError as error:
        return [Finding(error.why, error.what, error.remedy)]
