"""Which articles repeat which."""

from typing import Any

from sqlalchemy import Connection, Select, func, select

from desk.queries.conditions import BEGINNING, sources
from desk.records.articles import Copy, Group
from schema.tables import articles, source_files


def _copies() -> Select[Any]:
    article = articles.c
    return select(
        article.id,
        article.headline,
        article.outlet,
        article.published_at,
        source_files.c.path,
        func.substr(article.body, 1, BEGINNING),
        article.word_count,
        func.length(article.body),
        article.duplicate_of,
        article.duplicate_kind,
        article.duplicate_score,
    ).select_from(sources)


def copies_of(connection: Connection, article_id: int) -> tuple[Copy, ...]:
    """The articles that are marked as duplicates of one article, by id."""
    rows = connection.execute(_copies().where(articles.c.duplicate_of == article_id).order_by(articles.c.id))
    return tuple(Copy(*row) for row in rows)


def duplicate_groups(connection: Connection, *, kind: str | None, limit: int) -> tuple[tuple[Group, ...], int]:
    """The largest groups of duplicates, and how many groups there are.

    `kind` asks for duplicates of one kind only (exact, near, contained, headline, revision).
    """
    marked = select(articles.c.duplicate_of).where(articles.c.duplicate_of.is_not(None))
    if kind:
        marked = marked.where(articles.c.duplicate_kind == kind)
    grouped = marked.group_by(articles.c.duplicate_of)
    total = connection.scalar(select(func.count()).select_from(grouped.subquery())) or 0
    kept = connection.scalars(grouped.order_by(func.count().desc(), articles.c.duplicate_of).limit(limit)).all()
    return tuple(group for id_ in kept if id_ is not None and (group := group_of(connection, id_))), total


def group_of(connection: Connection, article_id: int) -> Group | None:
    """The group that an article is in, whether it is the kept one or a copy; None when there is no such article."""
    pointer = select(func.coalesce(articles.c.duplicate_of, articles.c.id)).where(articles.c.id == article_id)
    kept = connection.execute(_copies().where(articles.c.id == pointer.scalar_subquery())).one_or_none()
    return Group(Copy(*kept), copies_of(connection, kept.id)) if kept else None
