"""What a batch lost, beside the articles before it."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Float, case, cast, func, select

from desk.records.numbers import Surge
from desk.surges import FEWEST_BEFORE, FEWEST_NOW, Outlet, Spread, Tally, outlet_surges, rule_surges
from schema.tables import articles, removed_spans

# Compared with that many articles before the batch: what is older says little, and a large database stays quick.
BEFORE = 10_000
_id = articles.c.id


def surges(connection: Connection, batch_id: int) -> tuple[Surge, ...]:
    """The rules and outlets that suddenly lost far more in a batch than before; see `desk.surges`."""
    of_batch = select(func.min(_id), func.max(_id), func.count()).where(articles.c.batch_id == batch_id)
    first, last, count = connection.execute(of_batch).one()
    if count < min(FEWEST_BEFORE, FEWEST_NOW):
        return ()
    # Articles are numbered in the order of loading, and one batch is loaded at a time.
    chosen = _id.between(first - BEFORE, last)
    now = (_id >= first).label("now")
    of_rule = _tallies(connection, chosen, now, removed_spans.c.rule)
    of_outlet = {outlet: tally for (outlet,), tally in _tallies(connection, chosen, now).items()}
    before, present = _spreads(connection, chosen, now)
    touched = {(rule, outlet): tally for (outlet, rule), tally in of_rule.items()}
    return (*rule_surges(touched, of_outlet), *outlet_surges(before, present))


def _tallies(
    connection: Connection, chosen: ColumnElement[bool], now: ColumnElement[Any], *columns: ColumnElement[Any]
) -> dict[tuple[Any, ...], Tally]:
    """How many articles there are of each outlet, and with each value of the columns of their spans."""
    source = articles.join(removed_spans, removed_spans.c.article_id == _id) if columns else articles
    by = (articles.c.outlet, *columns)
    query = select(now, func.count(_id.distinct()), *by).select_from(source).where(chosen).group_by(now, *by)
    found: dict[tuple[Any, ...], Tally] = defaultdict(Tally)
    for present, count, *key in connection.execute(query):
        found[tuple(key)] = replace(found[tuple(key)], **{"now" if present else "before": count})
    return found


def _spreads(
    connection: Connection, chosen: ColumnElement[bool], now: ColumnElement[Any]
) -> tuple[dict[Outlet, Spread], dict[Outlet, Spread]]:
    """Per outlet the parts of its articles that were removed, before the batch and in it."""
    span = removed_spans.c
    removed = func.coalesce(func.sum(span.end - span.start), 0).label("removed")
    each = (
        select(now, articles.c.outlet, removed, func.length(articles.c.body).label("kept"))
        .select_from(articles.outerjoin(removed_spans, span.article_id == _id))
        .where(chosen)
        .group_by(_id)
        .subquery()
    ).c
    whole = each.removed + each.kept
    part = case((whole > 0, cast(each.removed, Float) / whole), else_=0.0)
    query = select(each.now, each.outlet, func.count(), func.sum(part), func.sum(part * part))
    spreads: tuple[dict[Outlet, Spread], dict[Outlet, Spread]] = {}, {}
    for present, outlet, *sums in connection.execute(query.group_by(each.now, each.outlet)):
        spreads[bool(present)][outlet] = Spread(*sums)
    return spreads
