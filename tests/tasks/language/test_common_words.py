"""Common words tell at a glance whether a paragraph is in the language of its article."""

import pytest

from tasks.language.common_words import load_common_words, sounds_like, units

ENGLISH = "The council voted on Monday to close the old bridge over the river, which was built in the year 1931."
JAPANESE = "新しい橋は年末までに開通すると、大臣が火曜日に述べた。工事の費用はまだ決まっていない。"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (ENGLISH, "en", True),
        (ENGLISH.upper(), "en", True),
        (ENGLISH, "fr", False),
        (ENGLISH, "ja", False),
        (JAPANESE, "ja", True),
        (JAPANESE, "zh", False),
        (ENGLISH, "und", False),
    ],
)
def test_sounds_like(text: str, language: str, expected: bool) -> None:
    assert sounds_like(text, language) == expected


def test_units_are_words_or_characters() -> None:
    assert units("The THE cat", "en") == {"the", "cat"}
    assert units("橋は", "ja") == {"橋", "は"}


def test_every_language_has_common_words() -> None:
    for code, common in load_common_words().items():
        assert len(common.words) >= 40, code
        assert 0.05 < common.usual < 1, code
