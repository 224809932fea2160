"""One page for two readers: a person at a terminal, and a program behind a pipe."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from desk.render.page import Column, Page, fitted, spared

COLUMNS = [Column("n", right=True), Column("outlet"), Column("headline", "bold", give=True)]
ROWS = [
    ("1", "Example Times", "Ministers agree on a truce"),
    ("20", "部长日报", "部长同意停火"),
    ("300", "صحيفة المثال", ("الوزراء يتفقون على هدنة " * 10, "red")),
]


def drawn(draw, *, terminal: bool, width: int = 80) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=width, highlight=False, markup=False, emoji=False)
    draw(Page(console))
    return out.getvalue()


def without_colours(text: str) -> str:
    return re.sub("\x1b\\[[0-9;]*m|[\u2068\u2069]", "", text)


def test_a_pipe_gets_every_cell_whole_and_below_its_name() -> None:
    lines = drawn(lambda page: page.table(COLUMNS, ROWS), terminal=False).splitlines()
    assert lines == [
        "  n  outlet         headline",
        "  1  Example Times  Ministers agree on a truce",
        " 20  部长日报       部长同意停火",
        "300  صحيفة المثال   " + ROWS[2][2][0].strip(),
    ]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_terminal_gets_one_line_per_row_that_fits(width: int) -> None:
    lines = drawn(lambda page: page.table(COLUMNS, ROWS), terminal=True, width=width).splitlines()
    assert len(lines) == 1 + len(ROWS)
    assert max(cell_len(without_colours(line)) for line in lines) == width
    assert without_colours(lines[3]).startswith("300  صحيفة المثال")
    assert "…\u2069" in lines[3]


@given(st.lists(st.tuples(st.integers(0, 300), st.booleans()), max_size=6), st.integers(0, 200))
def test_columns_give_only_what_has_to_be_given(columns: list[tuple[int, bool]], available: int) -> None:
    widths, gives = [width for width, _ in columns], [give for _, give in columns]
    result = fitted(widths, gives, available)
    assert all(
        now == before or (give and 8 <= now < before) for now, before, give in zip(result, widths, gives, strict=True)
    )
    if sum(widths) <= available:
        assert result == widths
    elif sum(result) > available:
        assert all(now <= 8 for now, give in zip(result, gives, strict=True) if give)


def test_right_to_left_cells_are_isolated_in_a_terminal_only() -> None:
    assert "\u2068صحيفة المثال\u2069" in drawn(lambda page: page.table(COLUMNS, ROWS), terminal=True, width=120)
    assert "\u2068" not in drawn(lambda page: page.table(COLUMNS, ROWS), terminal=False)


def test_markup_and_emoji_codes_of_a_text_are_left_alone() -> None:
    for terminal in (True, False):
        assert ":smile: [bold]x[/bold]" in drawn(lambda page: page.line(":smile: [bold]x[/bold]"), terminal=terminal)


def test_a_table_without_rows_is_not_drawn() -> None:
    assert drawn(lambda page: page.table(COLUMNS, []), terminal=False) == ""


def test_columns_to_spare_make_room_for_what_is_cut() -> None:
    columns = [Column("rule"), Column("a", spare=True), Column("b", spare=True), Column("text", give=True)]
    widths = [10, 5, 5, 200]
    assert spared(columns, widths, 50) == [0, 1, 2, 3]
    assert spared(columns, widths, 49) == [0, 1, 3]
    assert spared(columns, widths, 42) == [0, 3]
    assert spared(columns, widths, 5) == [0, 3]
    assert spared(columns, [10, 5, 5, 8], 34) == [0, 1, 2, 3]
