"""The removal ledger: what was taken out of the articles, and by which rule."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from desk.queries.conditions import like
from desk.records.ledger import RemovedLine, RuleCount
from schema.tables import articles, removed_spans

_span = removed_spans.c


@dataclass(frozen=True, slots=True)
class Asked:
    """Which removed spans somebody asks for; None asks for nothing. `rule` may end in `*`.

    `rule_is` is the whole name of a rule, letter by letter. `latest` asks only for the spans that were stored last, so
    many; counts are then of these.
    """

    rule: str | None = None
    category: str | None = None
    layer: str | None = None
    outlet: str | None = None
    batch: int | None = None
    latest: int | None = None
    rule_is: str | None = None


def rule_counts(connection: Connection, asked: Asked) -> tuple[RuleCount, ...]:
    """Each rule that removed something, most spans first, with the first of its spans as the example."""
    counted = _where(
        select(
            _span.rule,
            _span.category,
            _span.layer,
            func.count().label("spans"),
            func.count(_span.article_id.distinct()).label("articles"),
            func.sum(func.length(_span.text)).label("characters"),
            func.min(_span.id).label("first"),
        ).group_by(_span.rule, _span.category, _span.layer),
        asked,
    ).subquery()
    among = connection.scalar(select(func.count()).select_from(articles).where(*_of_articles(asked))) or 1
    share = (1.0 * counted.c.articles / among).label("share")
    names = ("rule", "category", "layer", "spans", "articles")
    rows = (
        select(*(counted.c[name] for name in names), share, counted.c.characters, _span.text)
        .join(counted, counted.c.first == _span.id)
        .order_by(counted.c.spans.desc(), counted.c.rule, counted.c.category)
    )
    return tuple(RuleCount(*row) for row in connection.execute(rows))


def removed_lines(connection: Connection, asked: Asked, *, limit: int) -> tuple[tuple[RemovedLine, ...], int]:
    """The first spans that are asked for, in the order of articles and text, and how many there are."""
    total = connection.scalar(_where(select(func.count()).select_from(removed_spans), asked)) or 0
    columns = [_span[name] for name in RemovedLine.__dataclass_fields__ if name != "outlet"]
    columns.insert(1, articles.c.outlet)
    lines = _where(select(*columns), asked).join(articles, articles.c.id == _span.article_id)
    rows = connection.execute(lines.order_by(_span.article_id, _span.start).limit(limit))
    return tuple(RemovedLine(*row) for row in rows), total


def _where(query: Select[Any], asked: Asked) -> Select[Any]:
    """The query with what is asked for; articles are looked at only where something is asked of them."""
    if asked.rule:
        query = query.where(like(_span.rule, asked.rule))
    for column, value in ((_span.rule, asked.rule_is), (_span.category, asked.category), (_span.layer, asked.layer)):
        if value:
            query = query.where(column == value)
    if asked.latest is not None:
        last = select(func.max(removed_spans.c.id)).scalar_subquery()
        query = query.where(_span.id > last - asked.latest)
    if of_articles := _of_articles(asked):
        query = query.where(_span.article_id.in_(select(articles.c.id).where(*of_articles)))
    return query


def _of_articles(asked: Asked) -> list[ColumnElement[bool]]:
    """What is asked of the articles themselves."""
    conditions: list[ColumnElement[bool]] = []
    if asked.outlet:
        conditions.append(like(articles.c.outlet, asked.outlet))
    if asked.batch is not None:
        conditions.append(articles.c.batch_id == asked.batch)
    return conditions
