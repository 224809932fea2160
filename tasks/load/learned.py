"""The rows of `learned_lines`: proposed by counting, accepted or rejected by people or by being sure."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from schema.errors import CopydeskError
from schema.tables import articles, learned_lines, removed_spans
from schema.vocabulary import LineStatus
from tasks.learn import MIN_ARTICLES, RecurringLine, recurring_lines


@dataclass(frozen=True, slots=True)
class LearnedCounts:
    """What counting found: outlets with enough articles, lines proposed, and lines newly accepted as sure."""

    outlets: int = 0
    proposed: int = 0
    accepted: int = 0


def accepted_lines(connection: Connection) -> dict[str, frozenset[str]]:
    """Outlet → its accepted lines, normalised."""
    lines: defaultdict[str, set[str]] = defaultdict(set)
    query = select(learned_lines.c.outlet, learned_lines.c.line).where(learned_lines.c.status == LineStatus.ACCEPTED)
    for outlet, line in connection.execute(query):
        lines[outlet].add(line)
    return {outlet: frozenset(found) for outlet, found in lines.items()}


def learn_lines(connection: Connection, batch_id: int) -> LearnedCounts:
    """Count the lines of all outlets and store those that recur; what people decided stays decided.

    Duplicates are left out: copies of one story would make each of its lines recur. The counts are of the bodies
    with the lines that were removed from them because they were learned, so that accepting a line does not make it
    disappear, and with those of the line model, which takes a line here and leaves it there.
    """
    number = func.count()
    query = select(articles.c.outlet, number).where(articles.c.outlet.is_not(None), articles.c.duplicate_of.is_(None))
    outlets = connection.execute(query.group_by(articles.c.outlet).having(number >= MIN_ARTICLES)).all()
    proposed = accepted = 0
    for outlet, count in sorted(outlets):
        for line in recurring_lines(partial(_bodies, connection, outlet), count):
            status = _store(connection, outlet, line, batch_id)
            proposed += status == LineStatus.PROPOSED
            accepted += status == LineStatus.ACCEPTED
    return LearnedCounts(len(outlets), proposed, accepted)


def _bodies(connection: Connection, outlet: str) -> Iterator[str]:
    own = (removed_spans.c.article_id == articles.c.id) & removed_spans.c.layer.in_(("learned", "model"))
    removed = select(func.aggregate_strings(removed_spans.c.text, "\n")).where(own).scalar_subquery()
    mine = (articles.c.outlet == outlet) & articles.c.duplicate_of.is_(None)
    query = select(articles.c.body, removed).where(mine).execution_options(yield_per=500)
    for body, lines in connection.execute(query):
        yield f"{body}\n{lines}" if lines else body


def _store(connection: Connection, outlet: str, line: RecurringLine, batch_id: int) -> str | None:
    """Insert a line or bring its counts up to date; its status when it is new, None when it was known."""
    status = LineStatus.ACCEPTED if line.sure else LineStatus.PROPOSED
    values = {"articles": line.articles, "share": line.share}
    same = (learned_lines.c.outlet == outlet) & (learned_lines.c.line == line.line)
    known = connection.execute(update(learned_lines).where(same).values(**values)).rowcount
    if known:
        return None
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {**values, "outlet": outlet, "line": line.line, "status": status, "batch_id": batch_id}
    connection.execute(dialect.insert(learned_lines).values(row).on_conflict_do_nothing())
    return status


def decide_line(connection: Connection, line_id: int, *, accept: bool) -> str:
    """Accept or reject a line; takes effect with the next cleaning, and changes the cleaner version.

    Returns:
        The line.

    Raises:
        CopydeskError: there is no such line.
    """
    status = LineStatus.ACCEPTED if accept else LineStatus.REJECTED
    changed = update(learned_lines).where(learned_lines.c.id == line_id).values(status=status)
    line = connection.execute(changed.returning(learned_lines.c.line)).scalar()
    if line is None:
        raise CopydeskError(f"Learned line {line_id}", "does not exist", "See the ids with: copydesk learn list")
    return str(line)
