"""Whether a database is whole: what SQLite knows about its file, and what copydesk promises about its rows."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, Table, or_, select
from zstandard import ZstdError

from schema import fts
from schema.compress import unpack_text
from schema.engine import open_engine
from schema.errors import DatabaseDamaged, DatabaseForbidden
from schema.findings import Finding
from schema.migrate import require
from schema.tables import articles, documents, removed_spans, translation_flags

RESTORE: Final = "Restore it from a backup; a copy of what can still be read: sqlite3 FILE .recover"
REPORT: Final = "Please report this. Ingesting the files into a new database puts it right."
_REBUILD: Final = "; at once: sqlite3 FILE \"INSERT INTO {name}({name}) VALUES('rebuild')\""
_EXAMPLES: Final = 5
# Articles in memory at once.
_PAGE: Final = 500


def problems(url: str) -> list[Finding]:
    """Everything that is wrong with the database at `url`; an empty list for a sound one. Nothing is changed.

    Raises:
        DatabaseMissing, DatabaseTooOld, DatabaseTooNew: there is nothing that this version could check.
    """
    require(url)
    engine = open_engine(url, read_only=True)
    try:
        with engine.connect() as connection:
            findings = list(_file_problems(connection))
            # On a file with damaged pages the other checks would only find the same once more.
            if not findings:
                findings = [found for check in _CHECKS for found in check(connection)]
    except DatabaseDamaged as error:
        return [Finding(error.why, error.what, error.remedy)]
    finally:
        engine.dispose()
    return findings + _full_text_problems(url)


def optimise(url: str) -> None:
    """Tidy up after many loads: full text in one segment, statistics for the query planner, the log written back."""
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            fts.optimise(connection)
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
            connection.exec_driver_sql("ANALYZE")
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            # Not inside a transaction, where SQLAlchemy would run it.
            if connection.dialect.name == "sqlite" and driver is not None:
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        engine.dispose()


def rebuild_search(url: str) -> None:
    """Fill the search index anew from the articles."""
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            fts.rebuild(connection)
    finally:
        engine.dispose()


def _file_problems(connection: Connection) -> Iterator[Finding]:
    if connection.dialect.name != "sqlite":
        return
    for (message,) in connection.exec_driver_sql(f"PRAGMA integrity_check({_EXAMPLES})").all():
        if message != "ok":
            yield Finding(f"SQLite's integrity check says: {message}", "the file", RESTORE)
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    for (table, parent), rows in groupby(sorted(broken, key=str), lambda row: (row[0], row[2])):
        yield _rows_finding(f"rows refer to {parent} that do not exist", table, [row[1] for row in rows], RESTORE)


def _full_text_problems(url: str) -> list[Finding]:
    """FTS5's own check is a command that only a writer may give; it changes nothing."""
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            differing = fts.check(connection)
            at_once = _REBUILD if connection.dialect.name == "sqlite" else "."
    except DatabaseForbidden as error:
        return [
            Finding(f"the search index cannot be checked: {error.why}", "articles_fts", "Check a copy of the file.")
        ]
    finally:
        engine.dispose()
    return [
        Finding(
            "the search index differs from the articles",
            name,
            f"The nightly upkeep rebuilds it{at_once.format(name=name)}",
        )
        for name in differing
    ]


def _documents_without_article(connection: Connection) -> Iterator[Finding]:
    joined = documents.outerjoin(articles, articles.c.document_id == documents.c.id)
    query = select(documents.c.id).select_from(joined).where(articles.c.id.is_(None)).order_by(documents.c.id)
    yield from _if_any(connection, query, "documents without an article", "documents")


def _duplicates_of_duplicates(connection: Connection) -> Iterator[Finding]:
    kept = articles.alias("kept")
    query = (
        select(articles.c.id)
        .join(kept, kept.c.id == articles.c.duplicate_of)
        .where(or_(kept.c.duplicate_of.is_not(None), kept.c.id == articles.c.id))
        .order_by(articles.c.id)
    )
    yield from _if_any(connection, query, "duplicates that do not name a kept article", "articles")


def _duplicates_without_kind(connection: Connection) -> Iterator[Finding]:
    query = select(articles.c.id).where(articles.c.duplicate_of.is_(None) != articles.c.duplicate_kind.is_(None))
    yield from _if_any(
        connection, query.order_by(articles.c.id), "articles with a duplicate but no kind, or the reverse", "articles"
    )


def _texts_that_do_not_add_up(connection: Connection) -> Iterator[Finding]:
    """Text minus spans is the body, exactly; and evidence of translation lies within the text."""
    wrong: list[int] = []
    outside: list[int] = []
    for row, text, spans, flags in _stored_texts(connection):
        if text is None or not adds_up(text, row.body, spans):
            wrong.append(row.id)
        elif not all(0 <= flag.start <= flag.end <= len(text) for flag in flags):
            outside.append(row.id)
    if wrong:
        yield _rows_finding("text and body + removed spans are not the same", "articles", wrong, REPORT)
    if outside:
        yield _rows_finding("translation evidence lies outside the text", "articles", outside, REPORT)


def adds_up(text: str, body: str, spans: Sequence[Row[Any]]) -> bool:
    """Whether the text minus its spans is the body, and each span is what the text has at its place.

    Arguments:
        text: the document's text.
        body: the article's.
        spans: rows of `removed_spans` in the order of `start`; offsets in characters of `text`.
    """
    at = kept = 0
    for span in spans:
        gap = span.start - at
        if gap < 0 or text[at : span.start] != body[kept : kept + gap] or text[span.start : span.end] != span.text:
            return False
        kept += gap
        at = span.end
    return text[at:] == body[kept:]


def _stored_texts(connection: Connection) -> Iterator[tuple[Row[Any], str | None, list[Row[Any]], list[Row[Any]]]]:
    """Every article with its text (None where it cannot be unpacked), spans and flags; a page in memory at a time."""
    last = 0
    while page := _page(connection, last):
        first, last = page[0].id, page[-1].id
        spans = _by_article(connection, removed_spans, first, last)
        flags = _by_article(connection, translation_flags, first, last)
        for row in page:
            yield row, _unpacked(row.text, row.body), spans.get(row.id, []), flags.get(row.id, [])


def _page(connection: Connection, after: int) -> Sequence[Row[Any]]:
    joined = articles.join(documents, documents.c.id == articles.c.document_id)
    query = select(articles.c.id, articles.c.body, documents.c.text).select_from(joined)
    return connection.execute(query.where(articles.c.id > after).order_by(articles.c.id).limit(_PAGE)).all()


def _by_article(connection: Connection, table: Table, first: int, last: int) -> dict[int, list[Row[Any]]]:
    query = select(table).where(table.c.article_id.between(first, last)).order_by(table.c.article_id, table.c.start)
    return {id_: list(rows) for id_, rows in groupby(connection.execute(query), key=lambda row: int(row.article_id))}


def _unpacked(frame: bytes, body: str) -> str | None:
    try:
        return unpack_text(frame, body)
    except (ZstdError, UnicodeDecodeError):
        return None


def _if_any(connection: Connection, query: Select[tuple[int]], what: str, table: str) -> Iterator[Finding]:
    ids = connection.scalars(query).all()
    if ids:
        yield _rows_finding(what, table, ids, REPORT)


def _rows_finding(what: str, table: str, ids: Sequence[int], remedy: str) -> Finding:
    shown = ", ".join(map(str, ids[:_EXAMPLES]))
    more = f" and {len(ids) - _EXAMPLES} more" if len(ids) > _EXAMPLES else ""
    return Finding(what, f"{table}, id {shown}{more}", remedy)


_CHECKS: Final[tuple[Callable[[Connection], Iterator[Finding]], ...]] = (
    _documents_without_article,
    _duplicates_of_duplicates,
    _duplicates_without_kind,
    _texts_that_do_not_add_up,
)
