"""Features of the lines of a page for the line model: shape, position, neighbours, repetition, vocabulary.

Nothing here knows a language: words count by their length, their case and whether the page's prose uses them.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.clean.line_page import (
    BRACKET,
    COLON,
    DIGIT,
    IDEOGRAPH,
    KINDS,
    QUOTE,
    SPACE,
    STOP,
    UPPER,
    Flags,
    Floats,
    Hashes,
    Ints,
    Page,
)

Rows = NDArray[np.float32]

FEATURE_VERSION = "2"

PROSE_WIDTH, SHORT_WIDTH = 80, 60
PLAIN_LENGTH = 600
# A word that opens this many different lines, in gaps of the article of fewer than so many lines. On labelled light
# scrapes such lines held a third of all the good characters that the model would have lost, and 0.3 % of the junk.
LIST_LINES, LIST_GAP = 8, 12
_VOCABULARY_LOG2 = 13
_LINES_LOG2 = 12
_SALT = np.uint64(0x589965CC75374CC3)
_SHIFTS = (-3, -2, -1, 1, 2, 3)
_RADII = (2, 5, 12)

_SHAPE = (
    "width", "words", "first_kind", "last_kind", "before_last_kind", "ends_sentence", "inner_stops", "colon_place",
)  # fmt: skip
_WORDS = (
    "word_length", "capitalised", "short_words", "numbers", "known_words", "known_long_words", "frequent_words",
    "headline_share",
)  # fmt: skip
_POSITION = (
    "line", "lines_after", "place", "prose_before_share", "lines_since_prose", "lines_to_prose", "gap_lines",
    "prose_before", "prose_after", "gap_width", "previous_prose_width", "next_prose_width",
)  # fmt: skip
_REPETITION = ("equal_lines", "equal_openings", "other_lines_opened", "opening_before", "opening_after")
_PAGE = ("page_lines", "page_prose", "page_prose_share", "page_short_share", "page_text")
_AROUND = ("width", "ends_sentence", "prose", "short", "text", "capitalised", "digits")

_LIST_FEATURES = ("other_lines_opened", "gap_lines", "prose_before_share")

FEATURE_NAMES: tuple[str, ...] = (
    *_SHAPE,
    *(f"kind_{kind}" for kind in range(KINDS)),
    *_WORDS,
    *_POSITION,
    *_REPETITION,
    *_PAGE,
    *_AROUND[2:5],
    *(f"{name}[{shift:+d}]" for shift in _SHIFTS for name in _AROUND),
    *(f"{name}~{radius}" for radius in _RADII for name in _AROUND),
)

_LIST_COLUMNS = tuple(FEATURE_NAMES.index(name) for name in _LIST_FEATURES)


def plainly_prose(line: str) -> bool:
    """Whether a line is so plainly a paragraph of an article that the model need not judge it."""
    return len(line) >= PLAIN_LENGTH


def line_features(page: Page, text: Floats, headline: Sequence[int] | None) -> Rows:
    """The feature matrix of a page.

    page: its non-empty lines. text: (lines,) text score of each. headline: word buckets of the known headline (see
    `word_buckets`); without one the first line stands in.
    Returns (lines, len(FEATURE_NAMES)), in the order of FEATURE_NAMES; each column lies in one piece, as the trees
    read it.
    """
    shares = page.counts / (page.ends - page.starts)
    width = page.length * (1 + shares[IDEOGRAPH])  # an ideograph is as wide as two letters
    word_counts = np.bincount(page.word_lines, minlength=len(width))
    shape = _shape(page, width, word_counts)
    log_width, _, _, _, _, ends_sentence, inner_stops, _ = shape
    prose = (width >= PROSE_WIDTH) & (ends_sentence | (inner_stops > 1))
    words = _words(page, prose, headline, word_counts)
    around = _stack(log_width, ends_sentence, prose, width < SHORT_WIDTH, text, words[1], shares[DIGIT])
    sums = _sums(around)
    columns = np.concatenate(
        [
            *shape,
            shares,
            words,
            *_position(width, prose),
            *_repetition(page),
            _page(width, prose, sums),
            around[2:5],
            *_neighbours(around),
            _windows(around, sums),
        ],
        axis=None,
        dtype=np.float32,
    )
    return columns.reshape(len(FEATURE_NAMES), -1).T


def article_lists(rows: Rows) -> Flags:
    """Which lines belong to a list of the article's own: rankings, ratings, specifications, products.

    There one word opens many different lines ("Record: …", "Age: …") all through the article; what a site repeats
    between paragraphs is the same line again. Rows of `line_features`; returns (rows,).
    """
    opened, gap, before = (rows[:, column] for column in _LIST_COLUMNS)
    return (opened >= LIST_LINES) & (gap < LIST_GAP) & (before > 0.02) & (before < 0.98)


def word_buckets(page: Page) -> Ints:
    """The vocabulary bucket of every word of the page."""
    return (page.word_hashes * _SALT >> np.uint64(64 - _VOCABULARY_LOG2)).view(np.int64)


def _stack(*columns: NDArray[Any]) -> Floats:
    """The columns as rows of one matrix; several times as fast as numpy's `stack` on small pages."""
    return np.concatenate(columns, dtype=np.float64).reshape(len(columns), -1)


def _shape(page: Page, width: Floats, words: Ints) -> tuple[NDArray[Any], ...]:
    kinds, starts, ends = page.kinds, page.starts, page.ends
    last, before_last = kinds.take(ends - 1), kinds.take(ends - 2)
    stops = kinds == STOP
    closes = (last == QUOTE) | (last == BRACKET)
    ends_sentence = (last == STOP) | (closes & (before_last == STOP))
    # A stop with a space behind it, or anywhere between ideographs, has another sentence behind it.
    after = kinds[1:]
    inner = stops[:-1] & ((after == SPACE) | (after == IDEOGRAPH))
    inner_stops = np.add.reduceat(inner, starts - 1, dtype=np.int64)
    # "Key: value": how far into the line its first colon stands; the line's size where it has none.
    colon = ends - starts
    places = (kinds == COLON).nonzero()[0][::-1]
    lines = page.line_of[places]
    colon[lines] = places - starts[lines]
    return np.log(width), words, kinds.take(starts), last, before_last, ends_sentence, inner_stops, colon


def _words(page: Page, prose: Flags, headline: Sequence[int] | None, counts: Ints) -> Floats:
    """Means over each line's words: how they look, and whether the page's prose or headline uses them as well."""
    lines, size = page.word_lines, 1 << _VOCABULARY_LOG2
    buckets = word_buckets(page)
    of_prose = prose.take(lines)
    # A line of prose knows its own words: only what another place uses as well counts.
    uses = np.bincount(buckets[of_prose], minlength=size).take(buckets) - of_prose
    in_title = np.zeros(size, bool)
    in_title[buckets[: counts[0]] if headline is None else np.asarray(headline, np.int64)] = True
    length = page.word_ends - page.word_starts
    first = page.kinds.take(page.word_starts)
    known = uses > 0
    marks = np.concatenate(
        (
            length,
            first == UPPER,
            length <= 3,
            first == DIGIT,
            known,
            known & (length >= 5),
            uses > 3,
            in_title.take(buckets),
        )
    ).reshape(len(_WORDS), -1)
    ends = counts.cumsum()
    sums = _sums(marks)
    found: Floats = (sums.take(ends, axis=1) - sums.take(ends - counts, axis=1)) / np.maximum(counts, 1)
    return found


def _sums(rows: NDArray[Any]) -> NDArray[Any]:
    """Running sums along the rows, from a zero on."""
    sums = np.zeros((len(rows), rows.shape[1] + 1), rows.dtype)
    rows.cumsum(axis=1, out=sums[:, 1:])
    return sums


def _position(width: Floats, prose: Flags) -> tuple[NDArray[Any], ...]:
    n = len(width)
    line, counted = _lines(n)
    own = width * prose
    mass = own.cumsum()
    before = mass - own
    # The nearest line of prose on either side, not counting the line itself; -1 and n are the page's edges.
    previous, following = np.full(n + 1, -1), np.full(n + 1, n)
    np.maximum.accumulate(np.where(prose, line, -1), out=previous[1:])
    np.minimum.accumulate(np.where(prose, line, n)[::-1], out=following[n - 1 :: -1])
    previous, following = previous[:-1], following[1:]
    padded = np.zeros(n + 2)
    padded[1:-1] = width
    reach = padded.cumsum()
    behind, total = previous + 1, mass[-1]
    gap = reach.take(following) - reach.take(behind)
    widths = padded.take(behind), padded.take(following + 1)
    logs = np.log1p(np.concatenate((before, total - mass, gap, *widths)))
    return counted, before / max(total, 1.0), line - previous, following - line, following - behind, logs


def _repetition(page: Page) -> tuple[NDArray[Any], ...]:
    n = len(page.starts)
    # Lines without a word share the hash 0, as one more kind of opening.
    first = np.zeros(n, np.uint64)
    first[page.word_lines[::-1]] = page.word_hashes[::-1]
    equal, openings = _times(page.hashes(page.starts, page.ends)), _times(first)
    same = np.zeros(n + 1, bool)
    same[1:-1] = first[1:] == first[:-1]
    return equal, openings / np.sqrt(n), openings - equal, same[:-1], same[1:]


def _times(hashes: Hashes) -> Ints:
    """How often each hash occurs."""
    places = (hashes * _SALT >> np.uint64(64 - _LINES_LOG2)).view(np.int64)
    found: Ints = np.bincount(places, minlength=1 << _LINES_LOG2).take(places)
    return found


def _page(width: Floats, prose: Flags, sums: Floats) -> Floats:
    """What is true of the whole page: its size, and how much of it is prose."""
    n = len(width)
    short, text = (sums[3:5, -1] / n).tolist()
    mass = float((width * prose).sum())
    rows = np.empty((len(_PAGE), n))
    rows.T[:] = (math.log1p(n), math.log1p(mass), mass / float(width.sum()), short, text)
    return rows


def _neighbours(rows: Floats) -> list[Floats]:
    """The same rows for the lines before and after; -1 beyond the page."""
    edge, n = max(_SHIFTS), rows.shape[1]
    padded = np.full((len(rows), n + 2 * edge), -1.0)
    padded[:, edge:-edge] = rows
    return [padded[:, edge + shift : edge + shift + n] for shift in _SHIFTS]


def _windows(rows: Floats, sums: Floats) -> Floats:
    """Means of the rows over the lines around each line, itself left out; one set of rows for each radius."""
    low, high, others = _bounds(rows.shape[1])
    means: Floats = (sums.take(high, axis=1) - sums.take(low, axis=1) - rows[:, None]) / others
    return means.swapaxes(0, 1)


@lru_cache(maxsize=1024)
def _lines(lines: int) -> tuple[Ints, Floats]:
    """The number of each line, and where that is on the page: lines before it, lines after it, place from 0 to 1."""
    line = np.arange(lines)
    return line, _stack(line, lines - 1 - line, line / lines)


@lru_cache(maxsize=1024)
def _bounds(lines: int) -> tuple[Ints, Ints, Ints]:
    """First line, line after the last, and number of other lines (at least 1) of each line's windows."""
    line = np.arange(lines)
    radius = np.array(_RADII)[:, None]
    low, high = np.maximum(line - radius, 0), np.minimum(line + radius + 1, lines)
    return low, high, np.maximum(high - low - 1, 1)
