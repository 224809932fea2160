"""Which tokens are English words, and how frequent they are: sorted hashes, fitted by `training/`.

The file holds 32-bit hashes, not words: it loads in milliseconds and is shared by forked workers page by page.
"""

from collections.abc import Collection
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import xxhash

FILE = Path(__file__).parent / "data" / "english.npz"


def word_hash(word: str) -> int:
    """The 32-bit hash under which a lower-case word is stored (XXH32)."""
    return xxhash.xxh32_intdigest(word.encode("utf-8", "surrogatepass"))


@cache
def table() -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
    """The sorted hashes and, beside each, ten times the Zipf frequency of its word."""
    with np.load(FILE) as file:
        return np.cumsum(file["steps"], dtype=np.uint32), file["zipf"]


def unknown(words: Collection[str]) -> list[str]:
    """Those of the lower-case words that the lexicon does not have, in the order given."""
    asked = [word for word in words if word not in KNOWN]
    if not asked:
        return []
    keys, _ = table()
    hashes = np.fromiter(map(word_hash, asked), dtype=np.uint32, count=len(asked))
    at = np.minimum(np.searchsorted(keys, hashes), len(keys) - 1)
    found = (keys[at] == hashes).tolist()
    if len(KNOWN) < MOST_REMEMBERED:
        KNOWN.update(word for word, known in zip(asked, found, strict=True) if known)
    return [word for word, known in zip(asked, found, strict=True) if not known]


# Words already looked up and found: a memory of `unknown`, which answers the same without it, only slower.
KNOWN: set[str] = set()
MOST_REMEMBERED = 50_000


@lru_cache(maxsize=65_536)
def zipf(word: str) -> float | None:
    """The Zipf frequency of a lower-case word: 0 for a rare one, 3 once in a million words, 7 for `the`.

    Source of the scale: van Heuven et al., SUBTLEX-UK (2014). Returns None for a word that is not known.
    """
    keys, frequencies = table()
    key = word_hash(word)
    at = int(np.searchsorted(keys, np.uint32(key)))
    if at == len(keys) or int(keys[at]) != key:
        return None
    return float(frequencies[at]) / 10


def is_word(word: str, at_least: float = 0.0) -> bool:
    """Whether the lower-case word is known with at least this Zipf frequency."""
    found = zipf(word)
    return found is not None and found >= at_least
