"""Features of the lines of a page for the line model: shape, position, neighbours, repetition, vocabulary.

Nothing here knows a language: words count by their length, their case and whether the page's prose uses them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tasks.clean.line_page import (
    BAR,
    BRACKET,
    CASELESS,
    COLON,
    COMMA,
    DASH,
    DIGIT,
    IDEOGRAPH,
    LOWER,
    QUOTE,
    SIGN,
    SPACE,
    STOP,
    UPPER,
    Flags,
    Floats,
    Ints,
    Page,
)

FEATURE_VERSION = "1"

PROSE_WIDTH, SHORT_WIDTH = 80, 60
_VOCABULARY_LOG2 = 13
_SHIFTS = (-3, -2, -1, 1, 2, 3)
_RADII = (2, 5, 12)

_SHAPE = (
    "width", "words", "word_width", "capitalised", "short_words", "longest_word", "upper", "digits", "numbers",
    "caseless", "ideographs", "stops", "inner_stops", "commas", "colons", "quotes", "dashes", "brackets", "bars",
    "signs", "first_kind", "last_kind", "before_last_kind", "ends_sentence", "starts_lower",
)  # fmt: skip
_POSITION = (
    "line", "lines_after", "place", "prose_before", "prose_after", "prose_before_share", "prose_after_share",
    "lines_since_prose", "lines_to_prose", "gap_lines", "gap_width", "previous_prose_width", "next_prose_width",
)  # fmt: skip
_REPETITION = ("equal_lines", "equal_first_word", "equal_last_word", "first_word_before", "first_word_after")
_VOCABULARY = ("known_words", "known_long_words", "frequent_words", "headline_share", "of_headline")
_PAGE = ("page_lines", "page_prose", "page_prose_share", "page_short_share", "page_width", "page_decided", "page_text")
_MOVED = ("width", "ends_sentence", "prose", "capitalised", "digits", "first_kind", "text", "decided")
_SPREAD = ("prose", "short", "text", "decided", "ends_sentence", "capitalised", "digits")

FEATURE_NAMES: tuple[str, ...] = (
    *_SHAPE,
    *_POSITION,
    *_REPETITION,
    *_VOCABULARY,
    *_PAGE,
    "prose",
    "text",
    *(f"{name}[{shift:+d}]" for shift in _SHIFTS for name in _MOVED),
    *(f"{name}~{radius}" for radius in _RADII for name in _SPREAD),
)


def plainly_prose(line: str) -> bool:
    """Whether a line is so plainly a paragraph of an article that the model need not judge it."""
    return len(line) >= 700


def line_features(page: Page, text: Floats, headline: Sequence[int] | None, decided: Flags) -> NDArray[np.float32]:
    """The feature matrix of a page.

    page: its non-empty lines. text: (lines,) text score of each, 0 where none. headline: word buckets of the known
    headline (see `word_buckets`); without one the first line stands in. decided: (lines,) removed already.
    Returns (lines, len(FEATURE_NAMES)), in the order of FEATURE_NAMES.
    """
    shape = _shape(page)
    named = dict(zip(_SHAPE, shape, strict=True))
    width = _width(page)
    prose = (width >= PROSE_WIDTH) & (page.counts[:, STOP] > 0) & ~decided
    named |= {"prose": prose.astype(np.float64), "short": (width < SHORT_WIDTH).astype(np.float64)}
    named |= {"text": text, "decided": decided.astype(np.float64)}
    columns = [
        *shape,
        *_position(width, prose),
        *_repetition(page),
        *_vocabulary(page, prose, headline),
        *_page(width, prose, named),
        named["prose"],
        text,
    ]
    moved = _neighbours(np.stack([named[name] for name in _MOVED], axis=1))
    spread = _windows(np.stack([named[name] for name in _SPREAD], axis=1))
    return np.concatenate([np.stack(columns, axis=1), moved, spread], axis=1).astype(np.float32)


def word_buckets(page: Page) -> Ints:
    """The vocabulary bucket of every word of the page."""
    hashes = page.hashes(page.word_starts, page.word_ends)
    return ((hashes ^ (hashes >> np.uint64(31))) >> np.uint64(11)).astype(np.int64) & ((1 << _VOCABULARY_LOG2) - 1)


def _width(page: Page) -> Ints:
    """Length of each line in columns: an ideograph is as wide as two letters."""
    return page.ends - page.starts + page.counts[:, IDEOGRAPH]


def _shape(page: Page) -> list[Floats]:
    counts, kinds = page.counts, page.kinds
    width = np.maximum(_width(page), 1)
    length = page.word_ends - page.word_starts
    words = page.per_line(page.word_lines)
    some = np.maximum(words, 1)
    first = kinds[page.word_starts]
    longest = np.zeros(len(width))
    np.maximum.at(longest, page.word_lines, length)
    last, before_last = kinds[page.ends - 1], kinds[page.ends - 2]
    closes = (last == QUOTE) | (last == BRACKET)
    inner = page.line_of[np.flatnonzero((kinds[:-2] == STOP) & ((kinds[1:-1] == SPACE) | (kinds[1:-1] == IDEOGRAPH)))]
    shares = counts / width[:, None]
    return [
        np.log(width),
        words,
        (counts[:, LOWER] + counts[:, UPPER] + counts[:, CASELESS] + counts[:, IDEOGRAPH]) / some,
        page.per_line(page.word_lines, first == UPPER) / some,
        page.per_line(page.word_lines, length <= 3) / some,
        longest,
        shares[:, UPPER],
        shares[:, DIGIT],
        page.per_line(page.word_lines, first == DIGIT) / some,
        shares[:, CASELESS],
        shares[:, IDEOGRAPH],
        counts[:, STOP].astype(np.float64),
        page.per_line(inner),
        shares[:, COMMA],
        shares[:, COLON],
        counts[:, QUOTE].astype(np.float64),
        shares[:, DASH],
        shares[:, BRACKET],
        shares[:, BAR],
        shares[:, SIGN],
        kinds[page.starts].astype(np.float64),
        last.astype(np.float64),
        before_last.astype(np.float64),
        ((last == STOP) | (closes & (before_last == STOP))).astype(np.float64),
        (kinds[page.starts] == LOWER).astype(np.float64),
    ]


def _position(width: Ints, prose: Flags) -> list[Floats]:
    n = len(width)
    line = np.arange(n)
    mass = np.cumsum(np.where(prose, width, 0))
    total = max(int(mass[-1]), 1)
    before = mass - np.where(prose, width, 0)
    after = mass[-1] - mass
    # The nearest line of prose on either side, not counting the line itself.
    at_or_before = np.maximum.accumulate(np.where(prose, line, -1))
    previous = np.concatenate([[-1], at_or_before[:-1]])
    at_or_after = np.minimum.accumulate(np.where(prose, line, n)[::-1])[::-1]
    following = np.concatenate([at_or_after[1:], [n]])
    reach = np.concatenate([[0], np.cumsum(width)])
    padded = np.concatenate([[0], width, [0]])
    return [
        line.astype(np.float64),
        (n - 1 - line).astype(np.float64),
        line / n,
        np.log1p(before),
        np.log1p(after),
        before / total,
        after / total,
        (line - previous).astype(np.float64),
        (following - line).astype(np.float64),
        (following - previous - 1).astype(np.float64),
        np.log1p(reach[following] - reach[previous + 1]),
        np.log1p(padded[previous + 1]),
        np.log1p(padded[following + 1]),
    ]


def _repetition(page: Page) -> list[Floats]:
    n = len(page.starts)
    counts = np.unique(page.hashes(page.starts, page.ends), return_inverse=True, return_counts=True)
    equal = counts[2][counts[1]]
    # Lines without a word share the hash 0, as one more kind of opening.
    first, last = np.zeros(n, np.uint64), np.zeros(n, np.uint64)
    hashes = page.hashes(page.word_starts, page.word_ends)
    last[page.word_lines] = hashes
    first[page.word_lines[::-1]] = hashes[::-1]
    size = 1 << 10
    openings, closings = (first >> np.uint64(54)).astype(np.int64), (last >> np.uint64(54)).astype(np.int64)
    same = np.concatenate([[0], first[1:] == first[:-1], [0]]).astype(np.float64)
    return [
        equal.astype(np.float64),
        np.bincount(openings, minlength=size)[openings] / np.sqrt(n),
        np.bincount(closings, minlength=size)[closings] / np.sqrt(n),
        same[:-1],
        same[1:],
    ]


def _vocabulary(page: Page, prose: Flags, headline: Sequence[int] | None) -> list[Floats]:
    size = 1 << _VOCABULARY_LOG2
    lines = page.word_lines
    buckets = word_buckets(page)
    in_prose = np.bincount(buckets[prose[lines]], minlength=size)
    # A line of prose knows its own words: only what another place uses as well counts.
    uses = in_prose[buckets] - prose[lines]
    known = uses > 0
    long = (page.word_ends - page.word_starts) >= 5
    some = np.maximum(page.per_line(lines), 1)
    title = buckets[lines == 0] if headline is None else np.asarray(headline, np.int64)
    in_title = np.zeros(size, bool)
    in_title[title] = True
    hits = page.per_line(lines, in_title[buckets])
    return [
        page.per_line(lines, known) / some,
        page.per_line(lines, known & long) / np.maximum(page.per_line(lines, long), 1),
        page.per_line(lines, uses > 3) / some,
        hits / some,
        hits / max(len(title), 1),
    ]


def _page(width: Ints, prose: Flags, named: dict[str, Floats]) -> list[Floats]:
    mass = float(width[prose].sum())
    whole = float(width.sum())
    judged = np.abs(named["text"]) > 0
    values = (
        np.log1p(len(width)),
        np.log1p(mass),
        mass / max(whole, 1.0),
        named["short"].mean(),
        np.log1p(whole / len(width)),
        named["decided"].mean(),
        named["text"].sum() / max(int(judged.sum()), 1),
    )
    return [np.full(len(width), value) for value in values]


def _neighbours(columns: Floats) -> Floats:
    """The same columns of the lines before and after; -1 beyond the page."""
    edge = np.full((max(_SHIFTS), columns.shape[1]), -1.0)
    padded = np.concatenate([edge, columns, edge])
    n = len(columns)
    return np.concatenate([padded[len(edge) + shift : len(edge) + shift + n] for shift in _SHIFTS], axis=1)


def _windows(columns: Floats) -> Floats:
    """Means of the columns over the lines around each line, itself left out."""
    n = len(columns)
    sums = np.concatenate([np.zeros((1, columns.shape[1])), np.cumsum(columns, axis=0)])
    line = np.arange(n)
    parts = []
    for radius in _RADII:
        low, high = np.maximum(line - radius, 0), np.minimum(line + radius + 1, n)
        parts.append((sums[high] - sums[low] - columns) / np.maximum(high - low - 1, 1)[:, None])
    return np.concatenate(parts, axis=1)
