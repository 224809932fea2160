"""Words that tell close relatives apart, such as Malay `kerana` and Indonesian `karena`: data/relatives.toml.

n-grams see little between languages that share most words, and CLD2 takes a third of the Malay for Indonesian.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tasks.language.substance import words_of

FILE = Path(__file__).with_name("data") / "relatives.toml"

# The one capital that becomes two characters, of which the second is no letter: a word ends there.
CAPITAL_I_WITH_DOT = "\u0130"


@dataclass(frozen=True, slots=True)
class Relatives:
    """One group of close relatives: for each telling word, the languages that it speaks for; the usual language."""

    languages: frozenset[str]
    speaks_for: Mapping[str, tuple[str, ...]]
    usual: str | None


def telling_words(text: str, language: str) -> Mapping[str, int]:
    """How many different words of the text speak for each close relative of the language, and for itself.

    Arguments:
        text: the sample of prose.
        language: the likeliest language so far; one without close relatives has no telling words.
    """
    group = load_relatives().get(language)
    if group is None:
        return {}
    votes = {group.usual: 1} if group.usual else {}
    for word in group.speaks_for.keys() & lowered_words(text):
        for code in group.speaks_for[word]:
            votes[code] = votes.get(code, 0) + 1
    return votes


def lowered_words(text: str) -> set[str]:
    """The different words of a text in small letters."""
    if CAPITAL_I_WITH_DOT in text:
        return set(words_of(text.lower()))
    return set(" ".join(words_of(text)).lower().split())


def relatives_of(language: str) -> frozenset[str]:
    """The language and its close relatives."""
    group = load_relatives().get(language)
    return group.languages if group else frozenset({language})


@cache
def load_relatives() -> Mapping[str, Relatives]:
    """Language → its group of close relatives."""
    stored = tomllib.loads(FILE.read_text(encoding="utf-8"))["group"]
    groups = [group_of(entry["words"], entry.get("usual")) for entry in stored]
    return {language: group for group in groups for language in group.languages}


def group_of(word_lists: list[dict[str, list[str] | str]], usual: str | None) -> Relatives:
    """A group from its word lists; a word in several lists speaks for all their languages."""
    speaks_for: dict[str, tuple[str, ...]] = {}
    for entry in word_lists:
        for word in str(entry["words"]).split():
            speaks_for[word] = (*speaks_for.get(word, ()), *entry["languages"])
    languages = frozenset(language for spoken in speaks_for.values() for language in spoken)
    return Relatives(languages, speaks_for, usual)
