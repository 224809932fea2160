"""The scripts behind the shipped data: counting as the step counts, sides without leaks, priors of relatives."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.language.grams import encode, gram_keys
from tasks.language.profiles import load_profiles
from training.fit_language_matrix import Profile, key_of, langdetect_profiles
from training.fit_language_profiles import PRIOR_MASS, SCALE, fit, fit_all, is_written, string_grams, transliterated
from training.language_texts import LabelledText, roots_of_groups, sentences

LETTERS = st.text(st.sampled_from("aäbcßéşئبгдა한あ字 .,'1\n"), max_size=60)


@given(LETTERS)
def test_training_counts_the_ngrams_that_the_step_reads(text: str) -> None:
    table = load_profiles().table
    counted = Counter(key_of(gram, table) for gram in string_grams(text))
    assert counted == Counter(gram_keys(encode(text, table)).tolist())


def test_texts_that_share_a_sentence_stay_together() -> None:
    roots = roots_of_groups([{"a", "b"}, {"c"}, {"b", "d"}, {"d"}, {"e"}])
    assert roots[0] == roots[2] == roots[3]
    assert len({roots[0], roots[1], roots[4]}) == 3


@given(st.lists(st.sets(st.integers(0, 20).map(str), max_size=4), max_size=12))
def test_no_member_is_on_two_sides(members: list[set[str]]) -> None:
    sides: dict[str, set[int]] = {}
    for root, group in zip(roots_of_groups(members), members, strict=True):
        for member in group:
            sides.setdefault(member, set()).add(root)
    assert all(len(roots) == 1 for roots in sides.values())


def test_sentences_too_short_to_tell_texts_apart_are_left_out() -> None:
    long = "This sentence is long enough to tell one text from another."
    assert list(sentences(f"Yes. {long} No.")) == [long]
    assert list(sentences("Yes.")) == ["Yes."]


def test_profile_of_few_texts_keeps_what_its_relative_knows() -> None:
    prior = Profile("id", {"k": 30.0, "kar": 10.0}, (100.0, 100.0, 100.0))
    fitted = fit("ms", ["kerana kerana"], prior)
    assert fitted.share("ker") > 0.1
    assert fitted.share("kar") == pytest.approx(0.1 * PRIOR_MASS / (1 + PRIOR_MASS))
    assert fitted.totals == (SCALE,) * 3


def test_ngrams_seen_once_are_left_out() -> None:
    fitted = fit("is", ["það það hús"], None)
    assert fitted.counts["það"] == 2
    assert "hús" not in fitted.counts


def test_profiles_are_fitted_only_where_langdetect_has_none() -> None:
    texts = [LabelledText(text, code, "sentence", 0) for code, text in (("de", "Haus Haus"), ("sr", "кућа кућа"))]
    assert [profile.language for profile in fit_all(texts)] == ["sr", "sr-latn"]
    assert len(langdetect_profiles()) == 55


@pytest.mark.parametrize(("gram", "written"), [("ab", True), (" ka", True), ("के", True), ("a1", False), ("😀", False)])
def test_profiles_hold_letters_only(gram: str, written: bool) -> None:
    assert is_written(gram) == written


def test_serbian_in_latin_letters() -> None:
    assert transliterated("Љубав и џеп") == "ljubav i džep"
