"""The list of articles page by page, with counts to narrow it by; how it is read is in `desk.queries.listed`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, func, select

from desk.filters import Filters
from desk.queries.listed import BEST, Key, Listed
from desk.queries.search import Plan, hits_of, planned
from desk.records.browse import Facets, Listing
from desk.records.numbers import Count
from desk.records.search import Hit
from schema.tables import articles

# Of each facet; people see the first twelve, and the others when they ask.
_VALUES = 100
_MONTH = len("2024-03")
# Characters of an article: more than the three lines that a page has room for.
_SHOWN = 480
_article = articles.c


@dataclass(frozen=True, slots=True)
class Browse:
    """What somebody wants listed: all articles, or those with the words of `text`; `sort` newest or relevance."""

    text: str | None = None
    filters: Filters = field(default_factory=Filters)
    sort: str = "newest"

    @property
    def ranked(self) -> bool:
        """Whether the best matches come first."""
        return self.text is not None and self.sort == "relevance"


def browse(connection: Connection, asked: Browse, *, limit: int, after: str = "", before: str = "") -> Listing:
    """One page of the list.

    Arguments:
        connection: to a SQLite database of articles.
        asked: which articles, in which order.
        limit: articles on the page.
        after: `next` of another page of the same list.
        before: `previous` of another page.

    Raises:
        SearchError: the words cannot be read as a search.
    """
    plan = planned(asked.text) if asked.text is not None else None
    found = Listed(connection, plan, asked.filters)
    rows = found.counted()
    best = found.best(limit) if asked.ranked else None
    if best is not None:
        ids, previous, following = _page(best, limit, after)
    else:
        ids, previous, following = _page_by_date(found, limit, Key.parse(after), Key.parse(before))
    total, exact = found.total(max(len(rows), len(ids)))
    hits = _hits(connection, plan, ids)
    return Listing(hits, total, exact, len(rows), facets_of(rows), best is not None, previous, following)


def neighbours(connection: Connection, asked: Browse, article_id: int) -> tuple[int | None, int | None]:
    """The articles before and after one in the list; None where there is none, or the one is not in the list."""
    plan = planned(asked.text) if asked.text is not None else None
    found = Listed(connection, plan, asked.filters)
    if asked.ranked and (best := found.best(1)) is not None:
        around = [None, *best, None]
        at = around.index(article_id) if article_id in best else 0
        return (around[at - 1], around[at + 1]) if at else (None, None)
    date = connection.scalar(select(_article.published_at).where(_article.id == article_id))
    key = Key(date, article_id)
    earlier, later = found.walk(1, before=key), found.walk(1, after=key)
    return next((row.id for row in earlier), None), next((row.id for row in later), None)


def _page_by_date(
    found: Listed, limit: int, after: Key | None, before: Key | None
) -> tuple[list[int], str | None, str | None]:
    """The numbers of a page, and the keys where those around it begin; one more is read to know whether there is."""
    rows = found.walk(limit + 1, after=after, before=before)
    more = len(rows) > limit
    if before is not None and after is None:
        rows = rows[-limit:]
        first, last = more, bool(rows)
    else:
        rows = rows[:limit]
        first, last = after is not None and bool(rows), more
    previous = str(Key(rows[0].published_at, rows[0].id)) if first else None
    following = str(Key(rows[-1].published_at, rows[-1].id)) if last else None
    return [row.id for row in rows], previous, following


def _page(ids: list[int], limit: int, after: str) -> tuple[list[int], str | None, str | None]:
    """The same of a list that is short enough to be read as a whole; its keys are positions."""
    at = min(int(after), BEST) if after.isascii() and after.isdecimal() and len(after) < 5 else 0
    previous = str(max(at - limit, 0)) if at else None
    return ids[at : at + limit], previous, str(at + limit) if at + limit < len(ids) else None


def _hits(connection: Connection, plan: Plan | None, ids: list[int]) -> tuple[Hit, ...]:
    """The articles as they are listed, with the passage that matches, or how they begin."""
    if plan is not None:
        hits = hits_of(connection, plan, ids)
    else:
        columns = [_article[name] for name in Hit.__dataclass_fields__ if name != "snippet"]
        chosen = select(*columns, func.substr(_article.body, 1, _SHOWN)).where(_article.id.in_(ids))
        hits = [Hit(*row) for row in connection.execute(chosen)]
    of_number = {hit.id: hit for hit in hits}
    return tuple(of_number[number] for number in ids)


def facets_of(rows: Sequence[Row[Any]]) -> Facets:
    """The counts of the rows that `Listed` gives."""
    months = Counter(row.published_at[:_MONTH] for row in rows if row.published_at)
    return Facets(
        _most(Counter(row.outlet for row in rows if row.outlet)),
        _most(Counter(row.language for row in rows)),
        tuple(Count(month, months[month]) for month in sorted(months, reverse=True)[:_VALUES]),
        _most(Counter(str(row.batch_id) for row in rows)),
        sum(row.translation_likely for row in rows),
        sum(row.duplicate_of is not None for row in rows),
    )


def _most(counter: Counter[str]) -> tuple[Count, ...]:
    ordered = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Count(*item) for item in ordered[:_VALUES])
