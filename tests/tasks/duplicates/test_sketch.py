import random

from hypothesis import given
from hypothesis import strategies as st

from tasks.duplicates.shingles import words
from tasks.duplicates.sketch import (
    SHINGLE_VALUES,
    STRONG,
    VALUE_BITS,
    body_hash,
    pack_sketch,
    promising,
    sketch,
    unpack_sketches,
)

VOCABULARY = [f"word{n}" for n in range(3000)]


def text_of(seed: int, length: int) -> str:
    return " ".join(random.Random(seed).choices(VOCABULARY, k=length))


def sketch_of(text: str) -> tuple[int, ...]:
    return sketch(words(text), None)


@given(st.text(), st.none() | st.tuples(st.text(), st.text()))
def test_a_sketch_is_ascending_and_bounded(text: str, headline: tuple[str, str] | None) -> None:
    values = sketch(words(text), headline)
    assert list(values) == sorted(set(values))
    assert len(values) <= SHINGLE_VALUES + 2
    assert all(0 <= value < 1 << VALUE_BITS for value in values)


@given(st.lists(st.integers(0, (1 << VALUE_BITS) - 1), max_size=SHINGLE_VALUES + 2))
def test_a_packed_sketch_comes_back(values: list[int]) -> None:
    packed = pack_sketch(values)
    assert len(packed) == 5 * len(values)
    assert unpack_sketches([packed, b"", packed]) == [tuple(values), (), tuple(values)]


def test_a_text_without_words_has_no_sketch() -> None:
    assert sketch_of("— !? …") == ()


def test_the_same_words_share_a_strong_value() -> None:
    a, b = sketch_of("The Council met on Monday."), sketch_of("the council met on monday")
    assert a == b
    assert sum(value >= STRONG for value in a) == 1
    assert body_hash(words("a b")) != body_hash(words("a c"))


def test_one_headline_in_one_outlet_shares_a_strong_value() -> None:
    a, b, other = (
        {value for value in sketch(words(text_of(seed, 200)), (outlet, "rescuers reach village")) if value >= STRONG}
        for seed, outlet in ((1, "example.org"), (2, "example.org"), (3, "example.com"))
    )
    assert len(a & b) == 1
    assert not a & other


def test_a_third_of_a_long_article_is_promising() -> None:
    found = 0
    for seed in range(100):
        text = text_of(seed, 700)
        found += promising(sketch_of(text), sketch_of(" ".join(text.split()[:210])))
    assert found >= 99


def test_articles_with_a_shared_paragraph_are_not_worth_comparing() -> None:
    background = text_of(1000, 60)
    compared = sum(
        promising(
            sketch_of(f"{text_of(seed, 500)} {background}"), sketch_of(f"{text_of(seed + 100, 500)} {background}")
        )
        for seed in range(100)
    )
    assert compared <= 5


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 300))
def test_promising_does_not_depend_on_the_order(a: int, b: int, length: int) -> None:
    x, y = sketch_of(text_of(a, length)), sketch_of(text_of(b, 150))
    assert promising(x, y) == promising(y, x)
