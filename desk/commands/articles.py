"""`search` and `show`: find an article and read it, with everything that was taken out of it."""

from enum import StrEnum
from typing import Annotated

import typer

from desk.filters import Filters
from desk.options import (
    Database,
    Duplicates,
    Json,
    Language,
    Limit,
    Outlet,
    Since,
    Translated,
    Until,
)
from schema import DEFAULT_DATABASE


class Sort(StrEnum):
    """In which order hits are shown."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


def search(  # noqa: PLR0913 - one argument for each option
    text: Annotated[
        str | None, typer.Argument(metavar="TEXT", help="What to look for; without it the newest articles.")
    ] = None,
    database: Database = DEFAULT_DATABASE,
    since: Since = None,
    until: Until = None,
    outlet: Outlet = None,
    language: Language = None,
    translated: Translated = False,
    duplicates: Duplicates = False,
    sort: Annotated[
        Sort, typer.Option(metavar="ORDER", help="In which order: relevance, newest or oldest.")
    ] = Sort.RELEVANCE,
    limit: Limit = 20,
    json: Json = False,
) -> None:
    """Find articles by words in their headline or body.

    - `truce hostages`: both words

    - `gaza OR rafah`: either of them

    - `"total victory"`: the phrase

    - `hostage*`: words that begin so

    - `truce -ceasefire`: without a word

    - `(gaza OR rafah) truce`: brackets group words

    - `headline:truce`: in the headline only

    Example: `copydesk search '"total victory" OR truce' --since 2024-03 --language en`

    Example: `copydesk search --outlet 'Example Times'`
    """
    from desk.database import reading
    from desk.output import answer
    from desk.queries.advice import meant
    from desk.queries.latest import latest
    from desk.queries.search import search as find
    from desk.render.search import as_data, show_result

    filters = Filters(since, until, outlet, language, translated, duplicates)
    with reading(database) as connection:
        if text is None:
            result = latest(connection, filters, oldest=sort is Sort.OLDEST, limit=limit)
        else:
            result = find(connection, text, filters, sort=sort, limit=limit)
        advice = () if result.total else meant(connection, filters)
    answer(json, as_data(result), lambda page: show_result(page, result, filters, advice))


def show(
    article_id: Annotated[int, typer.Argument(metavar="ID", help="The article's number.", show_default=False)],
    database: Database = DEFAULT_DATABASE,
    raw: Annotated[bool, typer.Option("--raw", metavar="", help="The text as received, nothing else.")] = False,
    diff: Annotated[
        bool, typer.Option("--diff", metavar="", help="The text as received beside the cleaned one.")
    ] = False,
    json: Json = False,
) -> None:
    """Read one article: headline, body, each removed line with rule and reason, signs of translation.

    Example: `copydesk show 3 --diff`
    """
    from desk.database import reading
    from desk.output import answer
    from desk.queries.articles import article_page
    from desk.render.article import show_article, show_raw
    from desk.render.diff import show_diff

    if raw + diff + json > 1:
        raise typer.BadParameter("choose one of --raw, --diff and --json")
    with reading(database) as connection:
        found = article_page(connection, article_id)
    draw = show_raw if raw else show_diff if diff else show_article
    answer(json, found, lambda page: draw(page, found))
