"""Full-text search over headlines and bodies, best matches first."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Integer,
    Select,
    and_,
    column,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
)

from desk.filters import Filters
from desk.queries.conditions import conditions
from desk.records.search import MATCH_END, MATCH_START, Hit, SearchResult
from desk.search_query import Either, Query, Term, fts_expression, parse_search, terms
from schema.fts import UNSPACED_LANGUAGES, table_for
from schema.tables import articles

words_index = table("articles_fts", column("rowid", Integer), column("rank", Float))
_trigrams = table("articles_fts_unspaced", column("rowid", Integer))
_whole: ColumnElement[Any] = literal_column("articles_fts")
_SNIPPET_WORDS = 14
# On each side of a match in a text without spaces between its words.
_SNIPPET_CHARACTERS = 30
# A match in the headline says more about an article than one in its body.
_WEIGHTS = (4.0, 1.0)
# The index of trigrams finds nothing shorter.
_TRIGRAM = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """A query, and whether the index of words can answer all of it: not where words have no spaces between them."""

    query: Query
    by_words: bool


def search(connection: Connection, typed: str, filters: Filters, *, sort: str, limit: int) -> SearchResult:
    """The first `limit` articles that match, and how many there are.

    Arguments:
        connection: to a database of articles.
        typed: as a person types it (see `desk.search_query`).
        filters: which articles count at all.
        sort: `relevance` (bm25, headline counted four times), `newest` or `oldest` (undated last).
        limit: how many hits to return.

    Raises:
        SearchError: the query cannot be read.
    """
    if connection.dialect.name == "postgresql":
        from desk.queries import search_postgresql

        return search_postgresql.search(connection, typed, filters, sort=sort, limit=limit)
    plan = planned(typed)
    found = _select(plan, filters)
    total = connection.scalar(select(func.count()).select_from(found.subquery())) or 0
    if plan.by_words and sort == "relevance":
        ordered = found.order_by(relevance(), found.selected_columns[0])
    else:
        # Without an index of words there is no measure of relevance; news is read from the newest.
        date = articles.c.published_at
        by_date = (date.asc() if sort == "oldest" else date.desc()).nulls_last()
        ordered = select(articles.c.id).where(articles.c.id.in_(found)).order_by(by_date, articles.c.id)
    ids = list(connection.scalars(ordered.limit(limit)))
    hits = {hit.id: hit for hit in hits_of(connection, plan, ids)}
    return SearchResult(typed, total, tuple(hits[id_] for id_ in ids))


def matching(connection: Connection, typed: str, filters: Filters) -> Select[tuple[int]]:
    """Selects the ids of all articles that match.

    Raises:
        SearchError: the query cannot be read.
    """
    if connection.dialect.name == "postgresql":
        from desk.queries import search_postgresql

        return search_postgresql.matching(typed, filters)
    return _select(planned(typed), filters)


def planned(typed: str) -> Plan:
    """The query that was typed, and which of SQLite's indexes answers it.

    Raises:
        SearchError: the query cannot be read.
    """
    return Plan(parse_search(typed), table_for(typed) == words_index.name)


def _select(plan: Plan, filters: Filters) -> Select[tuple[int]]:
    if not plan.by_words:
        return select(articles.c.id).where(*conditions(filters), found_in_articles(plan.query))
    found = select(words_index.c.rowid).where(has_words(plan.query))
    if not asks_only_for_kept(filters):
        joined = words_index.join(articles, words_index.c.rowid == articles.c.id)
        return found.select_from(joined).where(*conditions(filters))
    return found if filters.duplicates else found.where(is_kept())


def asks_only_for_kept(filters: Filters) -> bool:
    """Whether nothing is asked of an article but, perhaps, to be no duplicate: then no article has to be looked at."""
    return not replace(filters, duplicates=False)


def is_kept() -> ColumnElement[bool]:
    """What `has_words` found is no duplicate, by the index of duplicates alone."""
    # SQLite would not take IS NOT NULL for a range of the index.
    return words_index.c.rowid.not_in(select(articles.c.id).where(articles.c.duplicate_of > 0))


def has_words(query: Query) -> ColumnElement[bool]:
    """The query as a condition on the index of words."""
    return _whole.op("MATCH", is_comparison=True)(fts_expression(query))


def relevance() -> ColumnElement[Any]:
    """How well an article that `has_words` found answers the query: the less, the better."""
    return func.bm25(_whole, *_WEIGHTS)


def found_in_articles(query: Query) -> ColumnElement[bool]:
    """The query as conditions on `articles`, each term asked of the index that can tell."""
    if isinstance(query, Either):
        return or_(*map(found_in_articles, query.parts))
    if not isinstance(query, Term):
        return and_(*map(found_in_articles, query.parts), *(not_(found_in_articles(part)) for part in query.without))
    if table_for(query.text) == words_index.name:
        return articles.c.id.in_(select(words_index.c.rowid).where(has_words(query)))
    if len(query.text) >= _TRIGRAM:
        match = literal_column(_trigrams.name).op("MATCH", is_comparison=True)(fts_expression(query))
        return articles.c.id.in_(select(_trigrams.c.rowid).where(match))
    columns = [articles.c[query.column]] if query.column else [articles.c.headline, articles.c.body]
    contained = or_(*(func.instr(func.coalesce(of, ""), query.text) > 0 for of in columns))
    return and_(articles.c.language.in_(UNSPACED_LANGUAGES), contained)


def hits_of(connection: Connection, plan: Plan, ids: list[int]) -> list[Hit]:
    """The hits with their snippets, which are cut only for those that are shown."""
    columns = [articles.c[name] for name in Hit.__dataclass_fields__ if name != "snippet"]
    if plan.by_words:
        snippet = func.snippet(_whole, 1, MATCH_START, MATCH_END, "…", _SNIPPET_WORDS)
        joined = articles.join(words_index, words_index.c.rowid == articles.c.id)
        chosen = (
            select(*columns, snippet).select_from(joined).where(has_words(plan.query), words_index.c.rowid.in_(ids))
        )
        return [Hit(*row) for row in connection.execute(chosen)]
    words = [term.text for term in terms(plan.query)]
    rows = connection.execute(select(*columns, articles.c.body).where(articles.c.id.in_(ids)))
    return [Hit(*(*row[:-1], _around(row.body, words))) for row in rows]


def _around(body: str, words: list[str]) -> str:
    """The first of the words that is in the body, marked, with what stands around it."""
    for word in words:
        at = body.find(word)
        if at >= 0:
            end = at + len(word)
            before = ("…" if at > _SNIPPET_CHARACTERS else "") + body[max(0, at - _SNIPPET_CHARACTERS) : at]
            after = body[end : end + _SNIPPET_CHARACTERS] + ("…" if end + _SNIPPET_CHARACTERS < len(body) else "")
            return f"{before}{MATCH_START}{word}{MATCH_END}{after}"
    return body[: 2 * _SNIPPET_CHARACTERS]
