"""Full-text search over headline and body, kept by hand: the writer indexes a chunk with one statement.

SQLite: two FTS5 tables with external content, so that the words of an article are stored once.

- `articles_fts` holds every article, split into words by `unicode61` without accents. Marks (`Mn`, `Mc`) count as
  parts of words, or the vowel signs of Hindi, Bengali or Thai would cut each word into letters. Measured on 12,328
  news texts of 3.7 KB in ten languages: 2.2 KB and 121 µs per article; the default 1 MB of memory before a segment
  is written made it 176 µs.
- `articles_fts_unspaced` holds, besides, the articles in languages that put no spaces between words, by trigrams: a
  reader of Chinese or Japanese expects to find a word in the middle of a sentence, which for `unicode61` is one
  word. For all articles trigrams would cost 10.5 KB and 562 µs each, so only these have them.

PostgreSQL: one table of text vectors with the same words, see `schema.fts_postgresql`.
"""

import json
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, text

from schema import fts_postgresql
from schema.errors import DatabaseDamaged
from schema.words import UNSPACED_SCRIPT

UNSPACED_LANGUAGES: Final = ("bo", "ja", "km", "lo", "my", "th", "wuu", "yue", "zh")

_UNSPACED_VIEW: Final = f"""
CREATE VIEW articles_unspaced AS
SELECT id, headline, body FROM articles WHERE language IN ({", ".join(f"'{code}'" for code in UNSPACED_LANGUAGES)})
""".strip()

# Each full-text table and its definition.
TABLES: Final = {
    "articles_fts": (
        "CREATE VIRTUAL TABLE articles_fts USING fts5(headline, body, content='articles', content_rowid='id', "
        "tokenize=\"unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'\")"
    ),
    "articles_fts_unspaced": (
        "CREATE VIRTUAL TABLE articles_fts_unspaced USING fts5(headline, body, content='articles_unspaced', "
        "content_rowid='id', tokenize='trigram')"
    ),
}
_CONTENT: Final = {"articles_fts": "articles", "articles_fts_unspaced": "articles_unspaced"}
# Memory for the words of one transaction before they become a segment of the index.
_HASH_BYTES: Final = 16 * 1024 * 1024


def create(connection: Connection) -> None:
    """Make the full-text tables as they are defined here, and fill them where their definition has changed."""
    if connection.dialect.name == "postgresql":
        fts_postgresql.create(connection)
        return
    found = _definitions(connection)
    if all(found.get(name) == sql for name, sql in [*TABLES.items(), ("articles_unspaced", _UNSPACED_VIEW)]):
        return
    for table in TABLES:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")
    connection.exec_driver_sql("DROP VIEW IF EXISTS articles_unspaced")
    connection.exec_driver_sql(_UNSPACED_VIEW)
    for table, sql in TABLES.items():
        connection.exec_driver_sql(sql)
        _command(connection, table, "hashsize", _HASH_BYTES)
        _command(connection, table, "rebuild")


def index_articles(connection: Connection, first_id: int, last_id: int) -> None:
    """Index new articles, in the transaction that inserted them.

    Arguments:
        connection: in a write transaction.
        first_id: the first article of the chunk.
        last_id: its last article; every article in between is indexed.
    """
    if connection.dialect.name == "postgresql":
        fts_postgresql.index(connection, first_id, last_id)
        return
    _insert(connection, "id BETWEEN :first_id AND :last_id", first_id=first_id, last_id=last_id)


def unindex(connection: Connection, article_ids: Sequence[int]) -> None:
    """Take articles out of the index, before they are changed or deleted: it needs the words as they were.

    Calling it for an article that is not in the index, or after its change, damages the index.
    """
    if connection.dialect.name == "postgresql":
        fts_postgresql.unindex(connection, article_ids)
        return
    for table, content in _CONTENT.items():
        connection.execute(
            text(
                f"INSERT INTO {table} ({table}, rowid, headline, body) SELECT 'delete', id, headline, body"
                f" FROM {content} WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id"
            ),
            {"ids": json.dumps(list(article_ids))},
        )


def reindex(connection: Connection, article_ids: Sequence[int]) -> None:
    """Index articles again, after `unindex` and the change, in the same transaction."""
    if connection.dialect.name == "postgresql":
        fts_postgresql.index_some(connection, article_ids)
        return
    _insert(connection, "id IN (SELECT value FROM json_each(:ids))", ids=json.dumps(list(article_ids)))


def optimise(connection: Connection) -> None:
    """Merge the index into one segment: 5 % smaller and quicker to search; 20 µs per article."""
    for table in _tables(connection):
        _command(connection, table, "optimize")


def check(connection: Connection) -> list[str]:
    """The full-text tables that differ from the articles, or are missing; needs a connection that may write."""
    if connection.dialect.name == "postgresql":
        return [] if fts_postgresql.is_true(connection) else [fts_postgresql.vectors.name]
    return [table for table in _tables(connection) if not _is_true(connection, table)]


def rebuild(connection: Connection) -> None:
    """Fill the full-text tables anew from the articles."""
    if connection.dialect.name == "postgresql":
        fts_postgresql.rebuild(connection)
    for table in _tables(connection):
        _command(connection, table, "rebuild")


def table_for(query: str) -> str:
    """The full-text table that answers a query: the one of trigrams where it has words of an unspaced script.

    A query for it needs three characters in a row; a shorter one finds nothing there.
    """
    return "articles_fts_unspaced" if UNSPACED_SCRIPT.search(query) else "articles_fts"


def _insert(connection: Connection, condition: str, **parameters: int | str) -> None:
    for table, content in _CONTENT.items():
        connection.execute(
            text(
                f"INSERT INTO {table} (rowid, headline, body) SELECT id, headline, body"
                f" FROM {content} WHERE {condition} ORDER BY id"
            ),
            parameters,
        )


def _tables(connection: Connection) -> tuple[str, ...]:
    return tuple(TABLES) if connection.dialect.name == "sqlite" else ()


def _is_true(connection: Connection, table: str) -> bool:
    try:
        # Rank 1 compares with the articles themselves, not only the index with itself.
        _command(connection, table, "integrity-check", 1)
    except DatabaseDamaged:
        return False
    return True


def _command(connection: Connection, table: str, command: str, rank: int | None = None) -> None:
    """One of FTS5's special commands (sqlite.org/fts5.html, section 6)."""
    connection.execute(
        text(f"INSERT INTO {table} ({table}, rank) VALUES (:command, :rank)"), {"command": command, "rank": rank}
    )


def _definitions(connection: Connection) -> dict[str, str]:
    return dict(connection.exec_driver_sql("SELECT name, sql FROM sqlite_master").tuples().all())
