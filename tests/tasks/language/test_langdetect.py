"""Without the second opinion, the answer is langdetect's, in each of its languages."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

from tasks.language import identify
from tasks.language.profiles import load_profiles

TEXTS: dict[str, str] = tomllib.loads(Path(__file__).with_name("declaration.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def factory() -> DetectorFactory:
    made = DetectorFactory()
    made.load_profile(PROFILES_DIRECTORY)
    made.set_seed(0)
    return made


def posterior_label(text: str) -> str:
    profiles = load_profiles()
    return profiles.languages[int(np.argmax(profiles.fit(text).lifts[: profiles.of_langdetect]))]


def test_there_is_a_text_in_each_of_langdetects_languages() -> None:
    profiles = load_profiles()
    assert sorted(TEXTS) == sorted(profiles.languages[: profiles.of_langdetect])


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_posterior_agrees_with_langdetect(language: str, factory: DetectorFactory) -> None:
    detector = factory.create()
    detector.append(TEXTS[language])
    assert posterior_label(TEXTS[language]) == detector.detect() == language


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_language_is_the_one_the_declaration_is_in(language: str) -> None:
    guess = identify(TEXTS[language])
    assert guess.code == language.split("-", maxsplit=1)[0]
    assert guess.confidence > 0.5
