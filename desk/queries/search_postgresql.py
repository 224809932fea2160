"""Full-text search on PostgreSQL; the same searches find the same articles as on SQLite (desk.queries.search)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import CTE, ColumnElement, Connection, Select, bindparam, cast, column, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, REAL, TSQUERY, TSVECTOR

from desk.filters import Filters
from desk.queries.conditions import conditions
from desk.records.search import Hit, SearchResult
from desk.search_query import Either, Every, Query, Term, parse_search
from desk.snippets import snippet
from schema.fts_postgresql import vectors
from schema.tables import articles
from schema.words import UNSPACED_SCRIPT, query_tokens

# To rank a match takes 5.2 µs, since its vector has to be unpacked, where to find it takes 1.5: of more matches than
# this, which are more than anybody may ask to see, those loaded last are ranked.
RANKED: Final = 20_000
# Of the weights D to A: the body has B, the headline A, and says four times as much.
_WEIGHTS: Final = [0.0, 0.0, 0.25, 1.0]
_WEIGHT_OF: Final = {"headline": "A", "body": "B", None: ""}


def search(connection: Connection, typed: str, filters: Filters, *, sort: str, limit: int) -> SearchResult:
    """The first `limit` articles that match, and how many there are; see `desk.queries.search.search`."""
    query = parse_search(typed)
    asked_for = _select(query, filters, articles.c.published_at, column("words", TSVECTOR)).cte("asked_for")
    count = select(func.count()).select_from(asked_for).scalar_subquery()
    chosen = _ordered(asked_for, query, sort).add_columns(count.label("total")).limit(limit)
    with _by_index(connection):
        found = connection.execute(chosen).all()
    ids = [row.id for row in found]
    columns = [articles.c[name] for name in Hit.__dataclass_fields__ if name != "snippet"]
    rows = connection.execute(select(*columns, articles.c.body).where(articles.c.id.in_(ids)))
    hits = {row.id: Hit(*(*row[:-1], snippet(row.body, query))) for row in rows}
    return SearchResult(typed, found[0].total if found else 0, tuple(hits[id_] for id_ in ids))


def matching(typed: str, filters: Filters) -> Select[tuple[int]]:
    """Selects the ids of all articles that match; see `desk.queries.search.matching`."""
    return _select(parse_search(typed), filters)


def tsquery(query: Query) -> str:
    """The query as the text of a `tsquery`; nothing typed is an operator of PostgreSQL's own."""
    if isinstance(query, Term):
        return _phrase(query)
    joined = (" | " if isinstance(query, Either) else " & ").join(map(tsquery, query.parts))
    if isinstance(query, Every) and query.without:
        return f"(({joined}) & !({' | '.join(map(tsquery, query.without))}))"
    return f"({joined})"


def _phrase(term: Term) -> str:
    """The words of a term at their distances; of words only letters, digits and marks are left, so no quote is."""
    tokens = query_tokens(term.text)
    parts: list[str] = []
    before = 0
    for number, (word, place) in enumerate(tokens, 1):
        alone = len(word) == 1 and UNSPACED_SCRIPT.match(word)
        opened = "*" if alone or (term.prefix and number == len(tokens)) else ""
        flags = opened + _WEIGHT_OF[term.column]
        parts += [f"<{place - before}>"] if parts else []
        parts.append(f"'{word}'" + (f":{flags}" if flags else ""))
        before = place
    return f"({' '.join(parts)})"


@contextmanager
def _by_index(connection: Connection) -> Iterator[None]:
    """Let the server use the index: it takes going through all vectors for cheap, as if they were not packed away."""
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    yield
    connection.exec_driver_sql("SET LOCAL enable_seqscan = on")


def _select(query: Query, filters: Filters, *columns: ColumnElement[Any]) -> Select[Any]:
    """The id, and some more columns, of the articles that match."""
    found = _found(query)
    joined = articles.join(found, found.c.article_id == articles.c.id)
    return select(articles.c.id, *columns).select_from(joined).where(*conditions(filters))


def _found(query: Query) -> CTE:
    """The vectors that match, looked up first: a server that has no statistics yet would go through all articles."""
    match = vectors.c.words.op("@@", is_comparison=True)(_typed(query))
    return select(vectors).where(match).cte("found").prefix_with("MATERIALIZED")


def _typed(query: Query) -> ColumnElement[Any]:
    return cast(bindparam(None, tsquery(query)), TSQUERY)


def _ordered(asked_for: CTE, query: Query, sort: str) -> Select[tuple[int]]:
    if sort == "relevance":
        latest = select(asked_for).order_by(asked_for.c.id.desc()).limit(RANKED).subquery()
        weights = cast(literal(_WEIGHTS, ARRAY(REAL)), ARRAY(REAL))
        rank = func.ts_rank(weights, latest.c.words, _typed(query))
        return select(latest.c.id).order_by(rank.desc(), latest.c.id)
    date = asked_for.c.published_at
    by_date = (date.asc() if sort == "oldest" else date.desc()).nulls_last()
    return select(asked_for.c.id).order_by(by_date, asked_for.c.id)
