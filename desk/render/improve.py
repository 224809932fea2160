"""What cleaning again changed or would change, and which lines were learned."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from desk.records.ledger import LearnedLine
from desk.render.page import Column, Page, Piece
from desk.render.words import counted, duration, excerpt, number, percent, shown_of

if TYPE_CHECKING:
    from flows.previewing import Preview
    from flows.request import IngestSummary

_LINE = 300


class Change(Protocol):
    """An article whose body would change."""

    @property
    def article_id(self) -> int: ...  # noqa: D102
    @property
    def headline(self) -> str | None: ...  # noqa: D102
    @property
    def before(self) -> str: ...  # noqa: D102
    @property
    def after(self) -> str: ...  # noqa: D102


def show_recleaned(page: Page, summary: IngestSummary) -> None:
    """How many articles an older cleaner had made, and how many changed."""
    if not summary.documents_seen:
        page.line("Every article is of the present cleaner: nothing to do.")
        return
    changed = f"{number(summary.loaded)} of {counted(summary.documents_seen, 'article')} changed"
    page.line((f"Batch {summary.batch}", "bold"), f": {changed} · {duration(summary.seconds)}")


def show_preview(page: Page, preview: Preview) -> None:
    """Per rule what would go and what would come back, then the largest changes line by line."""
    if not preview.articles:
        page.line("Every article is of the present cleaner: nothing would change.")
        return
    page.line(
        f"{number(preview.changed)} of {counted(preview.articles, 'article')} would change. Nothing is changed yet."
    )
    columns = [
        Column("rule", "bold"),
        Column("articles", right=True),
        Column("removed", "red", right=True),
        Column("returned", "green", right=True),
    ]
    rows = [(r.rule, number(r.articles), number(r.removed), number(r.returned)) for r in preview.rules]
    if rows:
        page.heading("Characters by rule")
        page.table(columns, rows, indent=2)
    for change in preview.largest:
        page.heading(
            f"#{change.article_id} {change.headline or '(no headline)'}: {counted(change.characters, 'character')}"
        )
        for piece in _difference(change):
            page.line(piece, indent=2)
    page.line()
    page.hint("Do it", "reclean")


def _difference(change: Change) -> Iterator[Piece]:
    """The lines that only one of the bodies has."""
    before, after = change.before.splitlines(), change.after.splitlines()
    for line in difflib.ndiff(before, after, linejunk=None, charjunk=None):
        if line[2:].strip() and line[0] in "-+":
            yield f"{line[0]} {excerpt(line[2:], _LINE)}", "red" if line[0] == "-" else "green"


def show_counts(page: Page, counts: Mapping[str, int]) -> None:
    """What counting lines found."""
    if not counts or not any(counts.values()):
        page.line("No outlet has enough articles to learn from yet.")
        return
    outlets = f"{counted(counts['outlets'], 'outlet')} counted"
    if not counts["accepted"] and not counts["proposed"]:
        page.line(f"{outlets}: no new line recurs over their articles.")
        return
    page.line(f"{outlets}: {counted(counts['accepted'], 'new line')} accepted, {number(counts['proposed'])} proposed.")
    page.hint("See them", "learn list")


def show_lines(page: Page, lines: Sequence[LearnedLine], total: int) -> None:
    """Each line with the outlet and the share of its articles that have it."""
    columns = [Column("", "cyan", right=True), Column("status"), Column("articles", right=True)]
    columns += [Column("share", right=True), Column("outlet", give=True), Column("line", "red", give=True)]
    rows = [
        (
            str(line.id),
            line.status,
            number(line.articles),
            percent(line.share),
            line.outlet,
            line.line,
        )
        for line in lines
    ]
    page.table(columns, rows)
    if total:
        page.line(shown_of(len(lines), total, "learned line"))
    else:
        page.hint("No lines were learned. Begin with", "learn")


def show_decided(page: Page, lines: Sequence[str], *, accept: bool) -> None:
    """The lines decided on, and what makes it take effect."""
    for line in lines:
        page.line(("accepted" if accept else "rejected", "green" if accept else "red"), "  ", line)
    page.hint("In stored articles it takes effect with", "reclean")


def show_restored(page: Page, article_id: int, text: str) -> None:
    """The text that is back in the body."""
    page.line((f"#{article_id}", "bold cyan"), "  back in the body, and stays there:")
    page.line((text.strip("\n"), "green"), indent=2)
