"""The stories that came more than once: their list, and one of them with what sets its articles apart."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from desk.queries.articles import ArticleMissing
from desk.queries.differences import differences, stands_alone
from desk.queries.duplicates import group_of, group_sizes
from desk.records.articles import Copy, Group
from desk.records.duplicates import Difference, GroupSize
from desk.web.asked import Asked

PER_PAGE = 50
# Each duplicate of a group is compared with the kept article while somebody waits: 1 ms each.
COMPARED = 50


@dataclass(frozen=True, slots=True)
class DuplicatesView:
    """A page of the groups, the largest first; `previous` and `next` are addresses."""

    groups: tuple[GroupSize, ...]
    total: int
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group of duplicates, the first of them with what sets each apart from the kept article; `more` are left."""

    group: Group
    compared: tuple[tuple[Copy, Difference], ...]
    more: int
    alone: bool
    asked: int


def view(connection: Connection, asked: Asked) -> DuplicatesView:
    """The list of groups."""
    at = asked.number("after") or 0
    groups, total = group_sizes(connection, limit=PER_PAGE, offset=at)
    previous = asked.link(after=max(at - PER_PAGE, 0) or None) if at else None
    following = asked.link(after=at + PER_PAGE) if at + PER_PAGE < total else None
    return DuplicatesView(groups, total, previous, following)


def group(connection: Connection, asked: Asked) -> GroupView:
    """The group that an article is in; a copy that was asked for comes first.

    Raises:
        ArticleMissing: there is no such article.
    """
    # The comparison is one of the steps'; they are loaded with the first page that needs it.
    from flows.comparing import differing

    article_id = asked.number("id") or 0
    whole = group_of(connection, article_id)
    if whole is None:
        raise ArticleMissing(f"Article {article_id}", "does not exist", "Search for it on the desk.")
    copies = tuple(sorted(whole.copies, key=lambda copy: copy.id != article_id))[:COMPARED]
    compared = differences(connection, replace(whole, copies=copies), differing)
    pairs = tuple(zip(copies, compared, strict=True))
    return GroupView(whole, pairs, len(whole.copies) - len(copies), stands_alone(connection, article_id), article_id)
