import random

from hypothesis import given
from hypothesis import strategies as st

from tasks import learn
from tasks.learn import RecurringLine, lines_of, recurring_lines

FOOTER = "© 2024 Example Times. All rights reserved."
BACKGROUND = "The harbour of Aldham was closed in the spring after a storm had broken its wall, as this paper reported."


def bodies(count: int, shared: dict[str, float]) -> list[str]:
    """Bodies of which each shared line stands in the given share."""
    own = [f"Story {''.join(chr(97 + int(digit)) for digit in str(n))} is like no other." for n in range(count)]
    return ["\n".join([first, *(line for line, p in shared.items() if n < count * p)]) for n, first in enumerate(own)]


def found(texts: list[str]) -> dict[str, RecurringLine]:
    return {line.line: line for line in recurring_lines(lambda: texts, len(texts))}


def test_lines_in_most_articles_are_sure_and_rare_ones_proposed() -> None:
    lines = found(bodies(100, {FOOTER: 0.9, "Hot stocks": 0.06, "Once only": 0.02}))
    assert {line.line: (line.articles, line.sure) for line in lines.values()} == {
        "© 0000 example times. all rights reserved.": (90, True),
        "hot stocks": (6, False),
    }


def test_a_background_paragraph_is_only_proposed() -> None:
    (line,) = found(bodies(100, {BACKGROUND: 0.4})).values()
    assert not line.sure


def test_few_articles_say_nothing() -> None:
    assert found(bodies(learn.MIN_ARTICLES - 1, {FOOTER: 1.0})) == {}


def test_a_line_twice_in_one_article_counts_once() -> None:
    texts = [f"{body}\n{FOOTER}" for body in bodies(40, {FOOTER: 1.0})]
    (line,) = found(texts).values()
    assert (line.articles, line.share) == (40, 1.0)


@given(st.integers(0, 10**6), st.integers(1, 50))
def test_order_and_counting_in_parts_change_nothing(seed: int, at_once: int) -> None:
    texts = bodies(60, {FOOTER: 0.9, BACKGROUND: 0.3, "More news": 0.1})
    expected = found(texts)
    shuffled = random.Random(seed).sample(texts, len(texts))
    before = learn.COUNTED_AT_ONCE
    try:
        learn.COUNTED_AT_ONCE = at_once
        assert found(shuffled) == expected
    finally:
        learn.COUNTED_AT_ONCE = before


def test_long_lines_and_blank_ones_are_no_boilerplate() -> None:
    assert lines_of("\n\nA line\n" + "x" * (learn.LONGEST + 1)) == {"a line"}
