"""Which tokens are English words, and how frequent they are: sorted hashes, fitted by `training/`.

The file holds 32-bit hashes, not words: it loads in milliseconds and is shared by forked workers page by page.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import ascii_lowercase

import numpy as np
import xxhash

FILE = Path(__file__).parent / "data" / "english.npz"


def word_hash(word: str) -> int:
    """The 32-bit hash under which a lower-case word is stored (XXH32)."""
    return xxhash.xxh32_intdigest(word.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Sorted hashes of the known words; beside each, ten times its Zipf frequency; and hashes of damaged words.

    `short` holds every frequent word with one of its inner letters left out: the lookup by deletions of SymSpell
    (Wolf Garbe, 2012), which finds a missing letter with one look instead of two hundred.
    """

    keys: memoryview
    zipf: memoryview
    short: memoryview

    @staticmethod
    def find(keys: memoryview, word: str) -> int:
        """The place of the word among sorted hashes, or -1."""
        key = word_hash(word)
        at = bisect_left(keys, key)
        return at if at < len(keys) and keys[at] == key else -1


@cache
def lexicon() -> Lexicon:
    """The fitted lexicon, read once per process."""
    with np.load(FILE) as file:
        keys, short = (np.cumsum(file[name], dtype=np.uint32).data for name in ("keys", "short"))
        return Lexicon(keys, file["zipf"].data, short)


def zipf(word: str) -> float | None:
    """The Zipf frequency of a lower-case word: 0 for a rare one, 3 once in a million words, 7 for `the`.

    Source of the scale: van Heuven et al., SUBTLEX-UK (2014). Returns None for a word that is not known.
    """
    known = lexicon()
    at = known.find(known.keys, word)
    return None if at < 0 else known.zipf[at] / 10


def are_known(words: Sequence[str]) -> list[bool]:
    """Whether each lower-case word is known: for forty words, in half the time of one look each."""
    keys = np.asarray(lexicon().keys)
    hashes = np.fromiter(map(word_hash, words), dtype=np.uint32, count=len(words))
    places = keys.searchsorted(hashes)
    places[places == len(keys)] = 0
    return (keys[places] == hashes).tolist()  # type: ignore[no-any-return]


def is_word(word: str, at_least: float = 0.0) -> bool:
    """Whether the lower-case word is known with at least this Zipf frequency."""
    found = zipf(word)
    return found is not None and found >= at_least


def word_with_a_letter_more(part: str) -> str | None:
    """The frequent word that the part becomes with one more letter inside; the first in the alphabet."""
    known = lexicon()
    if known.find(known.short, part) < 0:
        return None
    grown = (part[:at] + letter + part[at:] for at in range(1, len(part)) for letter in ascii_lowercase)
    return next((word for word in sorted(grown) if is_word(word, least_frequency(len(part)))), None)


def least_frequency(length: int) -> float:
    """How frequent (Zipf) a word must be for a part of this many letters to be that word with one letter missing."""
    return {5: 3.5, 6: 3.3, 7: 3.0, 8: 2.8}.get(length, 2.5)
