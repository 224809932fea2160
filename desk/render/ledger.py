"""Lists over many articles: what was removed, what repeats what, what could not be read."""

from desk.invocation import spelled
from desk.records.ledger import Quarantined, RemovedLine, RepeatedHeadline, RuleCount
from desk.records.numbers import Count
from desk.render.page import Column, Page, Piece
from desk.render.words import counted, excerpt, moment, number, one_line, percent, place, shown_of

_EXAMPLE = 160


def show_rules(page: Page, rules: tuple[RuleCount, ...], total: int) -> None:
    """Each rule with its counts and an example; `total` counts those too that are not shown."""
    if not rules:
        page.line("Nothing was removed that fits.")
        return
    columns = [
        Column("rule", "bold"),
        Column("category", spare=True),
        Column("spans", right=True),
        Column("articles", right=True, spare=True),
        Column("share", right=True),
        Column("characters", right=True, spare=True),
        Column("example", "red", give=True),
    ]
    rows: list[list[Piece]] = []
    for rule in rules:
        share = percent(rule.share)
        counts = (number(rule.spans), number(rule.articles), share, number(rule.characters))
        rows.append([rule.rule, rule.category, *counts, excerpt(rule.example, _EXAMPLE)])
    page.table(columns, rows)
    page.line(shown_of(len(rules), total, "rule"))
    page.hint("Every span of a rule", "removed --rule RULE")


def show_removed(page: Page, lines: tuple[RemovedLine, ...], total: int) -> None:
    """Each removed span with the article and the rule."""
    columns = [
        Column("article", "cyan", right=True),
        Column("category", spare=True),
        Column("rule", "bold"),
        Column("confidence", right=True, spare=True),
        Column("removed", "red", give=True),
    ]
    rows = [
        (f"#{line.article_id}", line.category, line.rule, f"{line.confidence:.2f}", excerpt(line.text, _EXAMPLE))
        for line in lines
    ]
    page.table(columns, rows)
    page.line(shown_of(len(lines), total, "removed span"))


def show_headlines(page: Page, headlines: tuple[RepeatedHeadline, ...], total: int) -> None:
    """Each headline with the number of its articles, outlets and days."""
    columns = [
        Column("articles", right=True),
        Column("kept", right=True),
        Column("first", "dim"),
        Column("last", "dim", spare=True),
        Column("headline", "bold", give=True),
        Column("outlets", give=True),
    ]
    rows = [
        (
            number(headline.articles),
            number(headline.kept),
            (headline.first or "")[:10],
            (headline.last or "")[:10],
            headline.headline,
            ", ".join(headline.outlets),
        )
        for headline in headlines
    ]
    page.table(columns, rows)
    page.line(shown_of(len(headlines), total, "repeated headline"))


def show_quarantine(page: Page, entries: tuple[Quarantined, ...], total: int, reasons: tuple[Count, ...]) -> None:
    """Each input that could not become an article, with the reason; `reasons` are those that there are."""
    columns = [
        Column("", "cyan", right=True),
        Column("reason", "bold"),
        Column("batch", right=True, spare=True),
        Column("file", give=True),
        Column("what was found, and what to do", give=True),
    ]
    rows = [
        (f"{one.id}", one.reason, f"{one.batch_id}", place(one.path, one.position), spelled(one.detail))
        for one in entries
    ]
    page.table(columns, rows)
    page.line(shown_of(len(entries), total, "input in quarantine", "inputs in quarantine"))
    if reasons and total != sum(count.articles for count in reasons):
        page.line("By reason: " + ", ".join(f"{count.value} {number(count.articles)}" for count in reasons))
    if entries:
        page.hint("All about one", f"quarantine show {entries[0].id}")
        page.hint("Read them again", "quarantine replay")


def show_quarantined(page: Page, entry: Quarantined, content: bytes | None) -> None:
    """One entry, with the beginning of what could not be read."""
    resolved = f"resolved {moment(entry.resolved_at)}" if entry.resolved_at else "open"
    rows = [
        ("file", place(entry.path, entry.position)),
        ("reason", entry.reason),
        ("batch", f"{entry.batch_id}, {moment(entry.created_at)}"),
        ("state", resolved),
    ]
    page.line((f"Quarantine {entry.id}", "bold"))
    page.table([Column("", "dim"), Column("")], rows, indent=2)
    page.line(one_line(spelled(entry.detail)), indent=2)
    page.heading("Content" if content else "No content was kept")
    if content:
        page.line(_beginning(content))


def _beginning(content: bytes, longest: int = 2_000) -> str:
    """The beginning of the bytes as far as they are UTF-8, other bytes by their number."""
    text = content[:longest].decode("utf-8", errors="backslashreplace")
    rest = len(content) - longest
    return f"{text}\n… and {counted(rest, 'byte')} more" if rest > 0 else text
