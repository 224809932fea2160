"""Words that tell close relatives apart, such as Malay `kerana` and Indonesian `karena`: data/relatives.toml.

n-grams see little between languages that share most words, and CLD2 takes a third of the Malay for Indonesian.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("data") / "relatives.toml"
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Relatives:
    """One group of close relatives: for each telling word, the languages that it speaks for; the usual language."""

    languages: frozenset[str]
    speaks_for: Mapping[str, tuple[str, ...]]
    usual: str | None


def telling_words(text: str, language: str) -> Mapping[str, int]:
    """How many different words of the text speak for each close relative of the language, and for itself.

    Args:
        text: the sample of prose.
        language: the likeliest language so far; one without close relatives has no telling words.
    """
    group = load_relatives().get(language)
    if group is None:
        return {}
    votes = Counter([group.usual] if group.usual else [])
    for word in group.speaks_for.keys() & set(WORD.findall(text.lower())):
        votes.update(group.speaks_for[word])
    return votes


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
