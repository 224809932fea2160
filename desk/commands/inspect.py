"""`stats`, `sql` and `check`: the database as a whole."""

from pathlib import Path
from typing import Annotated

import typer

from desk.options import DEFAULT_DATABASE, Database, Json


def stats(database: Database = DEFAULT_DATABASE, json: Json = False) -> None:
    """See how much is in the database: articles, languages, outlets, months, duplicates, removals, batches.

    Example: copydesk stats --database sqlite:///archive.db
    """
    from desk.database import reading
    from desk.output import answer
    from desk.queries.stats import stats as count
    from desk.render.stats import show_stats

    with reading(database) as connection:
        numbers = count(connection)
    answer(json, numbers, lambda page: show_stats(page, numbers))


def sql(
    query: Annotated[str, typer.Argument(help="One SELECT statement.", show_default=False)],
    database: Database = DEFAULT_DATABASE,
    json: Json = False,
) -> None:
    """Ask the database in SQL; nothing can be changed.

    People's views: clean_articles, repeated_headlines, removed_by_rule, batch_report.

    Example: copydesk sql "SELECT language, count(*) FROM clean_articles GROUP BY language"
    """
    from desk.database import reading
    from desk.output import answer
    from desk.queries.sql import run_select
    from desk.render.page import Column

    with reading(database) as connection:
        names, rows = run_select(connection, query)
    data = [dict(zip(names, row, strict=True)) for row in rows]
    columns = [Column(name, give=True) for name in names]
    answer(json, data, lambda page: page.table(columns, [["" if v is None else str(v) for v in row] for row in rows]))


def check(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[DEPLOYMENT_FILE]", help="A deployment.yaml to check instead of the database."),
    ] = None,
    database: Database = DEFAULT_DATABASE,
    json: Json = False,
) -> None:
    """Check that the database is whole, or that a deployment file says what it means.

    The database: SQLite's own checks, the full-text index, every article with its document, no chains of
    duplicates, and text = body + removed spans for every article. A deployment file: no unknown key, every
    entrypoint there, every parameter one of its flow. Exit status 1 when something is wrong.

    Example: copydesk check

    Example: copydesk check deployment.yaml
    """
    from desk.output import answer
    from desk.render.findings import show_findings

    if path is not None and path.suffix in {".yaml", ".yml"}:
        from flows.deployment import check_deployments

        subject, findings = str(path), check_deployments(path)
    else:
        from schema.health import problems

        subject = database if path is None else f"sqlite:///{path}"
        findings = problems(subject)
    answer(json, {"checked": subject, "findings": findings}, lambda page: show_findings(page, subject, findings))
    if findings:
        raise typer.Exit(1)
