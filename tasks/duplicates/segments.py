"""A segment of the inverted index: values and the articles that have them, as one sorted array."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from tasks.duplicates.rank import Rank
from tasks.duplicates.sketch import VALUE_BITS

Numbers = NDArray[np.uint64]
Places = NDArray[np.intp]

NODE_BITS = 64 - VALUE_BITS
NODE_MASK = np.uint64((1 << NODE_BITS) - 1)
SHIFT = np.uint64(NODE_BITS)


class Node(NamedTuple):
    """An article in the index: its number there, its rank, its sketch."""

    number: int
    rank: Rank
    sketch: tuple[int, ...]


@dataclass(frozen=True)
class Segment:
    """A part of the index: sorted entries (value and node in one number), and per node its number and rank."""

    entries: Numbers
    ranks: Numbers

    @classmethod
    def of(cls, nodes: Iterable[Node]) -> Self:
        """Index some articles."""
        nodes = list(nodes)
        ranks = np.array([(node.number, *node.rank) for node in nodes], np.uint64).reshape(-1, 3)
        if ranks.size and ranks[:, 0].max() > NODE_MASK:
            raise OverflowError(f"article number {ranks[:, 0].max()} does not fit into the index")
        values, owners = flatten(nodes)
        return cls(np.sort(values << SHIFT | ranks[owners, 0]), ranks)


def flatten(nodes: Sequence[Node]) -> tuple[Numbers, Places]:
    """All values of all sketches, and which node each is of."""
    values = np.array([value for node in nodes for value in node.sketch], np.uint64)
    return values, np.repeat(np.arange(len(nodes)), [len(node.sketch) for node in nodes])


def without(entries: Numbers, dead: Numbers) -> Numbers:
    """Entries but those of articles that are gone."""
    return entries[~np.isin(entries & NODE_MASK, dead)] if dead.size else entries


def spread(first: Places, counts: Places) -> Places:
    """The places first[i], first[i] + 1, … of every range, one range after the other."""
    before = np.cumsum(counts) - counts
    places: Places = np.arange(int(counts.sum())) + np.repeat(first - before, counts)
    return places
