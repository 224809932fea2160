"""The fitted lexicon, what a process remembers of it, and how it was fitted."""

import importlib.util
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.records import Article, Document
from tasks.translation import reading
from tasks.translation.lexicon import (
    FILE,
    are_known,
    is_word,
    least_frequency,
    lexicon,
    word_hash,
    word_with_a_letter_more,
    zipf,
)
from tasks.translation.reading import places_of, plain_tokens, read_all
from tasks.translation.tokens import Memory

ROOT = Path(__file__).parents[3]


def test_frequencies_are_on_the_zipf_scale() -> None:
    assert zipf("the") == pytest.approx(7.7, abs=0.2)
    assert zipf("minister") == pytest.approx(4.8, abs=0.5)
    assert zipf("prudeness") is None
    assert is_word("minister", 4)
    assert not is_word("minister", 7)


def test_missing_letter_is_found() -> None:
    assert word_with_a_letter_more("grenads") in {"grenades", "grenadas"}
    assert word_with_a_letter_more("qqqqqq") is None
    assert least_frequency(5) > least_frequency(9)


@settings(deadline=None)
@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_lookup_is_membership(word: str) -> None:
    assert (zipf(word) is not None) == (word_hash(word) in hashes())


def test_many_words_are_looked_up_as_each() -> None:
    words = ["the", "minister", "prudeness", "", "zzzzzz", "mountain"]
    assert are_known(words) == [zipf(word) is not None for word in words]
    assert are_known(words)[:3] == [True, True, False]
    assert are_known([]) == []


@cache
def hashes() -> frozenset[int]:
    return frozenset(lexicon().keys.tolist())


def test_shipped_lexicon_is_the_fitted_one(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("fit", ROOT / "training" / "fit_translation_lexicon.py")
    assert spec is not None
    assert spec.loader is not None
    fit = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fit)
    fit.fit(tmp_path / "english.npz")
    with np.load(tmp_path / "english.npz") as fitted, np.load(FILE) as shipped:
        assert {name: fitted[name].tobytes() for name in fitted} == {name: shipped[name].tobytes() for name in shipped}


@pytest.mark.parametrize("token", ["the", "minister,", "“minister", "minister’s", "ago.”", "(again)"])
def test_plain_tokens(token: str) -> None:
    assert plain_tokens([token]) == {token}


@pytest.mark.parametrize("token", ["Minister", "prudeness", "said..", "said,,", "2024", "министр", "said.,", "a@b", ""])
def test_odd_tokens(token: str) -> None:
    assert not plain_tokens([token])


def test_memory_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The prudeness of the government was praised by the minister of the region."
    article = Article(Document("a", 0, text, "", "text/plain", "utf-8"), text, language="en")
    monkeypatch.setattr(reading, "MEMORY", Memory())
    fresh, remembered = ([read.odd_tokens for read in read_all([article])] for _ in range(2))
    assert fresh == remembered == [{"The", "prudeness"}]


def test_places_are_whole_words() -> None:
    assert places_of("Shaker", "Shaker, Shakers, @Shaker, al-Shaker; Shaker") == [0, 29, 37]
