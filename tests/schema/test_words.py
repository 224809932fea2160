"""Words are those of SQLite's full text, in whatever language."""

import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.fts import TABLES
from schema.words import LONGEST_WORD, folded, index_tokens, query_tokens, runs

SENTENCES = (
    "The council of Zürich met — “twice” — on 3 March 2024, at 10:30; COVID-19, e-mail, it's $5.20!",
    "L’été à Saint-Étienne, où l’on a çà et là mangé des œufs",
    "Straße, Größe, ÄÖÜ, ŁÓDŹ, İstanbul, ığdır, Ærø, smørrebrød",
    "Η κυβέρνηση αποφάσισε ΣΉΜΕΡΑ ότι ο λόγος τους",
    "Совет Федерации одобрил ЁЛКУ и Чайковский й ї",
    "اجتمع المجلس يوم الثلاثاء وَقَالَ ١٢٣",
    "آن‌ها می‌خواهند بروند",
    "दिल्ली में मौसम और चावल ढाका",
    "ঢাকার মেয়র বলেছেন",
    "서울에서 열린 회의 2024년",
    "הכנסת התכנסה בְּיוֹם שני",
    "ქართული ენა, Հայերեն լեզու, ትግርኛ ቋንቋ",
    "x² and №5, ½ ⅓ Ⅷ, under_score, a\u0301b, \U0001f600 emoji",
)
# Letters that SQLite's older tables of Unicode see in another way.
OTHERWISE = set("ǠǡǢǣǮǯǼǽǾǿͿԨԪԬԮՠֈᏸᏹᏺᏻᏼᏽ")


@pytest.fixture(scope="module")
def sqlite() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as connection:
        connection.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY, headline, body)")
        connection.execute(TABLES["articles_fts"])
        connection.execute("CREATE VIRTUAL TABLE words USING fts5vocab(articles_fts, instance)")
        yield connection


def words_of_sqlite(connection: sqlite3.Connection, *texts: str) -> list[list[str]]:
    connection.execute("DELETE FROM articles")
    connection.executemany("INSERT INTO articles (body) VALUES (?)", [(text,) for text in texts])
    connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
    ids = [number for (number,) in connection.execute("SELECT id FROM articles ORDER BY id")]
    found: dict[int, list[tuple[int, str]]] = {number: [] for number in ids}
    for number, place, word in connection.execute('SELECT doc, "offset", term FROM words'):
        found[number].append((place, word))
    return [[word for _, word in sorted(found[number])] for number in ids]


def test_sentences_have_the_words_of_sqlite(sqlite: sqlite3.Connection) -> None:
    assert [[word for word, _ in index_tokens(text)] for text in SENTENCES] == words_of_sqlite(sqlite, *SENTENCES)


def test_every_letter_is_folded_as_in_sqlite(sqlite: sqlite3.Connection) -> None:
    letters = [chr(code) for code in range(0x41, 0xE00) if unicodedata.category(chr(code)).startswith("L")]
    texts = [f"x{letter}y" for letter in letters if letter not in OTHERWISE]
    ours = [[word for word, _ in index_tokens(text)] for text in texts]
    theirs = words_of_sqlite(sqlite, *texts)
    # What a newer Unicode calls a letter was none in SQLite's, or had no small letter.
    differing = [text for text, own, other in zip(texts, ours, theirs, strict=True) if own != other]
    assert len(differing) < 30, differing
    assert not [text for text in differing if text[1] < "\u0370"]


def test_a_part_of_a_sentence_without_spaces_is_found_by_its_pairs() -> None:
    assert index_tokens("在北京 met 大") == [("在北", 0), ("北京", 1), ("京", 2), ("met", 3), ("大", 4)]
    assert query_tokens("在北京") == [("在北", 0), ("北京", 1)]
    assert query_tokens("北京 met") == [("北京", 0), ("met", 2)]
    assert query_tokens("京") == [("京", 0)]
    assert runs("iPhone手机 Ok") == ["iphone", "手机", "ok"]


@given(st.text(alphabet="北京大学在ab c", max_size=12), st.data())
def test_the_entries_of_any_part_are_entries_of_the_whole(text: str, data: st.DataObject) -> None:
    text = "".join(text.split())
    start = data.draw(st.integers(0, len(text)))
    part = "".join(letter for letter in text[start:] if letter not in "abc")
    if part and part in text:
        entries = [word for word, _ in index_tokens(text)]
        assert all(any(entry.startswith(word) for entry in entries) for word, _ in query_tokens(part))


@given(st.text(max_size=60))
def test_any_text_has_words_that_are_safe_to_write(text: str) -> None:
    for word, _ in index_tokens(text):
        assert word
        assert not set(word) & set(" '\\:,|&!<>()*\n\t")
        assert len(word) <= LONGEST_WORD
    assert len(folded(text)) == len(text)


def test_a_word_without_end_is_cut() -> None:
    assert index_tokens("a" * 10_000) == [("a" * LONGEST_WORD, 0)] == query_tokens("a" * 10_000)
