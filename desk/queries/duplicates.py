"""Which articles repeat which."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Select, func, select

from desk.queries.conditions import BEGINNING, sources
from desk.records.articles import Copy, Group
from desk.records.duplicates import GroupSize
from schema.tables import articles, source_files

_article = articles.c


def _copies() -> Select[Any]:
    return select(
        _article.id,
        _article.headline,
        _article.outlet,
        _article.published_at,
        source_files.c.path,
        func.substr(_article.body, 1, BEGINNING),
        _article.word_count,
        func.length(_article.body),
        _article.duplicate_of,
        _article.duplicate_kind,
        _article.duplicate_score,
    ).select_from(sources)


def copies_of(connection: Connection, article_id: int) -> tuple[Copy, ...]:
    """The articles that are marked as duplicates of one article, by id."""
    rows = connection.execute(_copies().where(_article.duplicate_of == article_id).order_by(_article.id))
    return tuple(Copy(*row) for row in rows)


def duplicate_groups(connection: Connection, *, kind: str | None, limit: int) -> tuple[tuple[Group, ...], int]:
    """The largest groups of duplicates, and how many groups there are.

    `kind` asks for duplicates of one kind only (exact, near, contained, headline, revision).
    """
    kept, total = _largest(connection, kind, limit)
    return tuple(group for id_ in kept if (group := group_of(connection, id_))), total


def group_sizes(connection: Connection, *, limit: int, offset: int = 0) -> tuple[tuple[GroupSize, ...], int]:
    """The largest groups from the one at `offset` on, without their duplicates, and how many groups there are."""
    ids, total = _largest(connection, None, limit, offset)
    kinds: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    of_kind = func.count()
    counted = select(_article.duplicate_of, _article.duplicate_kind, of_kind).where(_article.duplicate_of.in_(ids))
    for id_, kind, count in connection.execute(
        counted.group_by(_article.duplicate_of, _article.duplicate_kind).order_by(
            of_kind.desc(), _article.duplicate_kind
        )
    ):
        kinds[id_].append((kind, count))
    kept = {row.id: Copy(*row) for row in connection.execute(_copies().where(_article.id.in_(ids)))}
    return tuple(GroupSize(kept[id_], tuple(kinds[id_])) for id_ in ids), total


def _largest(connection: Connection, kind: str | None, limit: int, offset: int = 0) -> tuple[list[int], int]:
    """The kept articles of the largest groups, and how many groups there are."""
    marked = select(_article.duplicate_of).where(_article.duplicate_of.is_not(None))
    if kind:
        marked = marked.where(_article.duplicate_kind == kind)
    grouped = marked.group_by(_article.duplicate_of)
    total = connection.scalar(select(func.count()).select_from(grouped.subquery())) or 0
    ordered = grouped.order_by(func.count().desc(), _article.duplicate_of).limit(limit).offset(offset)
    return [id_ for id_ in connection.scalars(ordered) if id_ is not None], total


def group_of(connection: Connection, article_id: int) -> Group | None:
    """The group that an article is in, whether it is the kept one or a copy; None when there is no such article."""
    kept = kept_of(connection, article_id)
    return Group(kept, copies_of(connection, kept.id)) if kept else None


def kept_of(connection: Connection, article_id: int) -> Copy | None:
    """The article that was kept of the group that an article is in; None when there is no such article."""
    pointer = select(func.coalesce(_article.duplicate_of, _article.id)).where(_article.id == article_id)
    kept = connection.execute(_copies().where(_article.id == pointer.scalar_subquery())).one_or_none()
    return Copy(*kept) if kept else None
