import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.duplicates import shingles as module
from tasks.duplicates.shingles import (
    MOST_CHARACTERS,
    SHINGLE_CHARACTERS,
    SHINGLE_WORDS,
    Words,
    distinct,
    shingles,
    words,
    words_of_all,
)


def same(a: str, b: str) -> bool:
    return np.array_equal(words(a).hashes, words(b).hashes)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The Council met.", "the COUNCIL\n\nmet"),
        ("“Never”, he said – twice", '"Never" he said - twice'),
        ("مُحَمَّد وصل", "محمد وصل"),
        ("كـــتاب", "كتاب"),
        ("Straße", "straSSe".replace("SS", "ß")),
        ("١٢ مايو", "12 مايو"),
    ],
)
def test_words_are_the_same_without_case_punctuation_and_optional_marks(a: str, b: str) -> None:
    assert same(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("3.5 per cent", "35 per cent"),
        ("court", "count"),
        ("he met", "hemet"),
        ("ab", "ba"),
        ("किताब", "कताब"),
        ("", "a"),
    ],
)
def test_different_words_have_different_hashes(a: str, b: str) -> None:
    assert not same(a, b)


def test_numbers_are_told_from_words_in_any_script() -> None:
    assert words("In 2024 rose 3rd ۱۲ x1").numeric.tolist() == [False, True, False, True, True, False]


def test_characters_are_words_where_there_are_no_spaces() -> None:
    text = words("政府は東京で会議を開いた。")
    assert (text.hashes.size, text.width) == (12, SHINGLE_CHARACTERS)
    assert words("รัฐบาลประชุม").width == SHINGLE_CHARACTERS
    assert words("정부는 회의를 열었다").width == words("The council met").width == SHINGLE_WORDS
    assert words("The 東京 council met on Monday").width == SHINGLE_WORDS


@given(st.text())
def test_starts_are_offsets_of_words_in_the_text(text: str) -> None:
    found = words(text)
    assert found.hashes.size == found.numeric.size == found.starts.size
    assert list(found.starts) == sorted(set(found.starts.tolist()))
    for start in found.starts.tolist():
        assert text[start].isalnum() or not text[start].isspace()


@given(st.lists(st.sampled_from(["one", "två", "три", "vier", "5"]), min_size=1))
def test_a_word_has_one_hash_wherever_it_stands(tokens: list[str]) -> None:
    alone = {token: words(token).hashes[0] for token in tokens}
    assert words(" ".join(tokens)).hashes.tolist() == [alone[token] for token in tokens]


def test_shingles_are_runs_of_words_and_a_short_text_is_one() -> None:
    hashes = words("a b c d e f").hashes
    assert shingles(hashes, 5).size == 2
    assert shingles(hashes, 5)[0] == shingles(hashes[:5], 5)[0]
    assert shingles(hashes[:2], 5).size == 1
    assert shingles(hashes[:0], 5).size == 0
    assert shingles(words("b a").hashes, 2)[0] != shingles(words("a b").hashes, 2)[0]


@given(st.lists(st.integers(0, 9)))
def test_distinct_sorts_and_drops_what_repeats(values: list[int]) -> None:
    assert distinct(np.array(values, np.uint64)).tolist() == sorted(set(values))


def test_a_text_of_any_length_is_bounded() -> None:
    long = "word " * (MOST_CHARACTERS // 5)
    assert words(long + "more").hashes.size == words(long).hashes.size


def plain(found: Words) -> tuple[list[int], list[bool], list[int], int]:
    return found.hashes.tolist(), found.numeric.tolist(), found.starts.tolist(), found.width


@given(st.lists(st.text(st.sampled_from("aé1 .\n\u0301市งا😀"), max_size=12), max_size=8), st.integers(1, 40))
def test_texts_split_together_give_the_words_of_each(texts: list[str], together: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_TOGETHER", together)
        assert list(map(plain, words_of_all(texts))) == [plain(words(text)) for text in texts]
