"""Recurring lines per outlet that were accepted as boilerplate, as the cleaner wants them."""

from collections import defaultdict

from sqlalchemy import Connection, select

from schema.tables import learned_lines


def accepted_lines(connection: Connection) -> dict[str, frozenset[str]]:
    """Outlet → its accepted lines, normalised."""
    lines: defaultdict[str, set[str]] = defaultdict(set)
    query = select(learned_lines.c.outlet, learned_lines.c.line).where(learned_lines.c.status == "accepted")
    for outlet, line in connection.execute(query):
        lines[outlet].add(line)
    return {outlet: frozenset(found) for outlet, found in lines.items()}
