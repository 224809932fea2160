"""Standard output as people read it: coloured and fitted in a terminal, plain and whole in a pipe."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from desk.render.words import isolated, one_line, safe

# A piece of a line: text, or text with a style.
Piece = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; in a terminal those that `give` are cut short until the table fits."""

    name: str
    style: str = ""
    right: bool = False
    give: bool = False


class Page:
    """What a command writes on standard output.

    Everything that comes from a document is passed through `safe`: no text can move the cursor, colour the screen
    or turn its neighbours around.
    """

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, emoji=False, markup=False)

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

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[Piece]], *, indent: int = 0) -> None:
        """Rows under their columns' names; without names, only aligned."""
        cells = [[_cell(piece) for piece in row] for row in rows]
        if not cells:
            return
        if self.in_terminal:
            self._console.print(Padding(_rich_table(columns, cells), (0, 0, 0, indent)))
            return
        names = [[column.name for column in columns]] if any(column.name for column in columns) else []
        plain = names + [[text for text, _style in row] for row in cells]
        for line in _aligned(plain, [column.right for column in columns]):
            self._write(" " * indent + line)

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


def _rich_table(columns: Sequence[Column], rows: Sequence[Sequence[tuple[str, str]]]) -> Table:
    named = any(column.name for column in columns)
    # No rules between columns: with right-to-left text in a cell a terminal would move them.
    table = Table(box=None, show_header=named, header_style="dim", padding=(0, 2, 0, 0), pad_edge=False)
    for column in columns:
        table.add_column(
            column.name,
            style=column.style,
            justify="right" if column.right else "left",
            no_wrap=True,
            overflow="ellipsis",
            ratio=None,
            min_width=None if column.give else _widest(columns, rows, column),
        )
    for row in rows:
        table.add_row(*(Text(isolated(text), style) for text, style in row))
    return table


def _widest(columns: Sequence[Column], rows: Sequence[Sequence[tuple[str, str]]], column: Column) -> int:
    at = columns.index(column)
    return max(cell_len(column.name), *(cell_len(row[at][0]) for row in rows))


def _aligned(rows: Sequence[Sequence[str]], right: Sequence[bool]) -> Iterable[str]:
    """Lines with their columns below each other, two spaces between them, in cells and not in characters."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = []
        for text, width, to_right in zip(row, widths, right, strict=True):
            space = " " * (width - cell_len(text))
            cells.append(space + text if to_right else text + space)
        yield "  ".join(cells)
