"""Headlines that several articles carry."""

from collections import defaultdict

from sqlalchemy import Connection, func, select

from desk.records.ledger import RepeatedHeadline
from schema.tables import articles


def repeated_headlines(connection: Connection, *, limit: int) -> tuple[tuple[RepeatedHeadline, ...], int]:
    """The headlines that most articles carry, and how many headlines are carried by more than one.

    Headlines are the same when their keys are: case, punctuation and each outlet's own affixes do not count.
    """
    article = articles.c
    keys = select(article.headline_key).where(article.headline_key.is_not(None)).group_by(article.headline_key)
    repeated = keys.having(func.count() > 1)
    total = connection.scalar(select(func.count()).select_from(repeated.subquery())) or 0
    chosen = connection.scalars(repeated.order_by(func.count().desc(), article.headline_key).limit(limit)).all()
    rows = connection.execute(
        select(
            article.headline_key,
            article.id,
            article.headline,
            article.outlet,
            article.published_at,
            article.duplicate_of,
        )
        .where(article.headline_key.in_(chosen))
        .order_by(article.id)
    )
    found: dict[str, _Carriers] = defaultdict(_Carriers)
    for key, *row in rows:
        found[key].add(*row)
    return tuple(found[key].summary() for key in chosen if key), total


class _Carriers:
    """The articles that carry one headline, summed up row by row."""

    def __init__(self) -> None:
        self._headline = ""
        self._ids: list[int] = []
        self._kept = 0
        self._outlets: set[str] = set()
        self._dates: set[str] = set()

    def add(
        self, id_: int, headline: str | None, outlet: str | None, published_at: str | None, duplicate_of: int | None
    ) -> None:
        self._headline = self._headline or headline or ""
        self._ids.append(id_)
        self._kept += duplicate_of is None
        self._outlets |= {outlet} if outlet else set()
        self._dates |= {published_at} if published_at else set()

    def summary(self) -> RepeatedHeadline:
        return RepeatedHeadline(
            self._headline,
            len(self._ids),
            self._kept,
            tuple(sorted(self._outlets)),
            min(self._dates, default=None),
            max(self._dates, default=None),
            tuple(self._ids),
        )
