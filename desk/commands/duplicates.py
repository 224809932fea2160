"""`duplicates`: which articles repeat which, why, and people's word above the program's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from desk.groups import DefaultGroup
from desk.options import Database, Json, Limit
from schema import DEFAULT_DATABASE
from schema.vocabulary import DuplicateKind

if TYPE_CHECKING:
    from flows.request import Listener, RunRequest


duplicates_app = typer.Typer(cls=DefaultGroup)

_Number = Annotated[int, typer.Argument(metavar="ID", help="The article's number.", show_default=False)]


@duplicates_app.callback()
def duplicates() -> None:
    """See which articles repeat which and why one was kept, or decide otherwise.

    Without a command it shows: `copydesk duplicates` the groups, `copydesk duplicates 2` one of them in detail.
    Duplicates are marked, never deleted; search and export leave them out unless asked with --duplicates.
    """


@duplicates_app.command("show")
def show_duplicates(
    article_id: Annotated[
        int | None, typer.Argument(metavar="ID", help="Only the group of this article, with what sets it apart.")
    ] = None,
    database: Database = DEFAULT_DATABASE,
    kind: Annotated[
        DuplicateKind | None,
        typer.Option(metavar="KIND", help="Only this: exact, near, contained, headline, revision."),
    ] = None,
    limit: Limit = 20,
    json: Json = False,
) -> None:
    """Show the groups of duplicates, largest first; with ID one group, what differs, and why one was kept.

    The word `show` may be left out. Kept is the article with the earliest date, of equal ones the longest; of one
    file the newest content; of those joined by hand the best by the same order.

    Example: `copydesk duplicates --kind near`

    Example: `copydesk duplicates 2`
    """
    from desk.database import reading
    from desk.output import answer
    from desk.queries.duplicates import duplicate_groups
    from desk.render.duplicates import show_groups

    if article_id is not None:
        _one_group(article_id, database, json)
        return
    with reading(database) as connection:
        groups, total = duplicate_groups(connection, kind=kind, limit=limit)
    answer(json, {"total": total, "groups": groups}, lambda page: show_groups(page, groups, total))


def _one_group(article_id: int, database: str, json: bool) -> None:
    from desk.database import reading
    from desk.output import answer
    from desk.queries.articles import ArticleMissing
    from desk.queries.differences import differences, stands_alone
    from desk.queries.duplicates import group_of
    from desk.render.duplicates import show_alone, show_compared
    from flows.comparing import differing

    with reading(database) as connection:
        group = group_of(connection, article_id)
        if group is None:
            raise ArticleMissing(f"Article {article_id}", "does not exist", "See: copydesk search")
        compared = differences(connection, group, differing)
        alone = stands_alone(connection, article_id)
    groups = [group] if group.copies else []
    data = {"total": len(groups), "groups": groups, "differences": compared}
    if groups:
        answer(json, data, lambda page: show_compared(page, group, compared))
    else:
        answer(json, data, lambda page: show_alone(page, article_id, by_hand=alone))


@duplicates_app.command()
def split(article_id: _Number, database: Database = DEFAULT_DATABASE, json: Json = False) -> None:
    """Decide that an article is no duplicate, and nothing a duplicate of it: now and in every later run.

    Example: `copydesk duplicates split 2`
    """
    from flows.deciding import split_duplicate

    _decide(lambda request, say: split_duplicate(request, say, article_id), database, json, (article_id,))


@duplicates_app.command()
def join(
    article_id: _Number,
    other_id: Annotated[int, typer.Argument(metavar="ID", help="The other article's number.", show_default=False)],
    database: Database = DEFAULT_DATABASE,
    json: Json = False,
) -> None:
    """Decide that two articles are one story, now and in every later run; the better one of them is kept.

    Example: `copydesk duplicates join 1 3`
    """
    from flows.deciding import join_duplicates

    _decide(
        lambda request, say: join_duplicates(request, say, article_id, other_id), database, json, (article_id, other_id)
    )


def _decide(
    decision: Callable[[RunRequest, Listener], None], database: str, json: bool, article_ids: tuple[int, ...]
) -> None:
    """Carry out a decision, and show the groups that the articles are in after it."""
    from desk.database import reading
    from desk.output import answer
    from desk.queries.duplicates import group_of
    from desk.render.duplicates import show_decided
    from desk.running import watched
    from flows.request import RunRequest

    watched(lambda listener: decision(RunRequest(database=database), listener), quiet=json, unit="article")
    with reading(database) as connection:
        found = [group_of(connection, article_id) for article_id in article_ids]
    groups = list(dict.fromkeys(group for group in found if group))
    answer(json, {"groups": groups}, lambda page: show_decided(page, groups))
