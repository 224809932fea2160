"""What two bodies do not have in common: shown beside a duplicate, so that a person can judge it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tasks.duplicates.shingles import Hashes, Words, distinct, shingles, words

_PHRASE_WORDS = 3


class Passage(NamedTuple):
    """A part of a body: offsets in characters, `end` exclusive, and the text."""

    start: int
    end: int
    text: str


def differing_passages(a: str, b: str) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """The passages of each body that are not in the other, wherever they stand.

    A word is in the other body when a run of three words around it is; case and punctuation do not count. The work
    grows with the lengths of the bodies, not with their product.

    Arguments:
        a: one body.
        b: the other.

    Returns:
        The passages of `a`, and those of `b`, in order.
    """
    mine, other = words(a), words(b)
    return _passages(a, mine, other), _passages(b, other, mine)


def _passages(text: str, own: Words, other: Words) -> tuple[Passage, ...]:
    """The runs of words that are in no phrase of the other text."""
    alien = ~_covered(own.hashes, other.hashes)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], alien, [False])).astype(np.int8)))
    starts = [*own.starts.tolist(), len(text)]
    found = []
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        passage = text[starts[first] : starts[last]].rstrip()
        found.append(Passage(starts[first], starts[first] + len(passage), passage))
    return tuple(found)


def _covered(own: Hashes, other: Hashes) -> NDArray[np.bool_]:
    """Which words stand in a phrase that the other text has; short texts are compared word by word."""
    width = min(_PHRASE_WORDS, own.size, other.size)
    covered = np.zeros(own.size, np.bool_)
    if width == 0:
        return covered
    phrases = np.isin(shingles(own, width), distinct(shingles(other, width)))
    for shift in range(width):
        covered[shift : shift + phrases.size] |= phrases
    return covered
