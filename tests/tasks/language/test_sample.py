"""The sample: prose from the middle, whole words, no addresses; and linear time on hostile lines."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.language import identify
from tasks.language.sample import SAMPLE_CHARACTERS, prose_sample, without_addresses
from tasks.language.substance import is_prose


def test_short_text_is_taken_whole() -> None:
    assert prose_sample("Only a few words.") == "Only a few words."


def test_sample_is_from_the_middle_and_of_whole_words() -> None:
    words = [f"word{number}" for number in range(1000)]
    sample = prose_sample(" ".join(words))
    assert SAMPLE_CHARACTERS - 80 <= len(sample) <= SAMPLE_CHARACTERS
    assert set(sample.split()) <= set(words)
    assert "word500" in sample


def test_prose_is_preferred_to_short_lines() -> None:
    prose = "The council voted on Monday to close the old bridge over the river for the whole of the year."
    sample = prose_sample("\n".join(["Sport", prose, "Weather", prose, "Contact"] * 10))
    assert "Weather" not in sample
    assert "council" in sample


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("see https://example.org/a?b=c for more", "see   for more"),
        ("write to first.last@example.org today", "write to   today"),
        ("said @somebody on #monday", "said   on  "),
        ("no address here", "no address here"),
    ],
)
def test_addresses_are_in_no_language(text: str, plain: str) -> None:
    assert without_addresses(text) == plain


@given(st.text(max_size=3000))
def test_sample_is_bounded(text: str) -> None:
    assert len(prose_sample(text)) <= SAMPLE_CHARACTERS


@pytest.mark.parametrize("unit", ["a", "a@", "://", "{", "\\n", "@", "#a", "Aa ", "ﷺ", "\u0301", "a.b("])
def test_hostile_lines_take_no_time(unit: str) -> None:
    began = process_time()
    identify(unit * 100_000)
    without_addresses(unit * 50_000)
    is_prose(unit * 50_000)
    assert process_time() - began < 2.0
