"""The matrix is langdetect's profiles, and the n-grams are langdetect's n-grams."""

from collections import Counter
from math import log

import numpy as np
import pytest
from langdetect.detector import Detector
from langdetect.detector_factory import DetectorFactory

from tasks.language.grams import encode, gram_keys
from tasks.language.profiles import SMOOTHING, UNITS_PER_NAT, load_profiles
from training.fit_language_matrix import key_of, langdetect_profiles, lift, matrix_arrays, read_profiles

TEXTS = [
    "the cat sat  on the mat, again",
    "a b cd",
    "wörter – und «zeichen» 1234 a1b",
    "这是一个句子 with a few latin words",
    "ひらがなとカタカナと漢字",
    "한국어 문장입니다",
    "đây là một câu tiếng việt",
    "این یک جملهٔ فارسی است",
    "ce șase țări",
    "",
    "   ",
    "😀😀",
]


class AnyGram(dict[str, list[float]]):
    """A profile map that knows every n-gram, so that langdetect keeps them all."""

    def __contains__(self, gram: object) -> bool:
        return True


def langdetect_grams(text: str) -> Counter[str]:
    factory = DetectorFactory()
    factory.word_lang_prob_map = AnyGram()
    factory.langlist = ["any"]
    detector = Detector(factory)
    detector.append(text)
    detector.cleaning_text()
    return Counter(detector._extract_ngrams())


@pytest.mark.parametrize("text", TEXTS)
def test_ngrams_are_those_of_langdetect(text: str) -> None:
    table = load_profiles().table
    expected = Counter(key_of(gram, table) for gram in langdetect_grams(text).elements())
    assert Counter(gram_keys(encode(text, table)).tolist()) == expected


@pytest.fixture(scope="module")
def arrays() -> dict[str, np.ndarray]:
    return matrix_arrays(read_profiles())


def test_shipped_file_is_made_of_the_installed_langdetect_and_our_profiles(arrays: dict[str, np.ndarray]) -> None:
    profiles = load_profiles()
    assert list(profiles.languages) == arrays["languages"].tolist()
    assert profiles.of_langdetect == len(langdetect_profiles()) == 55
    assert np.array_equal(profiles.table, arrays["table"])
    assert np.array_equal(profiles.keys, np.cumsum(arrays["steps"]))
    assert np.array_equal(profiles.matrix[profiles.matrix > 0], arrays["lifts"])


def test_matrix_holds_langdetects_probabilities() -> None:
    profiles = load_profiles()
    german = next(profile for profile in langdetect_profiles() if profile.language == "de")
    row = np.searchsorted(profiles.keys, key_of("sch", profiles.table))
    expected = log((german.share("sch") + SMOOTHING) / SMOOTHING)
    assert profiles.matrix[row, profiles.languages.index("de")] / UNITS_PER_NAT == pytest.approx(expected, abs=0.001)
    assert lift(german.share("sch")) > 1000
