"""What somebody may have meant who found nothing."""

import difflib

from sqlalchemy import Column, Connection, func, select

from desk.filters import Filters
from schema.tables import articles

_MOST = 3


def meant(connection: Connection, filters: Filters) -> tuple[str, ...]:
    """Options that would find something: outlets with a name like the one asked for, the languages that there are."""
    advice: list[str] = []
    if filters.outlet:
        names = {name.casefold(): name for name in _values(connection, articles.c.outlet)}
        wanted = filters.outlet.replace("*", "").casefold()
        near = difflib.get_close_matches(wanted, names, _MOST) or [name for name in names if wanted in name][:_MOST]
        advice += [f"--outlet '{names[name]}'" for name in near if name != wanted]
    if filters.language:
        languages = _values(connection, articles.c.language)
        if filters.language.lower() not in languages:
            advice += [f"--language {language}" for language in languages[:_MOST]]
    return tuple(advice)


def _values(connection: Connection, column: Column[str]) -> list[str]:
    """The values of a column, the most frequent first."""
    counted = select(column).where(column.is_not(None)).group_by(column).order_by(func.count().desc(), column)
    return list(connection.scalars(counted))
