import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from schema import fts, health
from schema.errors import DatabaseMissing
from schema.health import optimise, problems

Add = Callable[..., int]


@pytest.fixture(autouse=True)
def sound(engine: Engine, add: Add) -> None:
    """A sound database of some articles, a duplicate among them."""
    first = add("The council met on Tuesday. " * 30, headline="Council meets", tail="\nRead also: Storm")
    add("The council met on Tuesday.", duplicate_of=first, duplicate_kind="contained", duplicate_score=1.0)
    add("", tail="Only junk.")
    add("東京都知事は会見で述べた。", language="ja")
    with engine.begin() as connection:
        fts.index_articles(connection, 1, 4)
    engine.dispose()


def change(engine: Engine, statement: str) -> None:
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql(statement)
        connection.commit()
    engine.dispose()


def test_a_sound_database_has_no_problems_and_is_not_changed(url: str, tmp_path: Path) -> None:
    before = (tmp_path / "articles.db").read_bytes()
    assert problems(url) == []
    assert (tmp_path / "articles.db").read_bytes() == before


@pytest.mark.parametrize(
    ("damage", "what", "where"),
    [
        ("UPDATE articles SET body = body || '!' WHERE id = 1", "text and body", "articles, id 1"),
        ("UPDATE removed_spans SET start = start + 1 WHERE article_id = 3", "text and body", "articles, id 3"),
        ("UPDATE removed_spans SET text = 'x' WHERE article_id = 1", "text and body", "articles, id 1"),
        ("DELETE FROM removed_spans", "text and body", "articles, id 1, 3"),
        ("UPDATE documents SET text = x'00' WHERE id = 2", "text and body", "articles, id 2"),
        (
            "UPDATE articles SET (duplicate_of, duplicate_kind) = (2, 'near') WHERE id = 3",
            "kept article",
            "articles, id 3",
        ),
        (
            "UPDATE articles SET duplicate_of = id, duplicate_kind = 'near' WHERE id = 4",
            "kept article",
            "articles, id 4",
        ),
        ("UPDATE articles SET duplicate_kind = NULL", "no kind", "articles, id 2"),
        ("UPDATE articles SET duplicate_of = 99 WHERE id = 2", "refer to articles", "articles, id 2"),
        ("DELETE FROM articles WHERE id = 4", "without an article", "documents, id 4"),
        ("UPDATE articles SET headline = 'Other' WHERE id = 1", "search index", "articles_fts"),
        ("UPDATE articles SET headline = 'Other' WHERE id = 4", "search index", "articles_fts_unspaced"),
        (
            "INSERT INTO translation_flags SELECT 1, 1, 'non-word', 0, 99999, '', 1, ''",
            "outside the text",
            "articles, id 1",
        ),
    ],
)
def test_each_damage_is_found_and_named(url: str, engine: Engine, damage: str, what: str, where: str) -> None:
    change(engine, damage)
    found = [(finding.what, finding.where) for finding in problems(url)]
    assert any(what in found_what and where == found_where for found_what, found_where in found), found
    assert all(finding.remedy for finding in problems(url))


def test_damaged_pages_are_found(url: str, tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4096] = random.Random(1).randbytes(4096)
    path.write_bytes(content)
    assert any("SQLite" in finding.what for finding in problems(url))


def test_more_articles_than_a_page_are_all_checked(
    url: str, engine: Engine, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_PAGE", 2)
    for _ in range(7):
        add("One.", tail="\nTwo.")
    with engine.begin() as connection:
        fts.index_articles(connection, 5, 11)
    assert problems(url) == []
    change(engine, "DELETE FROM removed_spans WHERE article_id >= 5")
    assert [finding.where for finding in problems(url)] == ["articles, id 5, 6, 7, 8, 9 and 2 more"]


def test_there_has_to_be_a_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing):
        problems(f"sqlite:///{tmp_path}/none.db")


class Span:
    def __init__(self, start: int, end: int, text: str) -> None:
        self.start, self.end, self.text = start, end, text


@given(st.lists(st.tuples(st.text(max_size=4), st.booleans()), max_size=8), st.integers(0, 40))
def test_a_text_adds_up_until_one_character_is_changed(pieces: list[tuple[str, bool]], where: int) -> None:
    whole, body, spans = "", "", []
    for piece, removed in pieces:
        if removed:
            spans.append(Span(len(whole), len(whole) + len(piece), piece))
        else:
            body += piece
        whole += piece
    assert health.adds_up(whole, body, spans)  # type: ignore[arg-type]
    if whole:
        at = where % len(whole)
        changed = whole[:at] + chr(ord(whole[at]) ^ 1) + whole[at + 1 :]
        assert not health.adds_up(changed, body, spans)  # type: ignore[arg-type]
    assert not health.adds_up(whole + "x", body, spans)  # type: ignore[arg-type]


def test_optimising_keeps_the_database_sound(url: str, tmp_path: Path) -> None:
    optimise(url)
    assert problems(url) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles.db"]
