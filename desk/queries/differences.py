"""Why the kept article of a group was kept, and what sets its duplicates apart from it."""

from collections.abc import Callable, Iterable

from sqlalchemy import Connection, select

from desk.records.articles import Copy, Group
from desk.records.duplicates import Difference, Passage
from schema.plumbing import duplicate_decisions
from schema.tables import articles

# Finds the passages of two bodies that the other does not have, each as start, end and text.
Compare = Callable[[str, str], tuple[Iterable[tuple[int, int, str]], Iterable[tuple[int, int, str]]]]

_decision = duplicate_decisions.c
_DATE, _MIDNIGHT = 10, "T00:00:00"


def differences(connection: Connection, group: Group, compare: Compare) -> tuple[Difference, ...]:
    """Each duplicate of the group beside the article that was kept, in the group's order."""
    body = _body(connection, group.kept.id)
    joined = _joined_with(connection, group.kept.id)
    found = []
    for copy in group.copies:
        mine, other = compare(body, _body(connection, copy.id))
        why = why_kept(group.kept, copy, joined=copy.id in joined)
        found.append(Difference(copy.id, why, tuple(Passage(*p) for p in mine), tuple(Passage(*p) for p in other)))
    return tuple(found)


def why_kept(kept: Copy, copy: Copy, *, joined: bool = False) -> str:
    """The first thing that puts the kept article before its duplicate, in a few words.

    The order is that of `tasks.duplicates.rank`: the earliest date, unknown last; the longest body; a hash.
    """
    if copy.kind == "revision":
        return "the newest content of the same file"
    reason = _better(kept, copy)
    return f"joined by hand; {reason}" if joined else reason


def _better(kept: Copy, copy: Copy) -> str:
    first, second = _when(kept.published_at), _when(copy.published_at)
    if first and not second:
        return "it has a date, the other has none"
    if first and second and first != second:
        return "published earlier" if first < second else "the best of all that were joined"
    if kept.characters != copy.characters:
        return "the longer text" if kept.characters > copy.characters else "the best of all that were joined"
    return "equal in date and length; the smaller hash decides"


def _when(published_at: str | None) -> str:
    """A stored date to the second, as text that sorts by time; empty where no day is known."""
    stored = (published_at or "").removesuffix("Z")
    return (stored + _MIDNIGHT[len(stored) - _DATE :])[:19] if len(stored) >= _DATE else ""


def _body(connection: Connection, article_id: int) -> str:
    return connection.scalar(select(articles.c.body).where(articles.c.id == article_id)) or ""


def _joined_with(connection: Connection, article_id: int) -> set[int]:
    """All articles that people joined to this one, also by way of others."""
    pairs = select(_decision.article_id, _decision.other_id).where(_decision.decision == "join")
    found = {article_id}
    links = {frozenset(pair) for pair in connection.execute(pairs).tuples()}
    while near := {link for link in links if link & found}:
        links -= near
        found |= {number for link in near for number in link if number is not None}
    return found - {article_id}


def stands_alone(connection: Connection, article_id: int) -> bool:
    """Whether somebody decided that this article is no duplicate."""
    split = select(_decision.id).where(_decision.decision == "split", _decision.article_id == article_id)
    return connection.execute(split).first() is not None
