"""The report of a batch as Markdown, for Prefect's page of the run."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, func, select

from schema.engine import open_engine
from schema.tables import articles, batches, quarantine, removed_spans

TOP = 15


def report_markdown(database: str, batch_id: int, stage_seconds: Mapping[str, float]) -> str:
    """Counts, CPU time per step, languages, the rules that removed most, and why inputs were quarantined."""
    engine = open_engine(database, read_only=True)
    try:
        with engine.connect() as connection:
            return "\n\n".join(_sections(connection, batch_id, stage_seconds))
    finally:
        engine.dispose()


def _sections(connection: Connection, batch_id: int, stage_seconds: Mapping[str, float]) -> Iterable[str]:
    batch = connection.execute(select(batches).where(batches.c.id == batch_id)).mappings().one()
    yield f"# Batch {batch_id}"
    names = ("files_seen", "documents_seen", "loaded", "unchanged", "duplicates", "quarantined", "passed_over")
    yield _table(("", "number"), [(name.replace("_", " "), batch[name]) for name in names])
    yield "## CPU seconds per step"
    yield _table(("step", "seconds"), [(name, f"{seconds:.2f}") for name, seconds in stage_seconds.items()])
    mine = articles.c.batch_id == batch_id
    number = func.count().label("number")
    by_language = select(articles.c.language, number).where(mine).group_by(articles.c.language)
    yield "## Languages"
    yield _table(("language", "articles"), connection.execute(by_language.order_by(number.desc()).limit(TOP)).all())
    touched = func.count(removed_spans.c.article_id.distinct())
    by_rule = (
        select(removed_spans.c.rule, removed_spans.c.category, touched, func.sum(func.length(removed_spans.c.text)))
        .join(articles, articles.c.id == removed_spans.c.article_id)
        .where(mine)
        .group_by(removed_spans.c.rule, removed_spans.c.category)
    )
    yield "## Rules that removed most"
    heads = ("rule", "category", "articles", "characters")
    yield _table(heads, connection.execute(by_rule.order_by(touched.desc(), removed_spans.c.rule).limit(TOP)).all())
    by_reason = select(quarantine.c.reason, number).where(quarantine.c.batch_id == batch_id)
    reasons = connection.execute(by_reason.group_by(quarantine.c.reason).order_by(number.desc())).all()
    if reasons:
        yield "## Quarantine"
        yield _table(("reason", "inputs"), reasons)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")
