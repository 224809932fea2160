"""What a person types becomes a search, or an explanation; nothing typed reaches FTS5 as an operator of its own."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.search_query import Either, Every, SearchError, Term, fts_expression, parse_search, terms


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute("CREATE VIRTUAL TABLE news USING fts5 (headline, body)")
    rows = [
        ("Truce agreed", "The ministers want total victory or a truce"),
        ("Harvest", "Farmers speak of a total loss; no victory this year"),
        ("Hostages", "A hostage was freed, says the OR ministry"),
    ]
    connection.executemany("INSERT INTO news VALUES (?, ?)", rows)
    yield connection
    connection.close()


def found(index: sqlite3.Connection, typed: str) -> list[int]:
    rows = index.execute(
        "SELECT rowid FROM news WHERE news MATCH ? ORDER BY rowid", (fts_expression(parse_search(typed)),)
    )
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("truce", [1]),
        ("total victory", [1, 2]),
        ('"total victory"', [1]),
        ("“total victory”", [1]),
        ("host*", [3]),
        ('"was fre"*', [3]),
        ("truce OR harvest", [1, 2]),
        ("victory -truce", [2]),
        ("victory NOT truce", [2]),
        ("victory AND total AND NOT truce", [2]),
        ("(truce OR harvest) victory", [1, 2]),
        ("victory -(truce OR loss)", []),
        ("headline:truce", [1]),
        ("headline:victory", []),
        ("body:(victory OR hostage)", [1, 2, 3]),
        ('headline:"truce agreed"', [1]),
        ("headline:(body:victory)", [1, 2]),
        ("or", [1, 3]),
        ("truce - agreed", [1]),
        ("truce … agreed!", [1]),
        ("NEAR(truce)", []),
        ("rowid:1", []),
        ("'; DROP TABLE news; --", []),
        ("truce--agreed", [1]),
    ],
)
def test_what_is_typed_finds_what_is_meant(index: sqlite3.Connection, typed: str, ids: list[int]) -> None:
    assert found(index, typed) == ids


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "nothing to search for"),
        ("   ", "nothing to search for"),
        ("*", "nothing to search for"),
        ('""', "nothing to search for"),
        ("()", "nothing to search for"),
        ('truce "total', "quotation mark is not closed"),
        ("(truce", "bracket is not closed"),
        ("truce)", "bracket is closed that was not opened"),
        ("truce OR", "OR needs a word on each side"),
        ("OR truce", "OR needs a word on each side"),
        ("truce AND", "AND needs a word on each side"),
        ("AND truce", "AND needs a word on each side"),
        ("truce NOT", "NOT needs a word after it"),
        ("-truce", "only says what must not be there"),
        ("(" * 30 + "truce" + ")" * 30, "nested too deeply"),
        ("headline:" * 30 + "truce", "nested too deeply"),
        ("truce " * 1000, "longer than"),
    ],
)
def test_what_cannot_be_read_is_explained(typed: str, why: str) -> None:
    with pytest.raises(SearchError, match=why) as caught:
        parse_search(typed)
    assert caught.value.remedy.endswith((".", "!"))


def test_the_tree_of_a_search() -> None:
    assert parse_search('a "b c"* -d') == Every((Term("a"), Term("b c", prefix=True)), (Term("d"),))
    assert parse_search("headline:(a OR b)") == Either((Term("a", column="headline"), Term("b", column="headline")))
    assert [term.text for term in terms(parse_search("a (b OR c) -d"))] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "typed", ["a " * 990, "a OR " * 390 + "a", "a " + "-b " * 600, "(" * 9 + "a" + " OR b -c)" * 9]
)
def test_long_and_nested_searches_are_within_what_fts5_takes(index: sqlite3.Connection, typed: str) -> None:
    assert found(index, typed) in ([], [1, 2, 3], [1, 2], [1, 3])


@given(st.text(alphabet=st.sampled_from("ab \"'*()-:ORANDTeiln^+{}[]ل中\n\x00"), max_size=40))
def test_anything_typed_is_a_search_or_an_explanation(index: sqlite3.Connection, typed: str) -> None:
    try:
        expression = fts_expression(parse_search(typed))
    except SearchError:
        return
    index.execute("SELECT rowid FROM news WHERE news MATCH ?", (expression,)).fetchall()
