"""Words in another script, and phrases that follow on themselves."""

import pytest

from tasks.records import Article, Document
from tasks.translation.reading import Reading
from tasks.translation.repetition import LOOP_WEIGHT, TWICE_WEIGHT, find_repetition
from tasks.translation.scripts import find_other_script


def reading(text: str, language: str = "en") -> Reading:
    return Reading(Article(Document("a", 0, text, "", "text/plain", "utf-8"), text, language=language))


def foreign(text: str, language: str = "en") -> list[str]:
    return [text[each.start : each.end] for each in find_other_script(reading(text, language))]


@pytest.mark.parametrize(
    ("text", "left_over"),
    [
        ("The second race of the second министра stage of the cup was held.", "министра"),
        ("The number وزارة الخارجية of cases has reached thirteen thousand this week.", "وزارة الخارجية"),
        ("He was the target of public anger in 山梨 the past, and he left.", "山梨"),
        ("“To be honest, I didn’t know сценария about it, and I left,” he said.", "сценария"),
    ],
)
def test_words_in_another_script_are_marked(text: str, left_over: str) -> None:
    assert foreign(text) == [left_over]


def test_a_text_of_any_script_has_its_own() -> None:
    assert foreign("Министр сказал, что 中国辺境 встреча состоится завтра в городе Москве.", "ru") == ["中国辺境"]
    assert foreign("大臣は東京でNATOの会合に出席し、「協力を続ける」と述べた。", "ja") == []
    assert foreign("部长说，NATO会议将于明天举行。", "zh") == []


@pytest.mark.parametrize(
    "text",
    [
        "President Xi Jinping (习近平) met the leaders of the region on Monday.",
        "The group calls itself “Русь” in its letters to the editors of the paper.",
        "The name in Arabic: محمد شاكر is well known to readers of the paper.",
        "The hashtag #МирТрудМай was used by thousands of people last year.",
        "He wrote 出塚水産 (Dezuka Suisan) on the door of the shop in the town.",
        "The α and β variants of the virus, and the μ in the formula, are known.",
        "Аdvеrtіѕе with the most visited news site in the whole country today.",
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
    sentence = "A rocky footpath leads up to the old oak tree."
    assert repeated(f"He left. {sentence} {sentence} It was late.") == [(sentence, TWICE_WEIGHT)]


def test_loop_weighs_more() -> None:
    text = "thanks to timely closure of the dam timely closure of the timely closure of the timely closure of the."
    [(part, weight)] = repeated(text)
    assert part == "timely closure of the timely closure of the."
    assert weight == LOOP_WEIGHT


def test_loop_that_begins_in_the_middle_of_a_word() -> None:
    sentence = "acques Chirac was called a true global statesman and friend of India by the prime minister."
    assert len(repeated(f"He said that J{sentence} {sentence} It was late.")) == 1


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
