"""What a batch brought, for Prefect's page and log of the run: in one line, and as a report in Markdown."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, func, select

from flows.request import IngestSummary
from schema.engine import open_engine
from schema.tables import articles, batches, quarantine, removed_spans

TOP = 15
# The counts of a batch in the order of reading, as people say them.
_COUNTS = {
    "files_seen": "files",
    "documents_seen": "documents",
    "loaded": "articles loaded",
    "unchanged": "unchanged",
    "duplicates": "duplicates",
    "quarantined": "in quarantine",
    "passed_over": "passed over",
}


def in_words(counts: Mapping[str, int]) -> str:
    """The counts of a batch that are not 0, on one line: `22 files, 22 documents, 1 article loaded`."""
    return ", ".join(counted(counts[name], words) for name, words in _COUNTS.items() if counts[name]) or "nothing"


def counted(number: int, words: str) -> str:
    """A number with what it counts, the first of the words in the plural."""
    noun, space, rest = words.partition(" ")
    return f"{number:,} {noun.removesuffix('s') if number == 1 else noun}{space}{rest}"


def report_markdown(database: str, summary: IngestSummary) -> str:
    """Counts, notes, why inputs were quarantined, languages, the rules that removed most, and CPU time per step."""
    engine = open_engine(database, read_only=True)
    try:
        with engine.connect() as connection:
            return "\n\n".join(_sections(connection, summary))
    finally:
        engine.dispose()


def _sections(connection: Connection, summary: IngestSummary) -> Iterable[str]:
    batch_id = summary.batch
    batch = connection.execute(select(batches).where(batches.c.id == batch_id)).mappings().one()
    yield f"# Batch {batch_id}"
    yield _table(("", "number"), [(words, batch[name]) for name, words in _COUNTS.items()])
    if replaced := _replaced(connection, batch_id):
        yield f"Articles of other batches that are duplicates of these now: {replaced:,}."
    if not (batch["loaded"] or batch["quarantined"]):
        yield "Nothing was new."
    if summary.notes:
        yield "## Look at this"
        yield "\n".join(f"- {_cell(note)}" for note in summary.notes)
    yield from _section("Quarantine", ("reason", "inputs", "for example"), _quarantined(connection, batch_id))
    mine = articles.c.batch_id == batch_id
    number = func.count().label("number")
    by_language = select(articles.c.language, number).where(mine).group_by(articles.c.language)
    languages = connection.execute(by_language.order_by(number.desc(), articles.c.language).limit(TOP)).all()
    yield from _section("Languages", ("language", "articles"), languages)
    touched = func.count(removed_spans.c.article_id.distinct())
    by_rule = (
        select(removed_spans.c.rule, removed_spans.c.category, touched, func.sum(func.length(removed_spans.c.text)))
        .join(articles, articles.c.id == removed_spans.c.article_id)
        .where(mine)
        .group_by(removed_spans.c.rule, removed_spans.c.category)
    )
    rules = connection.execute(by_rule.order_by(touched.desc(), removed_spans.c.rule).limit(TOP)).all()
    yield from _section("Rules that removed most", ("rule", "category", "articles", "characters"), rules)
    times = [(name, f"{seconds:.2f}") for name, seconds in summary.stage_seconds.items()]
    yield from _section("CPU seconds per step", ("step", "seconds"), times)


def _replaced(connection: Connection, batch_id: int) -> int:
    article = articles.c
    mine = select(article.id).where(article.batch_id == batch_id)
    theirs = (article.duplicate_of.in_(mine), article.batch_id != batch_id)
    return connection.scalar(select(func.count()).select_from(articles).where(*theirs)) or 0


def _quarantined(connection: Connection, batch_id: int) -> list[tuple[str, int, str]]:
    """Each reason, how many inputs have it, and one of them."""
    number = func.count()
    reason = quarantine.c.reason
    by_reason = select(reason, number, func.min(quarantine.c.path)).where(quarantine.c.batch_id == batch_id)
    rows = connection.execute(by_reason.group_by(reason).order_by(number.desc(), reason))
    return [(why, count, f"`{path.replace('`', ' ')}`") for why, count, path in rows]


def _section(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterable[str]:
    """A table with its title, where there is something to show."""
    if rows:
        yield f"## {title}"
        yield _table(heads, rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")
