"""How well a text fits each language: the exact posterior over langdetect's profiles, all languages at once.

langdetect multiplies `share of the n-gram in the language + smoothing` over n-grams drawn at random until one language
leads, seven times over, and averages; its answer differs from call to call. The product over all n-grams of the text
is what these trials estimate. In logarithms it is a sum of matrix rows, so there is nothing to draw.

The matrix (`profiles.npz`, written by training/fit_language_matrix.py) holds langdetect's 55 profiles and those of
`profiles/`, which are in langdetect's own format and were fitted by training/fit_language_profiles.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.language.grams import encode, gram_keys

FILE = Path(__file__).with_name("profiles.npz")

# langdetect's smoothing: alpha 0.5 over a base frequency of 10,000.
SMOOTHING = 0.5 / 10_000

# Logarithms are kept as whole thousandths: sums of whole numbers are the same in every order and on every machine.
UNITS_PER_NAT = 1000


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a text fits each language.

    Arguments:
        lifts: log-likelihood in nats above that of a language which has none of the text's n-grams, shape (languages,).
        known: number of the text's n-grams that any profile has.
        total: number of the text's n-grams.
    """

    lifts: NDArray[np.float32]
    known: int
    total: int


@dataclass(frozen=True, slots=True)
class Profiles:
    """The profiles of all languages as one matrix, read-only.

    Arguments:
        languages: code of each column; a language may have several columns (zh-cn, zh-tw).
        of_langdetect: number of columns that are langdetect's own; they come first.
        table: symbol of every character, see `grams.encode`.
        keys: numbers of the n-grams, in ascending order, shape (n-grams,).
        matrix: log(share + smoothing) - log(smoothing) in thousandths of a nat, shape (n-grams, columns).
    """

    languages: tuple[str, ...]
    of_langdetect: int
    table: NDArray[np.uint16]
    keys: NDArray[np.int64]
    matrix: NDArray[np.int16]

    def fit(self, text: str) -> Fit:
        """How well the text fits each language."""
        keys = gram_keys(encode(text, self.table))
        keys.sort()
        # Each n-gram once, with its number: sorted and unique, they are found twice as fast.
        is_edge = np.ones(len(keys) + 1, dtype=np.bool_)
        is_edge[1:-1] = keys[1:] != keys[:-1]
        edges = np.flatnonzero(is_edge)
        wanted, numbers = keys[edges[:-1]], edges[1:] - edges[:-1]
        rows = self.keys.searchsorted(wanted)
        np.minimum(rows, len(self.keys) - 1, out=rows)
        # An unknown n-gram takes the row of another one, no times.
        numbers *= self.keys.take(rows) == wanted
        # Whole numbers below 2**24 add up exactly in 32-bit floats: 10 nats times 1,600 n-grams at most.
        lifts = numbers.astype(np.float32) @ self.matrix.take(rows, axis=0).astype(np.float32)
        return Fit(lifts / np.float32(UNITS_PER_NAT), int(numbers.sum()), len(keys))


@cache
def load_profiles() -> Profiles:
    """The shipped profiles, read once per process."""
    with np.load(FILE) as data:
        return from_arrays(data)


def from_arrays(data: Mapping[str, NDArray[Any]]) -> Profiles:
    """Profiles from the arrays of `profiles.npz`: the non-zero entries row by row, the keys as differences."""
    entries = data["entries"]
    matrix = np.zeros((len(entries), len(data["languages"])), dtype=np.int16)
    matrix[np.repeat(np.arange(len(entries)), entries), data["columns"]] = data["lifts"]
    matrix.flags.writeable = False
    languages = tuple(data["languages"].tolist())
    return Profiles(languages, int(data["of_langdetect"]), data["table"], np.cumsum(data["steps"]), matrix)
