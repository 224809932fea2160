"""A part of the database as a database of its own, to read and to search with the same commands."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Table, func, insert, select, update

from desk.records.articles import Article
from schema import fts
from schema.engine import open_engine
from schema.migrate import prepare
from schema.tables import articles, batches, documents, removed_spans, source_files, translation_flags

_AT_ONCE = 500


def write_copy(path: Path, connection: Connection, chosen: Iterable[Article]) -> int:
    """A SQLite database with some articles and all that belongs to them; returns how many.

    An article whose kept double is not among them stands for itself. What ingest needs to find duplicates is not
    copied: the copy is for reading.
    """
    url = f"sqlite:///{path.absolute()}"
    prepare(url)
    engine = open_engine(url)
    try:
        with engine.begin() as copy:
            # An article may be a duplicate of one that comes later.
            copy.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            _copy_all(connection, batches, copy)
            files: set[int] = set()
            count = sum(_copy_some(connection, ids, files, copy) for ids in _numbers(chosen))
            _stand_alone(copy)
            last = copy.scalar(select(func.max(articles.c.id)))
            fts.index_articles(copy, 1, last or 0)
    finally:
        engine.dispose()
    return count


def _numbers(chosen: Iterable[Article]) -> Iterator[list[int]]:
    numbers = (article.id for article in chosen)
    while ids := list(islice(numbers, _AT_ONCE)):
        yield ids


def _copy_some(connection: Connection, ids: list[int], files: set[int], copy: Connection) -> int:
    """Copy some articles; `files` are the source files that are copied already."""
    of_articles = select(articles.c.document_id).where(articles.c.id.in_(ids))
    sources = select(documents.c.source_file_id).where(documents.c.id.in_(of_articles))
    new = set(connection.scalars(sources)) - files
    files |= new
    _copy_all(connection, source_files, copy, source_files.c.id.in_(sorted(new)))
    _copy_all(connection, documents, copy, documents.c.id.in_(of_articles))
    _copy_all(connection, articles, copy, articles.c.id.in_(ids))
    for table in (removed_spans, translation_flags):
        _copy_all(connection, table, copy, table.c.article_id.in_(ids))
    return len(ids)


def _copy_all(connection: Connection, table: Table, copy: Connection, *asked: ColumnElement[bool]) -> None:
    rows = [row._asdict() for row in connection.execute(select(table).where(*asked))]
    if rows:
        copy.execute(insert(table), rows)


def _stand_alone(copy: Connection) -> None:
    """Unmark the duplicates of articles that were not copied."""
    elsewhere = articles.c.duplicate_of.not_in(select(articles.alias().c.id))
    nothing = {"duplicate_of": None, "duplicate_kind": None, "duplicate_score": None}
    copy.execute(update(articles).where(elsewhere).values(nothing))
