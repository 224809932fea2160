"""How texts, numbers and dates of any origin are written."""

import numpy as np
import pycld2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.render.words import (
    category_reason,
    counted,
    duration,
    excerpt,
    isolated,
    language_name,
    moment,
    one_line,
    percent,
    place,
    safe,
)
from tasks.language.opinion import NO_LANGUAGE, iso_code
from tasks.language.profiles import FILE
from tasks.records import Category


@given(st.text())
def test_nothing_safe_can_command_a_terminal(text: str) -> None:
    shown = safe(text)
    assert all(letter in "\t\n" or (ord(letter) >= 32 and not 127 <= ord(letter) < 160) for letter in shown)
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(shown)


@given(st.text(max_size=300), st.integers(min_value=2, max_value=50))
def test_an_excerpt_is_one_line_of_bounded_length(text: str, longest: int) -> None:
    shown = excerpt(text, longest)
    assert len(shown) <= longest
    assert "\n" not in shown
    assert shown == one_line(text) or (shown.endswith("…") and one_line(text).startswith(shown[:-1]))


def test_an_excerpt_is_cut_at_a_word() -> None:
    assert excerpt("Ministers agree on a truce", 22) == "Ministers agree on a…"
    assert excerpt("Ministersagreeonatruce", 10) == "Ministers…"


def test_right_to_left_text_is_set_apart() -> None:
    assert isolated("الوزراء") == "\u2068الوزراء\u2069"
    assert isolated("שרים agree") == "\u2068שרים agree\u2069"
    assert isolated("ministers 部长") == "ministers 部长"


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        (0, 10, "0 %"),
        (1, 1000, "< 1 %"),
        (1, 200, "< 1 %"),
        (2, 300, "1 %"),
        (1, 3, "33 %"),
        (5, 5, "100 %"),
        (0, 0, "0 %"),
    ],
)
def test_a_share_that_is_there_is_not_called_nothing(part: int, whole: int, written: str) -> None:
    assert percent(part, whole) == written


@pytest.mark.parametrize(
    ("seconds", "written"), [(0.04, "0.0 s"), (59.9, "59.9 s"), (61, "1 min 01 s"), (3_600, "1 h 00 min")]
)
def test_durations(seconds: float, written: str) -> None:
    assert duration(seconds) == written


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        (None, ""),
        ("2024", "2024"),
        ("2024-03-16", "2024-03-16"),
        ("2024-03-16T10:17", "2024-03-16 10:17"),
        ("2024-03-16T10:17:05Z", "2024-03-16 10:17 UTC"),
    ],
)
def test_dates_keep_the_precision_of_their_source(stored: str | None, written: str) -> None:
    assert moment(stored) == written


def test_nouns_follow_their_number() -> None:
    assert [counted(n, "file") for n in (0, 1, 2, 1234)] == ["0 files", "1 file", "2 files", "1,234 files"]
    assert counted(2, "batch", "batches") == "2 batches"


def test_every_category_has_a_reason_in_words() -> None:
    assert all(category_reason(category) for category in Category)


def test_languages_by_name_and_unknown_ones_by_code() -> None:
    assert (language_name("ar"), language_name("und"), language_name("qqq")) == ("Arabic", "language unknown", "qqq")


@pytest.mark.parametrize(
    ("path", "position", "expected"),
    [
        ("a.txt", 0, "a.txt"),
        ("a.json", 2, "a.json record 2"),
        ("a.jsonl", 0, "a.jsonl record 0"),
        ("a.CSV.gz", 0, "a.CSV.gz record 0"),
        ("csv/a.txt", 0, "csv/a.txt"),
    ],
)
def test_a_record_is_named_where_a_file_holds_several(path, position, expected) -> None:
    assert place(path, position) == expected


def test_every_language_that_can_be_found_has_a_name() -> None:
    spoken = {iso_code(code) for name, code in pycld2.LANGUAGES if name in pycld2.DETECTED_LANGUAGES}
    spoken |= {iso_code(str(code)) for code in np.load(FILE)["languages"]}
    nameless = {code for code in spoken if language_name(code) == code and not code.startswith(NO_LANGUAGE)}
    # CLD2's scripts: xx-Cans.
    assert nameless <= {"xx"}
