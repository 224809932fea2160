"""The tokens of articles as arrays of hashes: what they have between white space, without a string for each of it.

Of 500 tokens of an article a detector looks at some fifty. To find these among the hashes of a handful of articles
takes a third of the time that it takes to split their texts, and to look each string up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tasks.duplicates.shingles import mix

Hashes = NDArray[np.uint64]
Places = NDArray[np.intp]
Flags = NDArray[np.bool_]
Value = TypeVar("Value")

# The longest phrase that is looked for again right behind it, in tokens.
LONGEST_LOOP = 80
# The bits that hold the place of a token: more than a handful of texts has tokens.
_PLACE = (1 << 18) - 1
# A handful of texts is shorter, so that forked workers share one table of 8 MB; a longer one has a table made for it.
_USUAL_BITS = 19
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of several articles: those of all bodies, in order, and then those of all rests.

    The rest is what each text has besides its body; or all of the text where cleaning has cut a token apart, and the
    tokens of the body are not `whole`.

    `hashes`, `starts` and `ends` have one element per token: a 64-bit hash that is the same for the same token in any
    text, and its place in `text`, in which all parts stand one after the other. `bodies` and `rests` have the number of
    the first token of each article's body and rest, and of the token after the last one; `offsets` where the bodies
    begin in `text`.
    """

    text: str
    hashes: Hashes
    starts: Places
    ends: Places
    bodies: list[int]
    rests: list[int]
    offsets: list[int]
    whole: Sequence[bool]

    def strings(self, places: Places) -> list[str]:
        """The tokens with these numbers."""
        text, starts, ends = self.text, self.starts[places].tolist(), self.ends[places].tolist()
        return [text[start:end] for start, end in zip(starts, ends, strict=True)]

    def by_article(self, places: Places, values: list[Value]) -> list[list[Value]]:
        """What belongs to tokens with these numbers, ascending, as that of each text."""
        bodies, rests = places.searchsorted(self.bodies).tolist(), places.searchsorted(self.rests).tolist()
        in_bodies = [values[begin:end] for begin, end in pairwise(bodies)]
        in_rests = [values[begin:end] for begin, end in pairwise(rests)]
        together = zip(in_bodies, in_rests, self.whole, strict=True)
        return [body + rest if whole else rest for body, rest, whole in together]

    def are_of(self, chosen: Sequence[bool]) -> Flags:
        """Whether each token is of one of the chosen articles."""
        return np.repeat(np.array([*chosen, *chosen], bool), np.diff([*self.bodies, *self.rests[1:]]))

    def in_body(self, article: int) -> "BodyTokens":
        """The tokens of one body."""
        mine = slice(*self.bodies[article : article + 2])
        return BodyTokens(self.text, self.offsets[article], self.starts[mine], self.ends[mine])


@dataclass(frozen=True, slots=True)
class BodyTokens:
    """The tokens of one body; `starts` and `ends` are places in `text`, where the body begins at `offset`."""

    text: str
    offset: int
    starts: Places
    ends: Places

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, at: int) -> str:
        """One token."""
        return self.text[self.starts[at] : self.ends[at]]

    def place(self, first: int, after: int) -> tuple[int, int]:
        """Where some tokens in a row begin and end in the body."""
        return int(self.starts[first]) - self.offset, int(self.ends[after - 1]) - self.offset


def read_tokens(bodies: Sequence[str], rests: Sequence[str], whole: Sequence[bool]) -> Tokens:
    """The tokens of articles, given the body and the rest of each; see `Tokens`.

    Tokens are what stands between spaces, line breaks and control characters; normalised text has no other white
    space.
    """
    parts = [*bodies, *rests]
    text = "\n".join(["", *parts, ""])
    codes = _codes(text)
    inside = codes > ord(" ")
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    powers, inverses = _powers(max(_USUAL_BITS, len(text).bit_length()))
    # A polynomial in the place in the text; times the inverse power of the start, in the place in the token.
    sums = np.add.reduceat(codes * powers[: codes.size], edges)[::2] if edges.size else np.empty(0, np.uint64)
    offsets = [*accumulate((len(part) + 1 for part in parts), initial=1)]
    first = starts.searchsorted(offsets).tolist()
    count = len(bodies)
    hashes = mix(sums * inverses[starts])
    return Tokens(text, hashes, starts, ends, first[: count + 1], first[count:], offsets[:count], whole)


def _codes(text: str) -> NDArray[np.uint8] | NDArray[np.uint32]:
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), np.uint8)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@cache
def _powers(bits: int) -> tuple[Hashes, Hashes]:
    """Powers of the base and of its inverse modulo 2**64, for every place in a text of less than 2**bits characters."""
    tables = []
    for base in (_BASE, pow(_BASE, -1, 1 << 64)):
        table = np.full(1 << bits, np.uint64(base))
        table[0] = 1
        tables.append(np.multiply.accumulate(table))
    return tables[0], tables[1]


def hashes_of(tokens: Sequence[str]) -> Hashes:
    """The hash of each of these tokens."""
    return read_tokens(["\n".join(tokens)], [""], [True]).hashes


def close_trigrams(tokens: Tokens) -> list[list[tuple[int, int]]]:
    """For each body, the places of every three tokens in a row that come back within `LONGEST_LOOP` tokens.

    In the order of the return. Sorted hashes find them in a fraction of the time of a dictionary; a pair found by
    accident fails the comparison later. Each carries its place in its lowest bits: plain numbers are sorted several
    times faster than an order of them is found.
    """
    bodies = tokens.bodies
    hashes = tokens.hashes[: bodies[-1]].view(np.int64)
    trigrams = hashes[:-2] * 3 + hashes[1:-1] * 5 + hashes[2:] * 7
    trigrams &= ~_PLACE
    trigrams |= np.arange(len(trigrams))
    trigrams.sort()
    again = np.flatnonzero((trigrams[1:] | _PLACE) == (trigrams[:-1] | _PLACE))
    before, at = trigrams[again] & _PLACE, trigrams[again + 1] & _PLACE
    starts, ends = np.array(bodies[:-1]), np.array(bodies[1:])
    body = ends.searchsorted(at, side="right")
    close = (at - before <= LONGEST_LOOP) & (before >= starts[body]) & (at + 2 < ends[body])
    order = at[close].argsort()
    before, at, body = before[close][order], at[close][order], body[close][order]
    pairs = list(zip((before - starts[body]).tolist(), (at - starts[body]).tolist(), strict=True))
    return [pairs[first:last] for first, last in pairwise(at.searchsorted(bodies).tolist())]


class Memory:
    """Which tokens were found to be plain, and which were not: a table of hashes, filled while there is room.

    Only a memory: the answers are the same without it. Each hash has one slot, and keeps it; of two that want the same
    slot, the second one is asked for anew each time.
    """

    _BITS = 16

    def __init__(self) -> None:
        # A slot holds the hash, with the answer in the place of its lowest bit.
        self._slots = np.zeros(1 << self._BITS, np.uint64)

    def look(self, hashes: Hashes) -> tuple[Flags, Flags]:
        """For each hash whether its token is known to be plain, and whether it is known not to be."""
        found = self._slots[self._slots_of(hashes)]
        found ^= hashes | np.uint64(1)
        return found == 0, found == 1

    def keep(self, hashes: Hashes, plain: Flags) -> None:
        """Note the answers for some hashes, in slots that are free."""
        slots = self._slots_of(hashes)
        free = self._slots[slots] == 0
        self._slots[slots[free]] = ((hashes & ~np.uint64(1)) | plain)[free]

    def _slots_of(self, hashes: Hashes) -> Hashes:
        return hashes >> np.uint64(64 - self._BITS)
