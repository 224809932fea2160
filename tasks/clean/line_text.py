"""Hashed words and character n-grams of a line: the part of the line model that reads the wording.

The hashing trick: Weinberger et al., Feature Hashing for Large Scale Multitask Learning, ICML 2009.
"""

import numpy as np
from numpy.typing import NDArray

from tasks.clean.line_page import Floats, Hashes, Ints, Page

BUCKETS_LOG2 = 18
BUCKETS = 1 << BUCKETS_LOG2
CHARACTER_ORDERS = (3, 5)
_WORD, _PAIR, *_RUNS = (
    np.uint64(salt) for salt in (0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3)
)


def text_grams(page: Page) -> tuple[Ints, Ints]:
    """Buckets of all n-grams of the page, and the place of each: the offset of its first character.

    n-grams are words, pairs of words and runs of characters, all case-folded with digits as 0; a run may hold the
    line break at either end of its line.
    """
    buckets, places = [], []
    for order, salt in zip(CHARACTER_ORDERS, _RUNS, strict=True):
        if len(page.kinds) < order:
            continue
        # All but the last character are of one line, which owns the break before it.
        whole = np.flatnonzero(page.line_of[: 2 - order] == page.line_of[order - 2 :])
        buckets.append(_bucket(page.runs(order)[whole], salt))
        places.append(whole)
    words = page.word_hashes
    together = page.word_lines[1:] == page.word_lines[:-1]
    pairs = (words[:-1] * _PAIR + words[1:])[together]
    buckets += [_bucket(words, _WORD), _bucket(pairs, _PAIR)]
    places += [page.word_starts, page.word_starts[:-1][together]]
    return np.concatenate(buckets), np.concatenate(places)


def text_scores(page: Page, weights: NDArray[np.float32], bias: float) -> Floats:
    """Log-odds that each line is junk by its wording alone.

    weights: one for each bucket. A line's weights are summed and divided by `gram_norm`.
    """
    buckets, places = text_grams(page)
    sums = np.bincount(places, weights[buckets], minlength=len(page.line_of))
    found: Floats = np.add.reduceat(sums, page.starts - 1) / gram_norm(page) + bias
    return found


def gram_norm(page: Page) -> Floats:
    """The root of the characters read of each line, which makes long and short lines comparable."""
    found: Floats = np.sqrt(page.ends - page.starts + 1)
    return found


def _bucket(hashes: Hashes, salt: np.uint64) -> Ints:
    return ((hashes * salt) >> np.uint64(64 - BUCKETS_LOG2)).astype(np.int64)
