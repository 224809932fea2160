"""Groups of duplicates: which article was kept, what repeats it, and how they differ."""

from collections.abc import Sequence

from desk.records.articles import Copy, Group
from desk.records.duplicates import Difference, Passage
from desk.render.page import Column, Page, Piece
from desk.render.words import counted, excerpt, moment, shown_of

_PASSAGES, _PASSAGE, _BEGINNING = 6, 200, 60


def show_groups(page: Page, groups: Sequence[Group], total: int) -> None:
    """Each kept article with the articles that repeat it."""
    for group in groups:
        _kept(page, group.kept)
        _copies(page, group.copies)
        page.line()
    page.line(shown_of(len(groups), total, "group of duplicates", "groups of duplicates"))
    if groups:
        page.hint("Why, and what differs", f"duplicates {groups[0].copies[0].id}")


def show_compared(page: Page, group: Group, compared: Sequence[Difference]) -> None:
    """One group: after each duplicate why it was not kept, and the passages that only one of the two has."""
    _kept(page, group.kept)
    for copy, difference in zip(group.copies, compared, strict=True):
        page.line()
        _copies(page, (copy,))
        page.line(f"#{group.kept.id} was kept: {difference.why_kept}", indent=8)
        if not difference.only_in_kept and not difference.only_in_duplicate:
            page.line("the words are the same", indent=8)
        _passages(page, f"only in #{group.kept.id}", difference.only_in_kept, "green")
        _passages(page, f"only in #{copy.id}", difference.only_in_duplicate, "red")
    page.line()
    page.hint("If it is none after all", f"duplicates split {group.copies[0].id}")


def show_alone(page: Page, article_id: int, *, by_hand: bool) -> None:
    """An article that is in no group."""
    decided = ": somebody split it off." if by_hand else "."
    page.line((f"#{article_id}", "bold cyan"), f" repeats no article, and none repeats it{decided}")
    if by_hand:
        page.hint("Undo", f"duplicates join {article_id} ID")


def show_decided(page: Page, groups: Sequence[Group]) -> None:
    """The groups as they are after a decision."""
    for group in groups:
        if group.copies:
            _kept(page, group.kept)
            _copies(page, group.copies)
        else:
            page.line((f"#{group.kept.id}", "bold cyan"), " stands for itself: it repeats no article.")
    page.line("Remembered: later runs and reclean keep to it.")


def _kept(page: Page, kept: Copy) -> None:
    about = " · ".join(fact for fact in (kept.outlet, moment(kept.published_at)) if fact)
    name: Piece = (kept.headline, "bold") if kept.headline else _name(kept)
    page.line((f"#{kept.id}", "bold cyan"), "  ", name, (f"  {about}" if about else "", "dim"), ("  kept", "green"))


def _copies(page: Page, copies: Sequence[Copy]) -> None:
    columns = [Column("", "cyan"), Column(""), Column("", right=True), Column("", "dim"), Column("", "dim")]
    page.table([*columns, Column("", give=True)], [_copy(copy) for copy in copies], indent=4)


def _copy(copy: Copy) -> list[Piece]:
    score = f"{copy.score:.2f}" if copy.score is not None else ""
    return [f"#{copy.id}", copy.kind or "", score, copy.outlet or "", moment(copy.published_at), _name(copy)]


def _name(copy: Copy) -> Piece:
    """The headline, or how the body begins."""
    return copy.headline or (excerpt(copy.beginning, _BEGINNING), "italic")


def _passages(page: Page, title: str, passages: Sequence[Passage], style: str) -> None:
    """The first passages, each cut short: what is written about is seen, the whole is in the articles."""
    texts = list(dict.fromkeys(passage.text for passage in passages))
    for text in texts[:_PASSAGES]:
        page.line((f"{title}: ", "dim"), (excerpt(text, _PASSAGE), style), indent=8)
    if len(texts) > _PASSAGES:
        more = counted(len(texts) - _PASSAGES, "more passage")
        page.line((f"{title}: {more}", "dim"), indent=8)
