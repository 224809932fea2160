"""The batches, and what changed from one to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal_column, not_, or_, select

from desk.records.numbers import Batch
from schema.errors import CopydeskError
from schema.plumbing import batch_stages
from schema.tables import articles, batches, removed_spans

_article, _span = articles.c, removed_spans.c
# The part removed is counted over so many articles, the latest loaded: it reads their texts.
SAMPLE = 10_000
# In a larger database languages are not counted batch by batch: it reads the whole index, half a second a million.
COUNTED = 3_000_000
_FEWEST = 20
# A schedule of every 15 minutes makes 96 batches a day, most of which find nothing new.
_brought_something = or_(batches.c.loaded > 0, batches.c.quarantined > 0, batches.c.status != "completed")


class BatchMissing(CopydeskError):
    """No batch has this number."""


@dataclass(frozen=True, slots=True)
class Share:
    """The part (0 to 1) of the text of an outlet's articles that was removed."""

    outlet: str
    articles: int
    removed: float


@dataclass(frozen=True, slots=True)
class Idle:
    """How many batches found nothing new, and when the last of them began."""

    batches: int
    last: str | None


def batch_list(
    connection: Connection, *, limit: int, before: int | None = None, idle: bool = True
) -> tuple[Batch, ...]:
    """Batches, the latest first, from the one with the number `before` on; with or without those that were idle."""
    columns = [batches.c[name] for name in Batch.__dataclass_fields__]
    chosen = select(*columns).order_by(batches.c.id.desc()).limit(limit)
    if before is not None:
        chosen = chosen.where(batches.c.id < before)
    if not idle:
        chosen = chosen.where(_brought_something)
    return tuple(Batch(*row) for row in connection.execute(chosen))


def idle_batches(connection: Connection) -> Idle:
    """The batches that `batch_list` can leave out."""
    counted = select(func.count(), func.max(batches.c.started_at)).where(not_(_brought_something))
    return Idle(*connection.execute(counted).one())


def batch_of(connection: Connection, batch_id: int) -> Batch:
    """One batch.

    Raises:
        BatchMissing: none has this number.
    """
    columns = [batches.c[name] for name in Batch.__dataclass_fields__]
    row = connection.execute(select(*columns).where(batches.c.id == batch_id)).one_or_none()
    if row is None:
        raise BatchMissing(f"Batch {batch_id}", "does not exist", "See them: copydesk stats")
    return Batch(*row)


def replaced_by(connection: Connection, batch_id: int) -> int:
    """How many articles of other batches are marked as duplicates of articles of this one."""
    mine = select(_article.id).where(_article.batch_id == batch_id)
    theirs = (_article.duplicate_of.in_(mine), _article.batch_id != batch_id)
    return connection.scalar(select(func.count()).select_from(articles).where(*theirs)) or 0


def stage_seconds(connection: Connection, batch_id: int) -> dict[str, float]:
    """CPU seconds of each step of a batch, the longest first; empty for batches of older versions."""
    stage = batch_stages.c
    rows = select(stage.stage, stage.cpu_seconds).where(stage.batch_id == batch_id)
    return dict(connection.execute(rows.order_by(stage.cpu_seconds.desc())).tuples().all())


def languages_by_batch(connection: Connection, numbers: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many articles of each language some batches loaded; empty for a database that is too large to count."""
    if (connection.scalar(select(func.max(_article.id))) or 0) > COUNTED:
        return {}
    # By the index of lists, as a whole: by that of batches each article would be looked at on a page of its own.
    batch_id: ColumnElement[Any] = literal_column("+articles.batch_id")
    counted = select(batch_id, _article.language, func.count()).where(batch_id.in_(numbers)).select_from(articles)
    found: dict[int, dict[str, int]] = {}
    for batch, language, count in connection.execute(counted.group_by(batch_id, _article.language)):
        found.setdefault(batch, {})[language] = count
    return found


def removed_shares(connection: Connection, *, limit: int) -> tuple[Share, ...]:
    """The outlets that lost the largest part of their text, among the latest `SAMPLE` articles."""
    last = connection.scalar(select(func.max(_article.id))) or 0
    first = last - SAMPLE
    lost = (
        select(_span.article_id, func.sum(_span.end - _span.start).label("removed"))
        .where(_span.article_id > first)
        .group_by(_span.article_id)
        .subquery()
    )
    removed, kept = func.coalesce(func.sum(lost.c.removed), 0), func.sum(func.length(_article.body))
    joined = articles.outerjoin(lost, lost.c.article_id == _article.id)
    rows = connection.execute(
        select(_article.outlet, func.count(), removed, kept)
        .select_from(joined)
        .where(_article.id > first, _article.outlet.is_not(None))
        .group_by(_article.outlet)
        .having(func.count() >= _FEWEST)
    )
    shares = [Share(outlet, count, lost / (lost + left)) for outlet, count, lost, left in rows if lost + left]
    return tuple(sorted(shares, key=lambda share: (-share.removed, share.outlet))[:limit])
