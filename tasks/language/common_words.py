"""The commonest words of each language: a glance that tells whether a paragraph is in the language of its article."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("data") / "common_words.json"

# Languages that are written without spaces: their characters stand for words.
UNSPACED = frozenset({"ja", "th", "zh", "km", "lo", "my"})

# The beginning of a paragraph is enough for a glance; in longer texts, words repeat and the share sinks.
GLANCE_CHARACTERS = 250

# With half as many common words as usual, or more, a paragraph is not looked at more closely.
LEAST_OF_USUAL = 0.5


@dataclass(frozen=True, slots=True)
class CommonWords:
    """The commonest words of a language, and the share of a sentence's different words that they usually are."""

    words: frozenset[str]
    usual: float


def units(text: str, language: str) -> set[str]:
    """The different words of a text, in small letters; its characters in a language without spaces."""
    return set(all_units(text, language))


def all_units(text: str, language: str) -> list[str]:
    """As `units`, each as often as it occurs."""
    return list(text) if language in UNSPACED else text.lower().split()


def sounds_like(text: str, language: str) -> bool:
    """Whether about as many of the text's words as usual are common words of the language; a language unknown, no.

    Different words count.
    """
    common = load_common_words().get(language)
    if common is None:
        return False
    found = all_units(text[:GLANCE_CHARACTERS], language)
    known, least = len(common.words.intersection(found)), LEAST_OF_USUAL * common.usual
    # With enough for all words, there are enough for the different ones, which need not be counted.
    return known >= least * len(found) or known >= least * len(set(found))


@cache
def load_common_words() -> dict[str, CommonWords]:
    """The shipped words of all languages, read once per process."""
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    return {code: CommonWords(frozenset(entry["words"]), entry["usual"]) for code, entry in stored.items()}
