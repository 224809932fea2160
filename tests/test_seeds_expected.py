"""What the five sample articles must become, cell by cell, from files to rows."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from flows.request import IngestRequest
from flows.run import run_ingest

SEEDS = Path(__file__).parents[1] / "seeds"
NAMES = {path.name[:3]: path for path in sorted(SEEDS.glob("*.txt"))}
# The files are other people's text and stay as they came.
SHA256 = "7a5408ca1207b0dfcf894e2db75454f4b9d93a930088caa55ac2f45ca4f57302"

COLUMNS = [
    "headline",
    "headline_source",
    "outlet",
    "original_source",
    "published_at",
    "dateline",
    "external_id",
    "translation_likely",
]
EXPECTED: dict[str, tuple[Any, ...]] = {
    "000": (None, "none", None, None, None, None, None, 0),
    "001": (None, "none", "The Palestine Chronicle", None, None, None, None, 0),
    "002": (
        "Resistance shatters Netanyahu’s “total victory” dream",
        "repeated-line",
        "Mehr News Agency",
        "Tehran Times",
        "2024-03-16T10:17",
        "TEHRAN",
        "213066",
        0,
    ),
    "003": (
        "US says Hamas far from beaten despite mass casualties, destruction",
        "first-line",
        None,
        None,
        None,
        None,
        None,
        0,
    ),
    "004": (None, "none", None, "Al Jazeera", None, None, None, 1),
}
# Line (from 1) → category, for lines that are removed whole.
REMOVED = {
    "000": {8: "duplicate", 9: "duplicate"},
    "001": {1: "standfirst", 26: "credit"},
    "002": {
        1: "date",
        3: "headline",
        5: "headline",
        76: "credit",
        78: "identifier",
        81: "comment-form",
        83: "comment-form",
        84: "captcha",
    },
    "003": {1: "headline"},
    "004": {1: "media", 3: "media", **dict.fromkeys(range(9, 24, 2), "related"), 55: "credit"},
}
PARTS = {"002": {7: ("dateline", "TEHRAN, Mar. 16 (MNA) – ")}}
STRONG_KINDS = {"name-variant", "non-word", "other-script"}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("seeds") / "articles.db"
    request = IngestRequest(paths=(str(SEEDS),), database=f"sqlite:///{path}", direct=True, workers=0)
    first = run_ingest(request)
    assert (first.loaded, first.duplicates, first.quarantined) == (5, 0, 0)
    again = run_ingest(request)
    assert (again.loaded, again.unchanged) == (0, 5)
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def article(database: sqlite3.Connection, seed: str) -> sqlite3.Row:
    query = """SELECT a.*, d.external_id FROM articles a JOIN documents d ON d.id = a.document_id
        JOIN source_files s ON s.id = d.source_file_id WHERE s.path LIKE ?"""
    [row] = database.execute(query, [f"%{NAMES[seed].name}"]).fetchall()
    return row  # type: ignore[no-any-return]


def spans(database: sqlite3.Connection, seed: str) -> list[sqlite3.Row]:
    query = "SELECT * FROM removed_spans WHERE article_id = ? ORDER BY start"
    return database.execute(query, [article(database, seed)["id"]]).fetchall()


def test_the_files_are_as_they_came() -> None:
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in NAMES.values())).hexdigest()
    assert digest == SHA256


@pytest.mark.parametrize(("seed", "column"), [(seed, column) for seed in EXPECTED for column in COLUMNS])
def test_columns(database: sqlite3.Connection, seed: str, column: str) -> None:
    assert article(database, seed)[column] == EXPECTED[seed][COLUMNS.index(column)]


@pytest.mark.parametrize("seed", EXPECTED)
def test_all_are_english_and_none_repeats_another(database: sqlite3.Connection, seed: str) -> None:
    row = article(database, seed)
    assert (row["language"], row["duplicate_of"]) == ("en", None)
    assert row["language_confidence"] >= 0.99


@pytest.mark.parametrize("seed", EXPECTED)
def test_these_lines_go_and_every_other_stays_word_for_word(database: sqlite3.Connection, seed: str) -> None:
    lines = NAMES[seed].read_text().split("\n")
    wanted = sorted((number, category) for number, category in REMOVED[seed].items())
    removed = [(span["text"].strip(), span["category"]) for span in spans(database, seed)]
    parts = PARTS.get(seed, {})
    whole = [(text, category) for text, category in removed if category != "dateline"]
    assert whole == [(plain(lines[number - 1]), category) for number, category in wanted]
    kept = [
        plain(line.removeprefix(parts[n][1]) if n in parts else line)
        for n, line in enumerate(lines, start=1)
        if n not in REMOVED[seed] and line.strip()
    ]
    assert [line for line in article(database, seed)["body"].split("\n") if line] == kept


def plain(line: str) -> str:
    """A line as the reader leaves it: one kind of space, one at a time."""
    return " ".join(line.split())


def test_only_the_dateline_of_its_line_goes(database: sqlite3.Connection) -> None:
    [dateline] = [span["text"] for span in spans(database, "002") if span["category"] == "dateline"]
    assert dateline == PARTS["002"][7][1]


def test_signs_of_translation(database: sqlite3.Connection) -> None:
    query = "SELECT kind, excerpt FROM translation_flags WHERE article_id = ?"
    flags = {seed: database.execute(query, [article(database, seed)["id"]]).fetchall() for seed in EXPECTED}
    found = {(row["kind"], row["excerpt"].strip()) for row in flags["004"]}
    assert ("non-word", "prudeness") in found
    assert any(kind == "name-variant" and excerpt in {"Shaker", "Shakir"} for kind, excerpt in found)
    assert {".."} <= {excerpt for kind, excerpt in found if kind == "punctuation"}
    assert any(":" in excerpt for kind, excerpt in found if kind == "punctuation")
    assert not any("list" in excerpt for _, excerpt in found)
    for seed in set(EXPECTED) - {"004"}:
        assert not {row["kind"] for row in flags[seed]} & STRONG_KINDS
