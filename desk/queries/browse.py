"""The list of articles page by page, with counts to narrow it by, in a bounded time whatever the database holds.

What costs is to look at an article for each match: its row is on a page of its own, 4 µs from memory and a hundred from
a disk. So, measured on a million articles:

- Up to `COUNTED` matches all are looked at, counted and sorted here; of more, those loaded last are counted.
- Pages by date walk the index by date, which holds all that lists are filtered by, from a key on, and ask of each
  article on the way whether it has the words: 5 µs, for 25 articles with a word that every hundredth has 13 ms.
- By relevance at most `RANKED` matches are ranked, the latest loaded; the index of words alone tells their rank.
- With filters besides, at most `FILTERED` matches are looked at; where too few of these meet the filters, the list is
  by date.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, true

from desk.filters import Filters
from desk.queries.conditions import BEGINNING, conditions
from desk.queries.search import (
    Plan,
    asks_only_for_kept,
    found_in_articles,
    has_words,
    hits_of,
    is_kept,
    planned,
    relevance,
    words_index,
)
from desk.records.browse import Facets, Listing
from desk.records.numbers import Count
from desk.records.search import Hit
from schema.tables import articles

COUNTED = 5_000
RANKED = 50_000
FILTERED = 20_000
BEST = 300
_VALUES = 12
_MONTH = len("2024-03")

_article = articles.c
# What the index by date holds of each article: lists are filtered and counted without reading the articles themselves.
_LISTED = (
    _article.published_at,
    _article.id,
    _article.duplicate_of,
    _article.outlet,
    _article.language,
    _article.batch_id,
    _article.translation_likely,
)
_newest = (_article.published_at.desc().nulls_last(), _article.id.desc())
_oldest = (_article.published_at.asc().nulls_first(), _article.id.asc())


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


@dataclass(frozen=True, slots=True)
class Key:
    """Where an article stands in a list by date."""

    published_at: str | None
    id: int

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{self.published_at or ''}~{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Key | None":
        """The key in an address; None where there is none."""
        date, _, number = text.rpartition("~")
        return cls(date or None, int(number)) if number.isascii() and number.isdecimal() and len(number) < 19 else None


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
    found = _Found(connection, plan, asked.filters)
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
    found = _Found(connection, plan, asked.filters)
    if asked.ranked and (best := found.best(1)) is not None:
        around = [None, *best, None]
        at = around.index(article_id) if article_id in best else 0
        return (around[at - 1], around[at + 1]) if at else (None, None)
    date = connection.scalar(select(_article.published_at).where(_article.id == article_id))
    key = Key(date, article_id)
    earlier, later = found.walk(1, before=key), found.walk(1, after=key)
    return next((row.id for row in earlier), None), next((row.id for row in later), None)


class _Found:
    """The articles of a list, in the ways to read them."""

    def __init__(self, connection: Connection, plan: Plan | None, filters: Filters) -> None:
        self._connection = connection
        self._plan = plan
        self._conditions = conditions(filters)
        # All articles of the list, where they were few enough to be counted.
        self._all: list[Row[Any]] | None = None
        self._plain = asks_only_for_kept(filters)
        self._kept_only = not filters.duplicates

    def counted(self) -> list[Row[Any]]:
        """What the index holds of the articles of the list, or of some where they are too many; newest first."""
        plan = self._plan
        if plan is None or not plan.by_words:
            rows = self._walk(COUNTED)
            self._all = rows if len(rows) < COUNTED else None
            return rows
        many = self._matches(COUNTED) > COUNTED
        joined = select(*_LISTED).join(words_index, words_index.c.rowid == _article.id).where(*self._conditions)
        if many:
            joined = joined.order_by(words_index.c.rowid.desc()).limit(COUNTED)
        latest = self._latest(FILTERED) if many else has_words(plan.query)
        rows = sorted(self._connection.execute(joined.where(latest)), key=_place, reverse=True)
        self._all = None if many else rows
        return rows

    def total(self, counted: int) -> tuple[int, bool]:
        """How many articles there are, as far as they were counted, and whether that is exact."""
        if self._all is not None:
            return counted, True
        if self._plan is None and self._plain:
            kept = select(func.count()).select_from(articles).where(*self._conditions)
            return self._connection.scalar(kept) or 0, True
        return counted, False

    def best(self, least: int) -> list[int] | None:
        """The best matches, the best first; None where fewer than `least` are known of more, or none can be ranked."""
        if self._plan is None or not self._plan.by_words:
            return None
        number = words_index.c.rowid
        if self._plain:
            chosen = select(number).where(self._latest(RANKED))
            chosen = chosen.where(is_kept()) if self._kept_only else chosen
        else:
            chosen = select(number).join(articles, number == _article.id)
            chosen = chosen.where(self._latest(FILTERED), *self._conditions)
        best = list(self._connection.scalars(chosen.order_by(relevance(), number.desc()).limit(BEST)))
        return best if self._plain or len(best) >= least or self._matches(FILTERED) <= FILTERED else None

    def _latest(self, most: int) -> ColumnElement[bool]:
        """The words as a condition, on so many matches as were loaded last where there are more."""
        number, query = words_index.c.rowid, self._plan.query if self._plan else None
        if query is None:
            return true()
        before = select(number).where(has_words(query)).order_by(number.desc()).offset(most).limit(1)
        first = self._connection.scalar(before)
        return has_words(query) if first is None else and_(has_words(query), number > first)

    def walk(self, limit: int, *, after: Key | None = None, before: Key | None = None) -> list[Row[Any]]:
        """The next articles by date after a key, or the last ones before it; newest first in both cases."""
        if self._all is None:
            return self._walk(limit, after=after, before=before)
        if before is not None:
            return [row for row in self._all if _place(row) > _place(before)][-limit:]
        return [row for row in self._all if after is None or _place(row) < _place(after)][:limit]

    def _walk(self, limit: int, *, after: Key | None = None, before: Key | None = None) -> list[Row[Any]]:
        rows: list[Row[Any]] = []
        for part in _after(after) if before is None else _before(before):
            chosen = self._select().where(part).order_by(*(_newest if before is None else _oldest))
            rows += self._connection.execute(chosen.limit(limit - len(rows)))
            if len(rows) == limit:
                break
        return rows if before is None else rows[::-1]

    def _select(self) -> Select[Any]:
        chosen = select(*_LISTED).where(*self._conditions)
        if self._plan is None:
            return chosen
        if not self._plan.by_words:
            return chosen.where(found_in_articles(self._plan.query))
        probe = select(words_index.c.rowid).where(has_words(self._plan.query), words_index.c.rowid == _article.id)
        return chosen.where(probe.correlate(articles).exists())

    def _matches(self, most: int) -> int:
        """How many articles have the words, counted up to one more than `most`."""
        if self._plan is None:
            return 0
        some = select(words_index.c.rowid).where(has_words(self._plan.query)).limit(most + 1)
        return self._connection.scalar(select(func.count()).select_from(some.subquery())) or 0


def _place(of: Any) -> tuple[str, int]:
    """Where a row or key sorts: undated articles are the oldest."""
    return of.published_at or "", of.id


def _after(key: Key | None) -> list[ColumnElement[bool]]:
    """The stretches of the index by date behind a key, in order: dated articles, then those without a date."""
    undated = _article.published_at.is_(None)
    if key is None:
        return [true()]
    if key.published_at is None:
        return [undated & (_article.id < key.id)]
    same_day = or_(_article.published_at < key.published_at, _article.id < key.id)
    return [and_(_article.published_at <= key.published_at, same_day), undated]


def _before(key: Key) -> list[ColumnElement[bool]]:
    """The stretches before a key, from it backwards."""
    dated = _article.published_at.is_not(None)
    if key.published_at is None:
        return [and_(_article.published_at.is_(None), _article.id > key.id), dated]
    same_day = or_(_article.published_at > key.published_at, _article.id > key.id)
    return [and_(_article.published_at >= key.published_at, same_day)]


def _page_by_date(
    found: _Found, limit: int, after: Key | None, before: Key | None
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
        chosen = select(*columns, func.substr(_article.body, 1, 2 * BEGINNING)).where(_article.id.in_(ids))
        hits = [Hit(*row) for row in connection.execute(chosen)]
    of_number = {hit.id: hit for hit in hits}
    return tuple(of_number[number] for number in ids)


def facets_of(rows: Sequence[Row[Any]]) -> Facets:
    """The counts of the rows that `_LISTED` names."""
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
