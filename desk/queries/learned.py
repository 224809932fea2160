"""Lines that recur over an outlet's articles."""

from sqlalchemy import Connection, func, select

from desk.queries.conditions import like
from desk.records.ledger import LearnedLine
from schema.tables import learned_lines


def learned(
    connection: Connection, *, status: str | None, outlet: str | None = None, limit: int
) -> tuple[tuple[LearnedLine, ...], int]:
    """The lines, the most frequent first, and how many there are."""
    asked = []
    if status:
        asked.append(learned_lines.c.status == status)
    if outlet:
        asked.append(like(learned_lines.c.outlet, outlet))
    total = connection.scalar(select(func.count()).select_from(learned_lines).where(*asked)) or 0
    columns = [learned_lines.c[name] for name in LearnedLine.__dataclass_fields__]
    order = (learned_lines.c.articles.desc(), learned_lines.c.outlet, learned_lines.c.line)
    rows = connection.execute(select(*columns).where(*asked).order_by(*order).limit(limit))
    return tuple(LearnedLine(*row) for row in rows), total
