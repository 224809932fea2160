"""Words in another script, and phrases that follow on themselves."""

import pytest

from tasks.records import Article, Document
from tasks.translation.reading import Reading, read_all
from tasks.translation.repetition import LOOP_WEIGHT, TWICE_WEIGHT, find_repetition
from tasks.translation.scripts import find_other_script


def reading(text: str, language: str = "en") -> Reading:
    (one,) = read_all([Article(Document("a", 0, text, "", "text/plain", "utf-8"), text, language=language)])
    return one


def foreign(text: str, language: str = "en") -> list[str]:
    return [text[each.start : each.end] for each in find_other_script(reading(text, language))]


@pytest.mark.parametrize(
    ("text", "left_over"),
    [
        ("The keeper of the lighthouse маяк lit the lamp before the storm came.", "маяк"),
        ("The library مكتبة المدينة of the town has opened its doors this week.", "مكتبة المدينة"),
        ("She walked along the river to 図書館 the bridge, and she rested.", "図書館"),
        ("“My neighbour keeps bees соседа in the garden, and I buy honey,” she said.", "соседа"),
    ],
)
def test_words_in_another_script_are_marked(text: str, left_over: str) -> None:
    assert foreign(text) == [left_over]


def test_a_text_of_any_script_has_its_own() -> None:
    assert foreign("Садовник сказал, что 図書館 яблони зацветут завтра в городском саду.", "ru") == ["図書館"]
    assert foreign("庭師は公園でUNESCOの桜を見て、「来週咲く」と述べた。", "ja") == []
    assert foreign("园丁说，UNESCO的樱花明天开放。", "zh") == []


@pytest.mark.parametrize(
    "text",
    [
        "President Xi Jinping (习近平) met the leaders of the region on Monday.",
        "The group calls itself “Русь” in its letters to the editors of the paper.",
        "The name in Arabic: محمد شاكر is well known to readers of the paper.",
        "The hashtag #МирТрудМай was used by thousands of people last year.",
        "She wrote 図書館 (toshokan) on the door of the house in the town.",
        "The α and β variants of the virus, and the μ in the formula, are known.",
        "Thе gаrdеnеr with the most apple trees in the whole country today.",
        "Read us in other languages\nالعربية\n中文\nРусский\nEnglish",
        "Die Straße in München heißt anders als die Straße in Zürich und Genf.",
    ],
    ids=lambda text: text[:24],
)
def test_names_given_on_purpose_pass(text: str) -> None:
    assert foreign(text) == []


def repeated(text: str) -> list[tuple[str, float]]:
    return [(text[each.start : each.end], each.weight) for each in find_repetition(reading(text))]


def test_sentence_said_twice() -> None:
    sentence = "The ferry leaves the harbour at noon every day."
    assert repeated(f"He left. {sentence} {sentence} It was late.") == [(sentence, TWICE_WEIGHT)]


def test_loop_weighs_more() -> None:
    text = "in the early light of the moon early light of the early light of the early light of the."
    [(part, weight)] = repeated(text)
    assert part == "early light of the early light of the."
    assert weight == LOOP_WEIGHT


def test_loop_that_begins_in_the_middle_of_a_word() -> None:
    sentence = "ardeners of the town planted nine hundred apple trees along the river in one week."
    assert len(repeated(f"He said that the g{sentence} {sentence} It was late.")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Education, education, education, he said. No, no, no, no!",
        "We will win. We will win. And again: Yes we can! Yes we can!",
        "The council met on Monday.\nThe council met on Monday.",
        "The council met on Monday and left. Later the council met on Monday and left.",
        "12 34 56 78 12 34 56 78 12 34 56 78",
        "(Photo by A. Saman / Middle East Images / Middle East Images via the agency)",
    ],
    ids=lambda text: text[:24],
)
def test_emphasis_layout_and_figures_pass(text: str) -> None:
    assert repeated(text) == []
