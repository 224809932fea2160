"""The database in numbers."""

from desk.records.numbers import Batch, Count, Stats
from desk.render.page import Column, Page, Piece
from desk.render.words import counted, language_name, moment, number, percent

_BAR = 24


def show_stats(page: Page, stats: Stats) -> None:
    """Totals, then what there is most of, with bars."""
    page.table([Column("", "dim"), Column("", right=True), Column("", "dim", give=True)], _totals(stats))
    _bars(page, "Languages", tuple(Count(_language(count.value), count.articles) for count in stats.languages))
    _bars(page, "Outlets", stats.outlets)
    _bars(page, "Months", stats.months)
    _bars(page, "Duplicates by kind", stats.duplicate_kinds)
    _bars(page, "Removed spans by category", stats.removed)
    _bars(page, "Signs of translation by kind", stats.evidence)
    if stats.quarantined:
        page.line()
        page.hint("Why inputs are in quarantine", "quarantine list")
    page.heading("Last batches")
    columns = [Column("", "cyan", right=True), Column("", "dim"), Column(""), Column("", give=True)]
    page.table(columns, [_run(batch) for batch in stats.last_batches], indent=2)


def _run(batch: Batch) -> list[str]:
    counts = [
        counted(batch.files_seen, "file"),
        f"{number(batch.loaded)} loaded",
        f"{number(batch.unchanged)} unchanged" if batch.unchanged else "",
        counted(batch.duplicates, "duplicate") if batch.duplicates else "",
        f"{number(batch.quarantined)} in quarantine" if batch.quarantined else "",
        f"{counted(batch.passed_over, 'record')} passed over" if batch.passed_over else "",
    ]
    return [f"{batch.id}", moment(batch.started_at), batch.status, ", ".join(count for count in counts if count)]


def _totals(stats: Stats) -> list[tuple[Piece, ...]]:
    every = stats.articles + stats.duplicates
    received = stats.characters_kept + stats.characters_removed
    dates = " to ".join(dict.fromkeys(moment(date)[:10] for date in (stats.first_date, stats.last_date) if date))
    return [
        ("articles", (number(stats.articles), "bold"), f"one per story, {counted(stats.words, 'word')}"),
        ("duplicates", number(stats.duplicates), f"{percent(stats.duplicates, every)} of all, marked and kept"),
        ("likely translated", number(stats.translated), percent(stats.translated, every)),
        ("in quarantine", number(stats.quarantined), "inputs that could not be read" if stats.quarantined else ""),
        ("files", number(stats.files), f"in {counted(stats.batches, 'batch', 'batches')}"),
        (
            "removed",
            percent(stats.characters_removed, received),
            "of the characters received",
        ),
        ("dated", number(every - stats.undated), dates),
    ]


def _language(code: str) -> str:
    name = language_name(code)
    return f"{name} ({code})" if name != code else code


def _bars(page: Page, title: str, counts: tuple[Count, ...]) -> None:
    if not counts:
        return
    page.heading(title)
    most = max(count.articles for count in counts)
    rows = [(count.value, number(count.articles), "█" * max(1, _BAR * count.articles // most)) for count in counts]
    page.table([Column("", give=True), Column("", right=True), Column("", "cyan")], rows, indent=2)
