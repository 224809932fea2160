"""What a database holds, named by content instead of ids, so that two databases can be compared."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from schema.engine import open_engine

Contents = dict[str, list[tuple[Any, ...]]]

_ARTICLES = """
SELECT s.path, d.position, d.external_id, d.sha256, d.text, a.outlet, a.url, a.headline, a.headline_source,
    a.headline_key, a.byline, a.published_at, a.dateline, a.original_source, a.body, a.word_count, a.language,
    a.language_confidence, a.translation_score, a.translation_likely, a.duplicate_kind, a.duplicate_score,
    kept_file.path, kept_document.position, a.cleaner_version
FROM articles a
JOIN documents d ON d.id = a.document_id
JOIN source_files s ON s.id = d.source_file_id
LEFT JOIN articles kept ON kept.id = a.duplicate_of
LEFT JOIN documents kept_document ON kept_document.id = kept.document_id
LEFT JOIN source_files kept_file ON kept_file.id = kept_document.source_file_id
"""
_OF_ARTICLE = """
JOIN articles a ON a.id = x.article_id
JOIN documents d ON d.id = a.document_id
JOIN source_files s ON s.id = d.source_file_id
"""
_QUERIES = {
    "articles": _ARTICLES,
    "spans": 'SELECT s.path, d.position, x."start", x."end", x.text, x.rule, x.category, x.layer, x.confidence '
    f"FROM removed_spans x {_OF_ARTICLE}",
    "flags": 'SELECT s.path, d.position, x.kind, x."start", x."end", x.excerpt, x.weight, x.detail '
    f"FROM translation_flags x {_OF_ARTICLE}",
    "files": "SELECT path, sha256, size_bytes, modified_at, outlet, status, documents FROM source_files",
    "quarantine": "SELECT path, position, sha256, reason, detail, content, resolved_at IS NULL FROM quarantine",
    "learned": "SELECT outlet, line, articles, share, status FROM learned_lines",
}


def contents(database: Path | str) -> Contents:
    """Everything in a database, by file or URL, that does not depend on when and in which order it came there."""
    with _connected(database) as connection:
        found = {name: _answer(connection, query) for name, query in _QUERIES.items()}
    return {name: sorted(map(_plain, answer), key=repr) for name, answer in found.items()}


def rows(database: Path | str, query: str, *values: object) -> list[tuple[Any, ...]]:
    """What a query answers, with each `?` in it standing for one of the values; nothing for one that only changes."""
    with _connected(database) as connection:
        return _answer(connection, query, *values)


@contextmanager
def _connected(database: Path | str) -> Iterator[Connection]:
    engine = open_engine(database if isinstance(database, str) else f"sqlite:///{database}")
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _answer(connection: Connection, query: str, *values: object) -> list[tuple[Any, ...]]:
    if connection.dialect.name == "postgresql":
        query = query.replace("%", "%%").replace("?", "%s")
    result = connection.exec_driver_sql(query, values)
    return [tuple(row) for row in result] if result.returns_rows else []


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The row with SQLite's numbers for true and false."""
    return tuple(int(value) if isinstance(value, bool) else value for value in row)
