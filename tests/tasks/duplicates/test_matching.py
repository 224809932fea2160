import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.duplicates import Match, Story, match
from tasks.records import DuplicateKind

VOCABULARY = [f"word{n}" for n in range(3000)]


def text_of(seed: int, length: int) -> str:
    return " ".join(random.Random(seed).choices(VOCABULARY, k=length))


def kind_of(a: Story, b: Story) -> DuplicateKind | None:
    found = match(a, b)
    assert match(b, a) == found
    return found.kind if found else None


ARTICLE = text_of(1, 400)
WORDS = ARTICLE.split()


def test_the_same_words_are_exact() -> None:
    assert match(Story(ARTICLE), Story(ARTICLE.upper().replace(" ", "\n"))) == Match(DuplicateKind.EXACT, 1.0)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.75])
def test_a_cut_copy_is_contained(share: float) -> None:
    cut = " ".join(WORDS[: int(400 * share)]) + " ... Continue reading"
    assert kind_of(Story(ARTICLE), Story(cut)) == DuplicateKind.CONTAINED


def test_a_copy_with_words_changed_or_a_line_before_it_is_near() -> None:
    chance = random.Random(2)
    edited = " ".join(chance.choice(VOCABULARY) if chance.random() < 0.05 else word for word in WORDS)
    assert kind_of(Story(ARTICLE), Story(edited)) == DuplicateKind.NEAR
    assert kind_of(Story(ARTICLE), Story(f"PARIS (Agency) - {ARTICLE} Reporting by the desk.")) == DuplicateKind.NEAR


def test_paragraphs_in_another_order_are_near() -> None:
    moved = " ".join([*WORDS[:100], *WORDS[250:], *WORDS[100:250]])
    assert kind_of(Story(ARTICLE), Story(moved)) == DuplicateKind.NEAR


def test_shared_background_is_not_enough() -> None:
    background = text_of(3, 300)
    assert kind_of(Story(f"{text_of(4, 120)} {background}"), Story(f"{text_of(5, 120)} {background}")) is None
    assert kind_of(Story(background), Story(f"{text_of(6, 200)} {background}")) is None


def test_a_serial_template_with_other_numbers_is_another_story() -> None:
    def issue(day: str, rate: str) -> Story:
        return Story(f"On {day} the dollar was bought at {rate} in the capital. {ARTICLE}", "exchange rates")

    assert kind_of(issue("2 March", "41.5"), issue("3 March", "41.9")) is None
    assert kind_of(issue("2 March", "41.5"), issue("2 March", "41.5")) == DuplicateKind.EXACT


def test_numbers_in_one_copy_only_do_not_contradict() -> None:
    assert kind_of(Story(ARTICLE), Story(f"Updated 10:17. {ARTICLE}")) == DuplicateKind.NEAR


def test_headlines_with_other_numbers_are_other_stories() -> None:
    assert kind_of(Story(ARTICLE, "toll rises to 31"), Story(f"{ARTICLE} end", "toll rises to 34")) is None


def test_another_headline_asks_for_more_of_the_body() -> None:
    half = " ".join([*WORDS[:200], *text_of(7, 150).split()])
    assert kind_of(Story(ARTICLE, "rescuers reach village"), Story(half, "rescuers reach village")) is not None
    assert kind_of(Story(ARTICLE, "rescuers reach village"), Story(half, "mayor resigns over budget")) is None


def test_a_headline_without_spaces_is_compared_by_characters() -> None:
    half = " ".join([*WORDS[:320], *text_of(7, 80).split()])
    assert kind_of(Story(ARTICLE, "救援人员抵达村庄"), Story(half, "救援人员抵达山区村庄")) is not None
    assert kind_of(Story(ARTICLE, "救援人员抵达村庄"), Story(half, "市长因预算辞职")) is None


def test_a_short_body_says_nothing_under_another_headline() -> None:
    video = "Watch the video above."
    assert kind_of(Story(video, "rescuers reach village"), Story(video, "mayor resigns")) is None
    assert kind_of(Story(video, "mayor resigns"), Story(video, "mayor resigns")) == DuplicateKind.EXACT


def test_one_headline_in_one_outlet_within_days_needs_less_of_the_body() -> None:
    rewritten = " ".join([*text_of(8, 240).split(), *WORDS[:160]])

    def story(body: str, date: str | None, outlet: str = "example.org") -> Story:
        return Story(body, "rescuers reach village", outlet, date)

    first = story(ARTICLE, "2024-03-16")
    assert kind_of(first, story(rewritten, "2024-03-17")) == DuplicateKind.HEADLINE
    assert kind_of(first, story(rewritten, "2024-04-17")) is None
    assert kind_of(first, story(rewritten, None)) is None
    assert kind_of(first, story(rewritten, "2024-03-17", "example.com")) is None
    assert kind_of(first, story(text_of(9, 400), "2024-03-17")) is None


@pytest.mark.parametrize("body", ["", "…", "\n"])
def test_an_empty_body_matches_nothing(body: str) -> None:
    assert match(Story(body), Story(body)) is None
    assert match(Story(body), Story(ARTICLE)) is None


@given(st.text(), st.text(), st.none() | st.text(max_size=5), st.none() | st.text(max_size=5))
def test_a_comparison_does_not_depend_on_the_order(a: str, b: str, x: str | None, y: str | None) -> None:
    found = match(Story(a, x), Story(b, y))
    assert found == match(Story(b, y), Story(a, x))
    assert found is None or 0 < found.score <= 1
