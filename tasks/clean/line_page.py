"""The lines of pages as arrays of characters and words: what the line model looks at.

Pages are one run of code points, so that every count is one pass over an array and not a loop over lines; several
pages in one run, since a pass over the arrays of one costs hardly more than its start. Of a long line only its
beginning and its end are read: boilerplate shows there, and the cost stays bounded.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Hashes = NDArray[np.uint64]

(
    OTHER,
    SPACE,
    LOWER,
    UPPER,
    CASELESS,
    IDEOGRAPH,
    DIGIT,
    STOP,
    COMMA,
    COLON,
    QUOTE,
    DASH,
    BRACKET,
    BAR,
    SIGN,
    NEWLINE,
) = range(16)
KINDS = 16
HEAD, TAIL = 96, 32
_CUT = "\0"
# What is judged at once is seldom more characters than this many bits count, so that one table of 2 MB serves all.
_USUAL_BITS = 17

_STOPS = ".!?…。！？؟۔।॥．｡։"
_COMMAS = ",;、،؛，；"
_COLONS = ":："
_QUOTES = "\"'`´‘’‚‛“”„‟«»「」『』"
_BARS = "|/\\›‹•·>‣▶►◄▪●■★☆→←↑↓"
_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that it has an inverse modulo 2**64
_INVERSE = np.uint64(pow(int(_BASE), -1, 1 << 64))


@dataclass(frozen=True, slots=True)
class Page:
    """Non-empty lines as arrays, of one page or of several, one after the other.

    A character's line owns the line break before it.

    Arguments:
        first: number of each page's first line; shape (pages + 1,).
        page_of: page of each line; shape (lines,).
        length: characters of each line as it stands; everything else is of what is read of it; shape (lines,).
        kinds: kind of every character, one of the constants above; the text is framed in line breaks.
        line_of: line number of every character but the last break.
        starts, ends: offsets of each line in `kinds`; shape (lines,).
        prefix, unshift: running polynomial hash and what moves it to the origin; see `hashes`.
        counts: characters of each kind; shape (KINDS, lines).
        word_starts, word_ends, word_lines, word_hashes: offsets, line and hash of each word; shape (words,).
    """

    first: Ints
    page_of: Ints
    length: Ints
    kinds: NDArray[np.uint8]
    line_of: Ints
    starts: Ints
    ends: Ints
    prefix: Hashes
    unshift: Hashes
    counts: Ints
    word_starts: Ints
    word_ends: Ints
    word_lines: Ints
    word_hashes: Hashes

    def hashes(self, starts: Ints, ends: Ints) -> Hashes:
        """64-bit hashes of the case-folded substrings [start, end), equal for equal strings wherever they stand."""
        return _hashes(self.prefix, self.unshift, starts, ends)

    def runs(self, size: int) -> Hashes:
        """Such a hash of every run of `size` characters, by its start."""
        found: Hashes = (self.prefix[size:] - self.prefix[:-size]) * self.unshift[: len(self.prefix) - size]
        return found


def read_page(lines: Sequence[str]) -> Page:
    """Read non-empty lines, at least one, into arrays."""
    return read_pages([lines])


def read_pages(pages: Sequence[Sequence[str]]) -> Page:
    """Read the non-empty lines of pages, at least one line each, into the arrays of all."""
    lines = [line for page in pages for line in page]
    read = [line if len(line) <= HEAD + TAIL else f"{line[:HEAD]}{_CUT}{line[-TAIL:]}" for line in lines]
    text = "\n".join(["", *read, ""])
    codes = _codes(text)
    kind_of, fold_of = _tables()
    kinds = kind_of.take(codes)
    length = np.array([*map(len, lines)])
    sizes = np.minimum(length, HEAD + 1 + TAIL) + 1
    ends = sizes.cumsum()
    line_of = np.repeat(np.arange(len(lines)), sizes)
    powers, unshift = _powers(max(_USUAL_BITS, len(text).bit_length()))
    prefix = np.zeros(len(text) + 1, np.uint64)
    np.cumsum(fold_of.take(codes) * powers[: len(text)], out=prefix[1:])
    cells = line_of * KINDS
    cells += kinds[:-1]
    counts = np.bincount(cells, minlength=len(lines) * KINDS).reshape(-1, KINDS).T
    word_starts, word_ends = _words(kinds)
    lines_of_pages = [len(page) for page in pages]
    return Page(
        first=np.array([0, *accumulate(lines_of_pages)]),
        page_of=np.repeat(np.arange(len(pages)), lines_of_pages),
        length=length,
        kinds=kinds,
        line_of=line_of,
        starts=ends - sizes + 1,
        ends=ends,
        prefix=prefix,
        unshift=unshift,
        counts=counts,
        word_starts=word_starts,
        word_ends=word_ends,
        word_lines=line_of.take(word_starts),
        word_hashes=_hashes(prefix, unshift, word_starts, word_ends),
    )


def _codes(text: str) -> NDArray[np.intp]:
    """The code points, as the type that tables are read by; all beyond the basic plane as one emoji or ideograph."""
    codes = np.array([text]).view(np.uint32)
    if codes.max() > 0xFFFF:
        codes = np.where(codes > 0xFFFF, np.where(codes >= 0x20000, ord("一"), ord("☀")), codes)
    return codes.astype(np.intp)


def _hashes(prefix: Hashes, unshift: Hashes, starts: Ints, ends: Ints) -> Hashes:
    found: Hashes = (prefix.take(ends) - prefix.take(starts)) * unshift.take(starts)
    return found


def _words(kinds: NDArray[np.uint8]) -> tuple[Ints, Ints]:
    """Starts and ends of the words: runs of letters and digits; every ideograph is a word."""
    inside = (kinds >= LOWER) & (kinds <= DIGIT)
    before, after = inside[:-1], inside[1:]
    begins, stops = after > before, before > after
    ideograph = kinds[1:] == IDEOGRAPH
    if ideograph.any():
        begins |= ideograph
        stops |= before & ideograph
    return begins.nonzero()[0] + 1, stops.nonzero()[0] + 1


@lru_cache(maxsize=4)
def _powers(bits: int) -> tuple[Hashes, Hashes]:
    """Powers of the hash's base and of its inverse, modulo 2**64, for every place in 2**bits characters."""
    base = np.full((1 << bits) + 1, _BASE)
    inverse = np.full((1 << bits) + 1, _INVERSE)
    base[0] = inverse[0] = 1
    return np.cumprod(base), np.cumprod(inverse)


@lru_cache(maxsize=1)
def _tables() -> tuple[NDArray[np.uint8], Hashes]:
    """Kind and case-folded code of every character of the basic plane; digits fold to 0."""
    characters = [chr(code) for code in range(0x10000)]
    kinds = np.array([_kind(char) for char in characters], np.uint8)
    for chars, kind in _LISTED:
        kinds[[ord(char) for char in chars]] = kind
    folds = np.array([_fold(char) for char in characters], np.uint64)
    folds[kinds == DIGIT] = ord("0")
    return kinds, folds


def _fold(char: str) -> int:
    lower = char.lower()
    return ord(lower) if len(lower) == 1 else ord(char)


def _kind(char: str) -> int:
    category = unicodedata.category(char)
    if category == "Lo" and unicodedata.east_asian_width(char) == "W":
        return IDEOGRAPH
    return _BY_CATEGORY.get(category, CASELESS if category[0] in "LM" else SIGN if category[0] == "S" else OTHER)


_LISTED = (
    ("\n", NEWLINE),
    (_STOPS, STOP),
    (_COMMAS, COMMA),
    (_COLONS, COLON),
    (_QUOTES, QUOTE),
    (_BARS, BAR),
)
_BY_CATEGORY = {
    "Ll": LOWER,
    "Lu": UPPER,
    "Lt": UPPER,
    "Nd": DIGIT,
    "Zs": SPACE,
    "Cc": SPACE,
    "Pd": DASH,
    "Ps": BRACKET,
    "Pe": BRACKET,
    "Pi": QUOTE,
    "Pf": QUOTE,
    "Po": SIGN,
}
