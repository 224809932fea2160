"""The articles by date, where nobody asks for words."""

from sqlalchemy import Connection, func, select

from desk.filters import Filters
from desk.queries.conditions import BEGINNING, conditions
from desk.records.search import Hit, SearchResult
from schema.tables import articles


def latest(connection: Connection, filters: Filters, *, oldest: bool, limit: int) -> SearchResult:
    """The newest articles, each with how it begins, and how many there are.

    Arguments:
        connection: to a database of articles.
        filters: which articles count at all.
        oldest: the oldest first instead; undated ones are last either way.
        limit: how many to return.
    """
    asked = conditions(filters)
    total = connection.scalar(select(func.count()).select_from(articles).where(*asked)) or 0
    columns = [articles.c[name] for name in Hit.__dataclass_fields__ if name != "snippet"]
    date = articles.c.published_at
    order = (date.asc().nulls_last(), articles.c.id) if oldest else (date.desc().nulls_last(), articles.c.id.desc())
    rows = connection.execute(
        select(*columns, func.substr(articles.c.body, 1, BEGINNING)).where(*asked).order_by(*order).limit(limit)
    )
    return SearchResult("", total, tuple(Hit(*row) for row in rows))
