"""The glance: it tells ordinary articles, says what the profiles say, and leaves what is doubtful to them."""

import tomllib
from pathlib import Path

import pytest

from tasks.language.glance import CONFIDENCE, FEWEST_CHARACTERS, at_a_glance
from tasks.language.identify import identify, ranking
from tasks.language.relatives import FILE
from tasks.language.sample import prose_sample

TEXTS: dict[str, str] = tomllib.loads(Path(__file__).with_name("declaration.toml").read_text(encoding="utf-8"))
SEEDS = sorted((Path(__file__).parents[3] / "seeds").glob("*.txt"))
GROUPS = tomllib.loads(FILE.read_text(encoding="utf-8"))["group"]
EXAMPLES = [
    (group.get("usual"), example["language"], example["text"]) for group in GROUPS for example in group["examples"]
]
ENGLISH = (
    "The council voted on Monday to close the old bridge over the river, which was built in the year 1931. "
    "A new one will be opened in the spring of next year, the mayor said at a meeting with people of the town."
)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_an_ordinary_article_is_told_at_a_glance(seed: Path) -> None:
    text = seed.read_text(encoding="utf-8")
    assert at_a_glance(prose_sample(text)) == "en"
    assert (identify(text).code, identify(text).confidence) == ("en", CONFIDENCE)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_glance_says_what_the_profiles_say(text: str) -> None:
    sample = prose_sample(" ".join([text] * (1 + FEWEST_CHARACTERS // len(text))))
    assert at_a_glance(sample) in (None, ranking(sample)[0][1])


def test_most_languages_of_news_can_be_told_at_a_glance() -> None:
    samples = {code: prose_sample(" ".join([text] * 3)) for code, text in TEXTS.items()}
    told = {code for code, sample in samples.items() if at_a_glance(sample) == code}
    assert {"de", "en", "es", "fa", "fr", "it", "ja", "pt", "ru", "tr", "uk", "vi"} <= told


@pytest.mark.parametrize(("usual", "language", "text"), EXAMPLES)
def test_a_close_relative_of_the_usual_language_needs_a_closer_look(usual: str, language: str, text: str) -> None:
    sample = prose_sample(" ".join([text] * (1 + FEWEST_CHARACTERS // len(text))))
    assert at_a_glance(sample) in (None, usual)
    assert language == usual or at_a_glance(sample) is None


def test_a_telling_word_calls_for_a_closer_look() -> None:
    assert at_a_glance(ENGLISH) == "en"
    assert at_a_glance(f"{ENGLISH} Wetin dey happen for dis town, na im everybody dey ask") is None


@pytest.mark.parametrize(
    "sample",
    [
        ENGLISH[: FEWEST_CHARACTERS - 1],
        "Amsterdam Berlin Copenhagen Dublin Edinburgh Frankfurt Geneva Hamburg Istanbul Johannesburg Kyiv Lisbon " * 3,
        "for (int i = 0; i < count; i++) { total += prices[i] * amounts[i]; if (total > limit) return false; } " * 3,
        "7:30 12.4 18/24 3-1 55% 1,204.50 2024-03-16 10:17 99.9 4x100 6:0 6:4 12,5 0.75 1931 2025 16:9 88.2 10e6 " * 3,
        "",
    ],
)
def test_what_shows_no_plain_language_gets_a_closer_look(sample: str) -> None:
    assert at_a_glance(sample) is None
