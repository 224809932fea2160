"""Hashed words and character n-grams of a line: the part of the line model that reads the wording.

The hashing trick: Weinberger et al., Feature Hashing for Large Scale Multitask Learning, ICML 2009.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tasks.clean.line_page import NEWLINE, Flags, Floats, Hashes, Ints, Page

BUCKETS_LOG2 = 18
BUCKETS = 1 << BUCKETS_LOG2
CHARACTER_ORDERS = (3, 5)
_WORD, _PAIR, *_RUNS = (
    np.uint64(salt) for salt in (0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3)
)


def text_grams(page: Page) -> Iterator[tuple[Ints, Ints | slice, Flags]]:
    """All n-grams of the page, kind by kind: their buckets, the offsets of their first characters, which are real.

    n-grams are words, pairs of words and runs of characters, all case-folded with digits as 0. A run may hold the
    line break at either end of its line; runs and pairs that would reach into another line are not real.
    """
    inside = page.kinds != NEWLINE
    for order, salt in zip(CHARACTER_ORDERS, _RUNS, strict=True):
        size = len(inside) - order + 1
        if size > 0:
            # No break between the first character and the last.
            whole = np.logical_and.reduce([inside[at : at + size] for at in range(1, order - 1)])
            yield _buckets(page.runs(order), salt), slice(size), whole
    starts, words = page.word_starts, page.word_hashes
    yield _buckets(words, _WORD), starts, np.ones(len(starts), bool)
    together = page.word_lines[1:] == page.word_lines[:-1]
    yield _buckets(words[:-1] * _PAIR + words[1:], _PAIR), starts[:-1], together


def text_scores(page: Page, weights: NDArray[np.int8], scale: float, bias: float) -> Floats:
    """Log-odds that each line is junk by its wording alone: its weights are summed and divided by `gram_norm`.

    Arguments:
        page: non-empty lines.
        weights: one for each bucket, in steps of `scale`: as bytes they stay in the cache; shape (BUCKETS,).
        scale: of the weights, in log-odds.
        bias: added to each line's sum.

    Returns:
        Shape (lines,).
    """
    # Copied in order they are in the cache at once; looked up at random, they would come into it one miss at a time.
    weights = weights.copy()
    sums = np.zeros(len(page.line_of), np.int16)
    for buckets, places, real in text_grams(page):
        sums[places] += weights.take(buckets) * real  # no two of one kind begin at one place
    found: Floats = np.add.reduceat(sums, page.starts - 1, dtype=np.int32) * scale / gram_norm(page) + bias
    return found


def gram_norm(page: Page) -> Floats:
    """The root of the characters read of each line, which makes long and short lines comparable."""
    found: Floats = np.sqrt(page.ends - page.starts + 1)
    return found


def _buckets(hashes: Hashes, salt: np.uint64) -> Ints:
    salted = hashes * salt
    salted >>= np.uint64(64 - BUCKETS_LOG2)
    return salted.view(np.int64)
