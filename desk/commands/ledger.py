"""`removed` and `headlines`: question what was taken out of the articles, and see what they share."""

from enum import StrEnum
from typing import Annotated

import typer

from desk.options import Batch, Database, Json, Limit, Outlet
from schema import DEFAULT_DATABASE
from schema.vocabulary import Category, Layer


def _words(choices: type[StrEnum]) -> str:
    return ", ".join(choices)


def removed(  # noqa: PLR0913 - one argument for each option
    database: Database = DEFAULT_DATABASE,
    rule: Annotated[
        str | None, typer.Option(metavar="RULE", help="List what this rule removed; `*` stands for any characters.")
    ] = None,
    category: Annotated[
        Category | None, typer.Option(metavar="CATEGORY", help=f"Only this: {_words(Category)}.")
    ] = None,
    layer: Annotated[Layer | None, typer.Option(metavar="LAYER", help=f"Only this: {_words(Layer)}.")] = None,
    outlet: Outlet = None,
    batch: Batch = None,
    limit: Limit = 100,
    json: Json = False,
) -> None:
    """See what was taken out of the articles: rule by rule, or span by span with --rule.

    Nothing is lost: every removed character is in the database, with the rule that took it out.

    Example: `copydesk removed --category related`

    Example: `copydesk removed --rule 'en.*' --outlet 'Example Times'`
    """
    from desk.database import reading
    from desk.output import answer
    from desk.queries.ledger import Asked, removed_lines, rule_counts
    from desk.render.ledger import show_removed, show_rules

    asked = Asked(rule, category, layer, outlet, batch)
    with reading(database) as connection:
        if rule is None:
            rules = rule_counts(connection, asked)
            data = {"total": len(rules), "rules": rules[:limit]}
            answer(json, data, lambda page: show_rules(page, rules[:limit], len(rules)))
        else:
            lines, total = removed_lines(connection, asked, limit=limit)
            answer(json, {"total": total, "removed": lines}, lambda page: show_removed(page, lines, total))


def headlines(database: Database = DEFAULT_DATABASE, limit: Limit = 30, json: Json = False) -> None:
    """See the headlines that several articles carry, over outlets and days.

    Headlines count as one when they differ only in case, punctuation or an outlet's own additions.

    Example: `copydesk headlines --limit 10`
    """
    from desk.database import reading
    from desk.output import answer
    from desk.queries.headlines import repeated_headlines
    from desk.render.ledger import show_headlines

    with reading(database) as connection:
        found, total = repeated_headlines(connection, limit=limit)
    answer(json, {"total": total, "headlines": found}, lambda page: show_headlines(page, found, total))
