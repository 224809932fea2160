"""How many articles have each value of something."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from desk.records.numbers import Count

LONGEST_LIST = 12


def value_counts(
    connection: Connection, value: ColumnElement[Any], *asked: ColumnElement[bool], limit: int = LONGEST_LIST
) -> tuple[Count, ...]:
    """The most frequent values of a column; rows without one are not counted."""
    counted = select(value, func.count()).where(value.is_not(None), *asked).group_by(value)
    rows = connection.execute(counted.order_by(func.count().desc(), value).limit(limit))
    return tuple(Count(*row) for row in rows)
