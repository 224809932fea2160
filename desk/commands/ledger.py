"""`removed`, `duplicates`, `headlines` and `quarantine`: question what was decided about the articles."""

from enum import StrEnum
from typing import Annotated

import typer

from desk.options import DEFAULT_DATABASE, Batch, Database, Json, Limit, Outlet
from desk.vocabulary import Category, Kind, Layer
from schema.errors import CopydeskError


class ArticleUnknown(CopydeskError):
    """No article has the number that was asked for."""


def _words(choices: type[StrEnum]) -> str:
    return ", ".join(choices)


def removed(  # noqa: PLR0913 - one argument for each option
    database: Database = DEFAULT_DATABASE,
    rule: Annotated[
        str | None, typer.Option(help="List what this rule removed; `*` stands for any characters.")
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
            answer(json, {"rules": rules}, lambda page: show_rules(page, rules))
        else:
            lines, total = removed_lines(connection, asked, limit=limit)
            answer(json, {"total": total, "removed": lines}, lambda page: show_removed(page, lines, total))


def duplicates(
    article_id: Annotated[int | None, typer.Argument(metavar="ID", help="Only the group of this article.")] = None,
    database: Database = DEFAULT_DATABASE,
    kind: Annotated[Kind | None, typer.Option(metavar="KIND", help=f"Only this: {_words(Kind)}.")] = None,
    limit: Limit = 20,
    json: Json = False,
) -> None:
    """See which articles repeat which: the one kept, and its duplicates with kind and score.

    Duplicates are marked, never deleted; search and export leave them out unless asked with --duplicates.

    Example: `copydesk duplicates --kind near`

    Example: `copydesk duplicates 2`
    """
    from desk.database import reading
    from desk.output import answer
    from desk.queries.duplicates import duplicate_groups, group_of
    from desk.render.ledger import show_groups

    with reading(database) as connection:
        if article_id is None:
            groups, total = duplicate_groups(connection, kind=kind, limit=limit)
        else:
            group = group_of(connection, article_id)
            if group is None:
                raise ArticleUnknown(f"article {article_id}", "there is none with this number", "See: copydesk search")
            groups = (group,) if group.copies else ()
            total = len(groups)
    answer(json, {"total": total, "groups": groups}, lambda page: show_groups(page, groups, total))


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


quarantine_app = typer.Typer(
    help="Inputs that could not become articles, with the reason. Example: `copydesk quarantine list`",
    no_args_is_help=True,
)


@quarantine_app.command("list")
def list_quarantine(  # noqa: PLR0913 - one argument for each option
    database: Database = DEFAULT_DATABASE,
    reason: Annotated[str | None, typer.Option(help="Only this reason: empty, binary, too-large…")] = None,
    path: Annotated[str | None, typer.Option(help="Only files of this path; `*` stands for any characters.")] = None,
    batch: Batch = None,
    resolved: Annotated[bool, typer.Option("--all", help="Entries that were resolved as well.")] = False,
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """List the inputs in quarantine, latest first.

    Example: `copydesk quarantine list --reason binary`
    """
    from desk.database import reading
    from desk.output import answer
    from desk.queries.quarantine import Asked, quarantined
    from desk.render.ledger import show_quarantine

    with reading(database) as connection:
        entries, total = quarantined(connection, Asked(reason, path, batch, resolved), limit=limit)
    answer(json, {"total": total, "quarantine": entries}, lambda page: show_quarantine(page, entries, total))


@quarantine_app.command("show")
def show_quarantine_entry(
    entry_id: Annotated[int, typer.Argument(metavar="ID", help="Number in the list.", show_default=False)],
    database: Database = DEFAULT_DATABASE,
    json: Json = False,
) -> None:
    """Show one input in quarantine: where it came from, what was wrong, and how it begins.

    Example: `copydesk quarantine show 1`
    """
    from desk.database import reading
    from desk.output import answer
    from desk.queries.quarantine import quarantined_input
    from desk.render.ledger import show_quarantined

    with reading(database) as connection:
        entry, content = quarantined_input(connection, entry_id)
    text = content.decode("utf-8", errors="backslashreplace") if content is not None else None
    answer(json, {"quarantine": entry, "content": text}, lambda page: show_quarantined(page, entry, content))
