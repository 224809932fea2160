"""Features of the lines of a page for the line model: shape, position, neighbours, repetition, vocabulary.

Nothing here knows a language: words count by their length, their case and whether the page's prose uses them.
Several pages are computed at once, each as it would be alone to the last bit: running sums of fractions, which round
by what stands before, begin anew with every page.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.clean.line_page import (
    BAR,
    BRACKET,
    COLON,
    DASH,
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
from tasks.clean.line_places import (
    RADII,
    SHIFTS,
    Places,
    neighbours,
    places_of,
    position,
    stack,
    sums_by_page,
    windows,
)

Rows = NDArray[np.float32]

FEATURE_VERSION = "2"

PROSE_WIDTH, SHORT_WIDTH = 80, 60
PLAIN_LENGTH = 600
# A word that opens this many different lines, in gaps of the article of fewer than so many lines. On labelled light
# scrapes such lines held a third of all the good characters that the model would have lost, and 0.3 % of the junk.
LIST_LINES, LIST_GAP = 8, 12
# So many lines between two paragraphs are more often a list of the article's own than they look. On labelled light
# scrapes three of four characters there that scored 0.65 to 0.96 out of fold were the article's.
LONG_GAP = 30
_VOCABULARY_LOG2 = 13
_LINES_LOG2 = 12
_SALT = np.uint64(0x589965CC75374CC3)

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
_BULLET_FEATURES = ("first_kind", "lines_after")

FEATURE_NAMES: tuple[str, ...] = (
    *_SHAPE,
    *(f"kind_{kind}" for kind in range(KINDS)),
    *_WORDS,
    *_POSITION,
    *_REPETITION,
    *_PAGE,
    *_AROUND[2:5],
    *(f"{name}[{shift:+d}]" for shift in SHIFTS for name in _AROUND),
    *(f"{name}~{radius}" for radius in RADII for name in _AROUND),
)

_LIST_COLUMNS = tuple(FEATURE_NAMES.index(name) for name in _LIST_FEATURES)
_BULLET_COLUMNS = tuple(FEATURE_NAMES.index(name) for name in _BULLET_FEATURES)


def line_features(page: Page, text: Floats, headlines: Sequence[Sequence[int] | None]) -> Rows:
    """The feature matrix of a page, or of several.

    Arguments:
        page: non-empty lines.
        text: text score of each line; shape (lines,).
        headlines: of each page, the word buckets of the known headline (see `word_buckets`); without one its first
            line stands in.

    Returns:
        Shape (lines, len(FEATURE_NAMES)), in the order of FEATURE_NAMES; each column lies in one piece, as the trees
        read it.
    """
    shares = page.counts / (page.ends - page.starts)
    width = page.length * (1 + shares[IDEOGRAPH])  # an ideograph is as wide as two letters
    word_counts = np.bincount(page.word_lines, minlength=len(width))
    shape = _shape(page, width, word_counts)
    log_width, _, _, _, _, ends_sentence, inner_stops, _ = shape
    prose = (width >= PROSE_WIDTH) & (ends_sentence | (inner_stops > 1))
    words = _words(page, prose, headlines, word_counts)
    looks = (log_width, ends_sentence, prose, width < SHORT_WIDTH, text, words[1], shares[DIGIT])
    summed = stack(*looks, width, width * prose)
    around = summed[: len(looks)]
    places = places_of(page)
    sums = sums_by_page(summed, page.first)
    columns = np.concatenate(
        [
            *shape,
            shares,
            words,
            *position(places, width, prose, sums[-2:]),
            *_repetition(page, places),
            _page(page, sums),
            around[2:5],
            neighbours(around.astype(np.float32), places),
            windows(around, places, sums[:-2]),
        ],
        axis=None,
        dtype=np.float32,
    )
    return columns.reshape(len(FEATURE_NAMES), -1).T


def article_lists(rows: Rows) -> Flags:
    """Which lines belong to a list of the article's own: rankings, ratings, specifications, products.

    There one word opens many different lines ("Record: …", "Age: …") all through the article; what a site repeats
    between paragraphs is the same line again.

    Arguments:
        rows: of `line_features`.

    Returns:
        Shape (rows,).
    """
    opened, gap, before = (rows[:, column] for column in _LIST_COLUMNS)
    return (opened >= LIST_LINES) & (gap < LIST_GAP) & _amid(before)


def only_when_sure(rows: Rows, length: Ints) -> Flags:
    """Which lines are so likely the article's that the model has to be sure: its own lists, and long paragraphs.

    The trees are not fitted on long paragraphs and `article_lists`, whose labels are wrong more often than their
    scores; they are on other long lists, which are menus on whole pages.

    Arguments:
        rows: of `line_features`.
        length: of each line, in characters; shape (rows,).

    Returns:
        Shape (rows,).
    """
    _, gap, before = (rows[:, column] for column in _LIST_COLUMNS)
    return article_lists(rows) | ((gap >= LONG_GAP) & _amid(before)) | (length >= PLAIN_LENGTH)


def bulleted(rows: Rows) -> Flags:
    """Which lines begin with a bullet or a dash, and which stand right before such a line: the list's heading.

    Arguments:
        rows: of `line_features`, for all lines of whole pages.

    Returns:
        Shape (rows,).
    """
    first, after = (rows[:, column] for column in _BULLET_COLUMNS)
    found: Flags = (first == DASH) | (first == BAR)
    found[:-1] |= found[1:] & (after[:-1] > 0)
    return found


def _amid(before: Rows) -> Flags:
    """Whether the article goes on behind the line, by the share of its prose before it."""
    found: Flags = (before > 0.02) & (before < 0.98)
    return found


def word_buckets(page: Page) -> Ints:
    """The vocabulary bucket of every word of the page."""
    return (page.word_hashes * _SALT >> np.uint64(64 - _VOCABULARY_LOG2)).view(np.int64)


def _shape(page: Page, width: Floats, words: Ints) -> tuple[NDArray[Any], ...]:
    kinds, starts, ends = page.kinds, page.starts, page.ends
    last, before_last = kinds.take(ends - 1), kinds.take(ends - 2)
    closes = (last == QUOTE) | (last == BRACKET)
    ends_sentence = (last == STOP) | (closes & (before_last == STOP))
    # A stop with a space behind it, or anywhere between ideographs, has another sentence behind it.
    stops = (kinds == STOP).nonzero()[0]
    after = kinds.take(stops + 1)
    inner = stops.compress((after == SPACE) | (after == IDEOGRAPH))
    inner_stops = np.bincount(page.line_of.take(inner), minlength=len(starts))
    # "Key: value": how far into the line its first colon stands; the line's size where it has none.
    colon = ends - starts
    places = (kinds == COLON).nonzero()[0][::-1]
    lines = page.line_of[places]
    colon[lines] = places - starts[lines]
    return np.log(width), words, kinds.take(starts), last, before_last, ends_sentence, inner_stops, colon


def _words(page: Page, prose: Flags, headlines: Sequence[Sequence[int] | None], counts: Ints) -> Floats:
    """Means over each line's words: how they look, and whether the page's prose or headline uses them as well."""
    lines, ends = page.word_lines, counts.cumsum()
    # Each page has a vocabulary of its own.
    buckets = word_buckets(page) + (page.page_of.take(lines) << _VOCABULARY_LOG2)
    size = len(headlines) << _VOCABULARY_LOG2
    of_prose = prose.take(lines)
    # A line of prose knows its own words: only what another place uses as well counts.
    uses = np.bincount(buckets[of_prose], minlength=size).take(buckets) - of_prose
    in_title = np.zeros(size, bool)
    for number, (headline, line) in enumerate(zip(headlines, page.first.tolist(), strict=False)):
        if headline is None:
            in_title[buckets[ends[line] - counts[line] : ends[line]]] = True
        else:
            in_title[np.asarray(headline, np.int64) + (number << _VOCABULARY_LOG2)] = True
    length = page.word_ends - page.word_starts
    first = page.kinds.take(page.word_starts)
    known = uses > 0
    marks = (
        length,
        first == UPPER,
        length <= 3,
        first == DIGIT,
        known,
        known & (length >= 5),
        uses > 3,
        in_title.take(buckets),
    )
    # What is read of a line has less than 256 characters, so that eight sums fit into one number of eight bytes.
    packed = np.empty((len(lines), len(marks)), np.uint8)
    for column, mark in enumerate(marks):
        packed[:, column] = mark
    sums = np.zeros(len(lines) + 1, np.uint64)
    packed.view(np.uint64)[:, 0].cumsum(out=sums[1:])
    of_lines = (sums.take(ends) - sums.take(ends - counts)).view(np.uint8).reshape(-1, len(marks))
    found: Floats = of_lines.T / np.maximum(counts, 1)
    return found


def _repetition(page: Page, places: Places) -> tuple[NDArray[Any], ...]:
    n = len(page.starts)
    # Lines without a word share the hash 0, as one more kind of opening.
    first = np.zeros(n, np.uint64)
    first[page.word_lines[::-1]] = page.word_hashes[::-1]
    equal = _times(page.hashes(page.starts, page.ends), places.page)
    openings = _times(first, places.page)
    same = np.zeros(n + 1, bool)
    same[1:-1] = (first[1:] == first[:-1]) & (places.page[1:] == places.page[:-1])
    return equal, openings / np.sqrt(places.end - places.begin), openings - equal, same[:-1], same[1:]


def _times(hashes: Hashes, page_of: Ints) -> Ints:
    """How often each hash occurs on its page."""
    places = (hashes * _SALT >> np.uint64(64 - _LINES_LOG2)).view(np.int64) + (page_of << _LINES_LOG2)
    found: Ints = np.bincount(places).take(places)
    return found


def _page(page: Page, sums: Floats) -> Floats:
    """What is true of the whole page: its size, and how much of it is prose; the same for all its lines."""
    lines = page.first[1:] - page.first[:-1]
    totals = sums.take(page.first[1:] + np.arange(len(lines)), axis=1)
    width, prose = totals[-2:]
    found: Floats = stack(np.log1p(lines), np.log1p(prose), prose / width, *(totals[3:5] / lines))
    return found.take(page.page_of, axis=1)
