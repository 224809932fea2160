"""The text as received beside the cleaned one, line by line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from rich.table import Table
from rich.text import Text

from desk.records.articles import ArticlePage, Span
from desk.render.page import Page
from desk.render.words import counted, safe

# Lines shown on each side of a removed one, so that one sees where it stood.
_CONTEXT = 3


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of the text in pieces, each kept or removed; `why` names the categories and rules at work in it."""

    number: int
    pieces: tuple[tuple[str, bool], ...]
    why: tuple[str, ...]

    @property
    def removed(self) -> bool:
        """Nothing of the line is kept although it has something to keep."""
        return bool(self.why) and not any(kept and text.strip() for text, kept in self.pieces)


def diff_lines(text: str, spans: tuple[Span, ...]) -> Iterator[DiffLine]:
    """Each line of the text with what was removed from it; `spans` are in order and do not overlap."""
    at = 0
    first = 0
    for number, line in enumerate(text.split("\n"), start=1):
        end = at + len(line)
        while first < len(spans) and spans[first].end <= at:
            first += 1
        yield _line(number, text, at, end, spans[first:])
        at = end + 1


def _line(number: int, text: str, start: int, end: int, spans: tuple[Span, ...]) -> DiffLine:
    pieces: list[tuple[str, bool]] = []
    why: dict[str, None] = {}  # in the order of the line, each once
    at = start
    for span in spans:
        if span.start >= end:
            break
        from_, to = max(span.start, start), min(span.end, end)
        pieces += [(text[at:from_], True), (text[from_:to], False)]
        if text[from_:to].strip():
            why[f"{span.category} · {span.rule}"] = None
        at = to
    pieces.append((text[at:end], True))
    return DiffLine(number, tuple(piece for piece in pieces if piece[0]), tuple(why))


def show_diff(page: Page, shown: ArticlePage) -> None:
    """Side by side in a terminal; in a pipe one column, marked as wdiff does: `[-removed-]`."""
    lines = list(diff_lines(shown.text, shown.spans))
    if page.in_terminal:
        page.draw(_side_by_side(_folded(lines)))
    else:
        for line in lines:
            page.line(_plain(line))
    page.line(f"{counted(len(shown.spans), 'piece')} removed from {counted(len(lines), 'line')}.")


def _folded(lines: list[DiffLine]) -> Iterator[DiffLine | int]:
    """The lines, with the number of those left out in place of a long run that nothing was removed from."""
    near = {line.number + shift for line in lines if line.why for shift in range(-_CONTEXT, _CONTEXT + 1)}
    for shown, run in groupby(lines, key=lambda line: line.number in near):
        held = list(run)
        if shown or len(held) <= _CONTEXT:
            yield from held
        else:
            yield len(held)


def _plain(line: DiffLine) -> str:
    marked = "".join(text if kept else f"[-{text}-]" for text, kept in line.pieces)
    sign = "-" if line.removed else "~" if line.why else " "
    return f"{line.number:>4} {sign} {marked}" + (f"  <- {', '.join(line.why)}" if line.why else "")


def _side_by_side(lines: Iterable[DiffLine | int]) -> Table:
    table = Table(box=None, expand=True, padding=(0, 1, 0, 0), header_style="dim", pad_edge=False)
    table.add_column("line", justify="right", style="dim", no_wrap=True)
    table.add_column("as received", ratio=1)
    table.add_column("cleaned", ratio=1)
    for line in lines:
        if isinstance(line, int):
            table.add_row("⋮", Text(f"{counted(line, 'line')} as received", "dim italic"), "")
            continue
        received, cleaned = Text(), Text()
        for text, kept in line.pieces:
            received.append(safe(text), "" if kept else "red strike")
            if kept:
                cleaned.append(safe(text))
        reasons = Text(" ".join(line.why), "dim italic")
        table.add_row(str(line.number), received, reasons if line.removed else cleaned)
    return table
