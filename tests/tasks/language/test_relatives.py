"""Every group of close relatives tells its own examples apart."""

import re
import tomllib
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasks.language import identify
from tasks.language.evidence import load_labels
from tasks.language.relatives import FILE, load_relatives, lowered_words, telling_words

GROUPS: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["group"]
EXAMPLES = [(example["language"], example["text"]) for group in GROUPS for example in group["examples"]]


@pytest.mark.parametrize(("language", "text"), EXAMPLES)
def test_example_is_told_apart(language: str, text: str) -> None:
    votes = telling_words(text, language)
    assert votes[language] > max((number for other, number in votes.items() if other != language), default=0)
    assert identify(text).code == language


def test_every_language_of_a_group_has_an_example() -> None:
    assert {language for language, _ in EXAMPLES} == set(load_relatives())


def test_groups_are_of_languages_with_profiles() -> None:
    assert set(load_relatives()) <= set(load_labels().codes)


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["name"])
def test_no_word_speaks_for_a_whole_group(group: dict[str, Any]) -> None:
    languages = {language for entry in group["words"] for language in entry["languages"]}
    spoken: dict[str, set[str]] = {}
    for entry in group["words"]:
        for word in entry["words"].split():
            spoken.setdefault(word, set()).update(entry["languages"])
    assert [word for word, speaks_for in spoken.items() if speaks_for == languages] == []


def test_a_language_without_relatives_has_no_telling_words() -> None:
    assert not telling_words("Der Minister sagte am Dienstag, dass die Brücke gesperrt werde.", "de")


# A final sigma is told by its neighbours; no group has Greek words.
@given(st.text(st.characters(exclude_characters="Σ", exclude_categories=["Cs"])))
@example("İran’ın ÇİN-Türkiye 3İ4 Ǆ ŉ")
def test_words_are_those_of_the_text_in_small_letters(text: str) -> None:
    assert lowered_words(text) == set(re.findall(r"[^\W\d_]+", text.lower()))
