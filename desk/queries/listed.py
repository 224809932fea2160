"""The articles of a list, read in a bounded time whatever the database holds.

What costs is to look at an article for each match: its row is on a page of its own, 4 µs from memory and a hundred from
a disk. So, measured on a million articles:

- Up to `COUNTED` matches all are looked at, counted and sorted here; of more, those loaded last are counted.
- Pages by date walk the index by date, which holds all that lists are filtered by, from a key on, and ask of each
  article on the way whether it has the words: 5 µs, for 25 articles with a word that every hundredth has 13 ms.
- By relevance at most `RANKED` matches are ranked, the latest loaded; the index of words alone tells their rank.
- With filters besides, at most `FILTERED` matches are looked at; where too few of these meet the filters, the list is
  by date.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, true

from desk.filters import Filters
from desk.queries.conditions import conditions
from desk.queries.search import (
    Plan,
    asks_only_for_kept,
    found_in_articles,
    has_words,
    is_kept,
    relevance,
    words_index,
)
from schema.tables import articles

COUNTED = 5_000
RANKED = 50_000
FILTERED = 20_000
BEST = 300

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


class Listed:
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
