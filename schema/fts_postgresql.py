"""Full text on PostgreSQL: a table of text vectors with a GIN index, one row per article, kept by the writer.

The words are made by `schema.words`, so that they are the same in every database, whatever its locale: the vectors
hold what PostgreSQL's `simple` configuration would, but without accents. Words of the headline have the weight A,
those of the body B, by which a search asks for one of them and counts the headline more.

What PostgreSQL's vectors cannot hold is left out: of a word, places after the 255th; places beyond the 16,383rd word,
so that phrases further down are not found; and what is new after the first 900 KB of different words.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, Row, column, delete, select, table, text

from schema.tables import articles
from schema.words import index_tokens

# Stored with the table: where it is another one, the vectors are made anew.
_DEFINITION: Final = "words of schema.words, 1"
_MAKE: Final = f"""
DROP TABLE IF EXISTS articles_fts;
CREATE TABLE articles_fts (
    article_id bigint PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    words tsvector NOT NULL
);
CREATE INDEX ix_articles_fts_words ON articles_fts USING gin (words);
COMMENT ON TABLE articles_fts IS '{_DEFINITION}'
"""
_COMMENT: Final = text("SELECT obj_description(to_regclass('articles_fts'), 'pg_class')")
_TEXTS: Final = select(articles.c.id, articles.c.headline, articles.c.body).order_by(articles.c.id)
_GIVEN: Final = "unnest(CAST(:ids AS bigint[]), CAST(:vectors AS text[])) AS given (id, words)"
_INSERT: Final = text(f"INSERT INTO articles_fts SELECT id, CAST(words AS tsvector) FROM {_GIVEN}")
_SAME: Final = text(
    f"SELECT count(*) FROM {_GIVEN} JOIN articles_fts f ON f.article_id = given.id"
    " WHERE f.words = CAST(given.words AS tsvector)"
)
_LAST_ID: Final = 2**63 - 1
_AT_ONCE: Final = 500
# postgresql.org/docs/15/textsearch-limitations.html; a vector has at most a megabyte.
_MOST_PLACES: Final = 255
_LAST_PLACE: Final = 16_383
_MOST_BYTES: Final = 900_000
_SURELY_FITS: Final = 50_000

# Without PostgreSQL's own types, which whoever reads SQLite would wait for.
vectors: Final = table("articles_fts", column("article_id", BigInteger), column("words"))


def create(connection: Connection) -> None:
    """Make the table where it is missing or holds other words than these, and fill it."""
    if connection.scalar(_COMMENT) != _DEFINITION:
        for statement in _MAKE.split(";"):
            connection.exec_driver_sql(statement)
        rebuild(connection)


def index(connection: Connection, first_id: int, last_id: int) -> None:
    """Index the articles in between, both included."""
    for some in _pages(connection, first_id, last_id):
        connection.execute(_INSERT, _columns(some))


def index_some(connection: Connection, article_ids: Sequence[int]) -> None:
    """Index these articles."""
    rows = connection.execute(_TEXTS.where(articles.c.id.in_(article_ids))).all()
    if rows:
        connection.execute(_INSERT, _columns(rows))


def unindex(connection: Connection, article_ids: Sequence[int]) -> None:
    """Take articles out of the index."""
    connection.execute(delete(vectors).where(vectors.c.article_id.in_(article_ids)))


def rebuild(connection: Connection) -> None:
    """Fill the table anew from the articles."""
    connection.execute(delete(vectors))
    index(connection, 1, _LAST_ID)


def is_true(connection: Connection) -> bool:
    """Whether every article has the vector that its text gives; a vector without an article cannot be."""
    return all(connection.scalar(_SAME, _columns(some)) == len(some) for some in _pages(connection, 1, _LAST_ID))


def vector(headline: str | None, body: str) -> str:
    """An article as the text of a `tsvector`: each word with its places and weights."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    first = 1
    for part, weight in ((headline or "", "A"), (body, "B")):
        tokens = index_tokens(part)
        names = _place_names(weight)
        for word, place in tokens:
            places[word].append(names[min(first + place, _LAST_PLACE)])
        # A gap, so that no phrase goes from the headline into the body.
        first += len(tokens) + 10
    entries = [f"{word}:{','.join(at[:_MOST_PLACES])}" for word, at in places.items()]
    return " ".join(entries if len(body) < _SURELY_FITS else _fitting(entries))


@cache
def _place_names(weight: str) -> list[str]:
    return [f"{place}{weight}" for place in range(_LAST_PLACE + 1)]


def _fitting(entries: list[str]) -> list[str]:
    # In a vector a place takes two bytes, and a word its own and some for the table; here they take no less.
    ends = accumulate(len(entry.encode()) + 4 for entry in entries)
    return [entry for entry, end in zip(entries, ends, strict=True) if end <= _MOST_BYTES]


def _pages(connection: Connection, first_id: int, last_id: int) -> Iterator[Sequence[Row[Any]]]:
    """The texts of the articles in between, a few hundred at a time."""
    while page := connection.execute(_TEXTS.where(articles.c.id.between(first_id, last_id)).limit(_AT_ONCE)).all():
        yield page
        first_id = page[-1].id + 1


def _columns(rows: Sequence[Row[Any]]) -> dict[str, list[Any]]:
    return {"ids": [row.id for row in rows], "vectors": [vector(row.headline, row.body) for row in rows]}
