"""Which articles share values of their sketches: an inverted index as sorted arrays.

The posting of a value is the list of articles that have it, from best to worst rank. Two articles are neighbours when
they stand within `REACH` places of each other in the postings of enough values. In a short posting that is everyone;
in a long one (a serial template, a line on all pages of an outlet) it keeps the work per article bounded, and because
it looks at ranks only, the neighbours are the same whatever came first.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tasks.duplicates.segments import NODE_MASK, SHIFT, Node, Numbers, Places, flatten, spread
from tasks.duplicates.sketch import STRONG

REACH = 8
# How many values two neighbours share, a strong one counting as two.
ENOUGH = 2
# Articles that are looked up in one go: up to a million pairs.
_NODES_AT_ONCE = 1000

# Gives for distinct, ascending values sorted entries of each segment, those of these values among them.
EntriesNear: TypeAlias = Callable[[Numbers], Sequence[Numbers]]


class Neighbours(NamedTuple):
    """What stands near an article: those that share enough, and those that follow it closely in a long posting.

    The latter lose or gain a neighbour when the article comes or goes, even where they do not share enough with it.
    """

    near: list[int]
    behind: list[int]


class RankTable:
    """The two halves of the ranks by article number, kept while segments come and go."""

    def __init__(self) -> None:
        self._high, self._low = np.zeros(0, np.uint64), np.zeros(0, np.uint64)

    def add(self, ranks: Numbers) -> None:
        """Take in rows of an article's number and its rank, in place of what these numbers stood for before."""
        numbers = ranks[:, 0]
        missing = int(numbers.max(initial=0)) + 1 - self._high.size
        if missing > 0:
            room = np.zeros(missing + self._high.size // 4, np.uint64)
            self._high, self._low = np.concatenate((self._high, room)), np.concatenate((self._low, room))
        self._high[numbers], self._low[numbers] = ranks[:, 1], ranks[:, 2]

    def sort(self, numbers: Numbers) -> Numbers:
        """Some articles from best to worst."""
        high = self._high[numbers]
        order = np.argsort(high)
        ordered = high[order]
        if (ordered[1:] == ordered[:-1]).any():
            order = np.lexsort((numbers, self._low[numbers], high))
        return numbers[order]


class _LongPosting:
    """A posting that is longer than the reach, from best to worst."""

    def __init__(self, members: Numbers) -> None:
        self.members = members
        self._by_number: Places | None = None

    def places(self, numbers: Numbers) -> Places:
        """Where these members stand."""
        if numbers.size < 4:
            return np.array([np.flatnonzero(self.members == number)[0] for number in numbers], np.intp)
        if self._by_number is None:
            self._by_number = np.argsort(self.members)
        return self._by_number[np.searchsorted(self.members, numbers, sorter=self._by_number)]


class Postings:
    """The whole index: its entries, wherever they are kept, and the articles that are gone but still among them."""

    def __init__(self, entries_near: EntriesNear, dead: Numbers, ranks: RankTable) -> None:
        self.dead = dead
        self._entries_near = entries_near
        self._ranks = ranks
        self._long: dict[int, _LongPosting] = {}

    def neighbours(self, nodes: Sequence[Node]) -> list[Neighbours]:
        """Look up articles that are in the index.

        Arguments:
            nodes: articles; all must be in a segment and none among the dead.

        Returns:
            For each of them the numbers of its neighbours, better and worse.
        """
        return [
            found
            for n in range(0, len(nodes), _NODES_AT_ONCE)
            for found in self._together(nodes[n : n + _NODES_AT_ONCE])
        ]

    def _together(self, nodes: Sequence[Node]) -> list[Neighbours]:
        values, owners = flatten(nodes)
        weights = np.where(values >= STRONG, ENOUGH, 1)
        distinct, which = np.unique(values, return_inverse=True)
        members, starts, long = self._lookup(distinct)
        short = ~long[which]
        pairs = [_pairs(owners[short], weights[short], members, starts[which[short]], starts[which[short] + 1])]
        behind: list[set[int]] = [set() for _ in nodes]
        order = np.flatnonzero(~short)[np.argsort(which[~short], kind="stable")]
        for mine in np.split(order, np.flatnonzero(np.diff(which[order])) + 1) if order.size else ():
            posting = self._long[int(values[mine[0]])]
            place = posting.places(np.array([nodes[owner].number for owner in owners[mine]], np.uint64))
            first, last = np.maximum(place - REACH, 0), np.minimum(place + REACH + 1, posting.members.size)
            pairs.append(_pairs(owners[mine], weights[mine], posting.members, first, last))
            for owner, start, stop in zip(owners[mine].tolist(), (place + 1).tolist(), last.tolist(), strict=True):
                behind[owner].update(posting.members[start:stop].tolist())
        near: list[list[int]] = [[] for _ in nodes]
        for owner, number in _enough(pairs):
            if number != nodes[owner].number:
                near[owner].append(number)
        return [Neighbours(a, sorted(b)) for a, b in zip(near, behind, strict=True)]

    def _lookup(self, values: Numbers) -> tuple[Numbers, Places, NDArray[np.bool_]]:
        """The postings of distinct, ascending values: members one after the other, where each begins, which are long.

        Long ones are put in order of rank and kept: a decision that spreads asks for them again and again.
        """
        unknown = ~np.isin(values, np.array(list(self._long), np.uint64))
        wanted = np.flatnonzero(unknown)
        members, whose = [np.empty(0, np.uint64)], [np.empty(0, np.intp)]
        for entries in self._entries_near(values[wanted]):
            found, counts, first = _ranges(entries, values[wanted])
            members.append(entries[spread(first, counts)] & NODE_MASK)
            whose.append(np.repeat(wanted[found], counts))
        numbers, value = np.concatenate(members), np.concatenate(whose)
        if self.dead.size:
            alive = ~np.isin(numbers, self.dead)
            numbers, value = numbers[alive], value[alive]
        numbers = numbers[np.argsort(value, kind="stable")]
        starts = np.concatenate(([0], np.cumsum(np.bincount(value, minlength=values.size))))
        long = np.diff(starts) > REACH + 1
        for n in np.flatnonzero(long):
            self._long[int(values[n])] = _LongPosting(self._ranks.sort(numbers[starts[n] : starts[n + 1]]))
        return numbers, starts, long | ~unknown


def _ranges(entries: Numbers, values: Numbers) -> tuple[Places, Places, Places]:
    """Which of the values have entries, how many, and where these begin."""
    first = np.searchsorted(entries, values << SHIFT)
    first_value = entries[np.minimum(first, entries.size - 1)] >> SHIFT if entries.size else np.empty(0, np.uint64)
    found = np.flatnonzero((first < entries.size) & (first_value == values)) if entries.size else np.empty(0, np.intp)
    last = np.searchsorted(entries, values[found] << SHIFT | NODE_MASK, side="right")
    return found, last - first[found], first[found]


def _pairs(
    owners: Places, weights: NDArray[np.int_], members: Numbers, first: Places, last: Places
) -> tuple[Numbers, NDArray[np.int_]]:
    """Owner and member in one number, for all members of the windows, and what each pair weighs."""
    counts = last - first
    pairs = np.repeat(owners.astype(np.uint64) << np.uint64(32), counts) | members[spread(first, counts)]
    return pairs, np.repeat(weights, counts)


def _enough(parts: Sequence[tuple[Numbers, NDArray[np.int_]]]) -> Iterable[tuple[int, int]]:
    """The pairs of owner and member whose weights add up to enough."""
    pairs, weights = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    if not pairs.size:
        return ()
    order = np.argsort(pairs, kind="stable")
    pairs, weights = pairs[order], weights[order]
    begins = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1])))
    enough = pairs[begins][np.add.reduceat(weights, begins) >= ENOUGH]
    return zip((enough >> np.uint64(32)).tolist(), (enough & np.uint64(0xFFFFFFFF)).tolist(), strict=True)
