"""Standard output as people read it: coloured and fitted in a terminal, plain and whole in a pipe."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from desk.invocation import command
from desk.render.words import isolated, one_line, safe

# A piece of a line: text, or text with a style.
Piece = str | tuple[str, str]
_GAP = "  "
_NARROWEST = 8
# What can be read of a cell that was cut.
_READABLE = 24


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; in a terminal those that `give` are cut short until the table fits.

    Where that leaves them too little to read, those to `spare` are left out, the last of them first.
    """

    name: str
    style: str = ""
    right: bool = False
    give: bool = False
    spare: bool = False


class _Output(Console):
    """Standard output, which may be closed by its reader; `desk.output` knows what to do then."""

    def on_broken_pipe(self) -> None:
        """Leave it to the caller instead of ending the program."""
        raise BrokenPipeError


class Page:
    """What a command writes on standard output.

    Everything that comes from a document is passed through `safe`: no text can move the cursor, colour the screen
    or turn its neighbours around.
    """

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or _Output(highlight=False, emoji=False, markup=False)

    @property
    def in_terminal(self) -> bool:
        """Whether a person looks at it, so that colour helps and lines have to fit."""
        return self._console.is_terminal

    @property
    def width(self) -> int:
        """Characters on a line of the terminal."""
        return self._console.width

    def line(self, *pieces: Piece, indent: int = 0) -> None:
        """One line, or paragraph; a terminal wraps it at words, a pipe gets it whole."""
        text = Text.assemble(*(_styled(piece) for piece in pieces))
        if self.in_terminal:
            self._console.print(Padding(text, (0, 0, 0, indent)) if indent else text)
        else:
            self._write(" " * indent + text.plain)

    def heading(self, text: str) -> None:
        """An empty line and a title."""
        self.line()
        self.line((text, "bold"))

    def hint(self, label: str, words: str, *, indent: int = 0) -> None:
        """What to type next: a command with `words` after `copydesk`, on one line whatever its length."""
        self.table([Column("", "dim"), Column("")], [(f"{label}:", command(words))], indent=indent)

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[Piece]], *, indent: int = 0) -> None:
        """Rows under their columns' names; without names, only aligned. In a pipe every cell is whole."""
        cells = [[_cell(piece) for piece in row] for row in rows]
        if not cells:
            return
        if any(column.name for column in columns):
            cells.insert(0, [(column.name, "dim") for column in columns])
        widths = [max(cell_len(row[at][0]) for row in cells) for at in range(len(columns))]
        shown = list(range(len(columns)))
        if self.in_terminal:
            shown = spared(columns, widths, self.width - indent)
            columns, widths = [columns[at] for at in shown], [widths[at] for at in shown]
            gives = [column.give for column in columns]
            widths = fitted(widths, gives, self.width - indent - len(_GAP) * (len(columns) - 1))
        for row in cells:
            self._row(columns, [row[at] for at in shown], widths, indent)

    def _row(self, columns: Sequence[Column], row: Sequence[tuple[str, str]], widths: list[int], indent: int) -> None:
        line = Text(" " * indent)
        for at, (column, (text, style), width) in enumerate(zip(columns, row, widths, strict=True)):
            shown = text if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"
            space = " " * (width - cell_len(shown))
            cell = isolated(shown) if self.in_terminal else shown
            line.append(space if column.right else "")
            line.append(cell, style or column.style)
            line.append("" if column.right else space)
            line.append(_GAP if at < len(columns) - 1 else "")
        line.rstrip()
        if self.in_terminal:
            self._console.print(line, soft_wrap=True)
        else:
            self._write(line.plain)

    def draw(self, drawing: RenderableType) -> None:
        """What only a terminal can show; its parts are safe already."""
        self._console.print(drawing)

    def exactly(self, text: str) -> None:
        """A text and nothing else; a pipe gets every character as it is."""
        if self.in_terminal:
            self.line(text)
        else:
            self._console.file.write(text)

    def _write(self, line: str) -> None:
        self._console.file.write(line.rstrip() + "\n")


def _styled(piece: Piece) -> tuple[str, str]:
    text, style = (piece, "") if isinstance(piece, str) else piece
    return safe(text), style


def _cell(piece: Piece) -> tuple[str, str]:
    text, style = (piece, "") if isinstance(piece, str) else piece
    return one_line(text), style


def spared(columns: Sequence[Column], widths: Sequence[int], available: int) -> list[int]:
    """The numbers of the columns that are shown: without those to spare, where the others need their room."""
    shown = list(range(len(columns)))

    def needed() -> int:
        least = (min(widths[at], _READABLE) if columns[at].give else widths[at] for at in shown)
        return sum(least) + len(_GAP) * (len(shown) - 1)

    for at in reversed(range(len(columns))):
        if columns[at].spare and needed() > available:
            shown.remove(at)
    return shown


def fitted(widths: Sequence[int], gives: Sequence[bool], available: int) -> list[int]:
    """The widths, in cells, with those columns that give cut to one common width so that all fit.

    A column is never cut below `_NARROWEST`; a table that does not fit even so is wider than what is available.
    """
    free = available - sum(width for width, give in zip(widths, gives, strict=True) if not give)
    most = max(widths, default=0)
    giving = [width for width, give in zip(widths, gives, strict=True) if give]
    while most > _NARROWEST and sum(min(width, most) for width in giving) > free:
        most -= 1
    return [min(width, most) if give else width for width, give in zip(widths, gives, strict=True)]
