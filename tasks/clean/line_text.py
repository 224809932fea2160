"""Hashed words and character n-grams of a line: the part of the line model that reads the wording.

The hashing trick: Weinberger et al., Feature Hashing for Large Scale Multitask Learning, ICML 2009.
"""

import numpy as np

from tasks.clean.line_page import Flags, Floats, Hashes, Ints, Page

BUCKETS_LOG2 = 18
BUCKETS = 1 << BUCKETS_LOG2
CHARACTER_ORDERS = (3, 4, 5)
# Of a long line only its beginning and its end are read: boilerplate shows there, and the cost stays bounded.
HEAD, TAIL = 160, 40
_SALTS = (0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3, 0x589965CC75374CC3)


def text_grams(page: Page, wanted: Flags) -> tuple[Ints, Ints]:
    """Buckets of all n-grams of the wanted lines, and the line of each.

    n-grams are words, pairs of words and runs of 3 to 5 characters, all case-folded with digits as 0; runs may
    hold the line break at either end. A line without any has none.
    """
    read = wanted[page.line_of] & _read(page)
    places = np.flatnonzero(read)
    stops = page.ends[page.line_of[places]]
    buckets, lines = [], []
    for order, salt in zip(CHARACTER_ORDERS, _SALTS[2:], strict=True):
        starts = places[places + order <= stops + 1]
        buckets.append(_bucket(page.hashes(starts, starts + order), salt))
        lines.append(page.line_of[starts])
    words = np.flatnonzero(read[page.word_starts])
    hashes = page.hashes(page.word_starts[words], page.word_ends[words])
    owners = page.word_lines[words]
    buckets += [_bucket(hashes, _SALTS[0]), *_pairs(hashes, owners)[:1]]
    lines += [owners, _pairs(hashes, owners)[1]]
    return np.concatenate(buckets), np.concatenate(lines)


def text_scores(page: Page, wanted: Flags, weights: Floats, bias: float) -> Floats:
    """Log-odds that each line is junk by its wording alone; 0 for lines not wanted.

    weights: one for each bucket. A line's weights are summed and divided by the root of their number.
    """
    buckets, lines = text_grams(page, wanted)
    grams = page.per_line(lines)
    sums = page.per_line(lines, weights[buckets])
    return np.where(wanted, sums / np.sqrt(np.maximum(grams, 1)) + bias, 0.0)


def _read(page: Page) -> Flags:
    """Which characters are near enough to an end of their line."""
    places = np.arange(len(page.line_of))
    near: Flags = (places < page.starts[page.line_of] + HEAD) | (places >= page.ends[page.line_of] - TAIL)
    return near


def _pairs(hashes: Hashes, owners: Ints) -> tuple[Ints, Ints]:
    together = owners[1:] == owners[:-1]
    paired = hashes[:-1] * np.uint64(_SALTS[1]) + hashes[1:]
    return _bucket(paired[together], _SALTS[1]), owners[1:][together]


def _bucket(hashes: Hashes, salt: int) -> Ints:
    mixed = (hashes ^ (hashes >> np.uint64(29))) * np.uint64(salt)
    return (mixed >> np.uint64(64 - BUCKETS_LOG2)).astype(np.int64)
