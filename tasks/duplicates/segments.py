"""A segment of the inverted index: values and the articles that have them, as one sorted array, and its packed form."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from schema.compress import pack_bytes, unpack_bytes
from tasks.duplicates.rank import Rank
from tasks.duplicates.sketch import VALUE_BITS

Numbers = NDArray[np.uint64]
Places = NDArray[np.intp]

NODE_BITS = 64 - VALUE_BITS
NODE_MASK = np.uint64((1 << NODE_BITS) - 1)
SHIFT = np.uint64(NODE_BITS)
# Bytes of a number in the packed form: gap between values and article; article and the two halves of its rank.
_ENTRY_BYTES = (5, 4)
_RANK_BYTES = (4, 8, 8)


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

    @classmethod
    def merged(cls, segments: Sequence["Segment"], dead: Numbers) -> Self:
        """One segment in place of several, without what is gone."""
        entries = np.concatenate([segment.entries for segment in segments])
        ranks = np.concatenate([segment.ranks for segment in segments])
        if dead.size:
            entries = entries[~np.isin(entries & NODE_MASK, dead)]
            ranks = ranks[~np.isin(ranks[:, 0], dead)]
        entries.sort(kind="stable")
        return cls(entries, ranks)

    def pack(self) -> tuple[bytes, bytes]:
        """Entries and ranks in some half of their size: gaps between values, and the bytes of a place side by side."""
        return _pack(self._columns(), _ENTRY_BYTES), _pack(iter(self.ranks.T), _RANK_BYTES)

    def _columns(self) -> Iterator[Numbers]:
        """One after the other: those of a large segment take tens of megabytes."""
        gaps = self.entries >> SHIFT
        gaps[1:] -= gaps[:-1].copy()
        yield gaps
        del gaps
        yield (self.entries & NODE_MASK) - self.ranks[:, 0].min(initial=NODE_MASK)

    @classmethod
    def unpack(cls, entries: bytes, ranks: bytes) -> Self:
        """The segment that was packed.

        Raises:
            zstandard.ZstdError: it is damaged.
        """
        gaps, articles = _unpack(entries, _ENTRY_BYTES)
        table = np.stack(_unpack(ranks, _RANK_BYTES), axis=1)
        articles += table[:, 0].min(initial=NODE_MASK)
        np.cumsum(gaps, out=gaps)
        gaps <<= SHIFT
        gaps |= articles
        return cls(gaps, table)


def flatten(nodes: Sequence[Node]) -> tuple[Numbers, Places]:
    """All values of all sketches, and which node each is of."""
    values = np.array([value for node in nodes for value in node.sketch], np.uint64)
    return values, np.repeat(np.arange(len(nodes)), [len(node.sketch) for node in nodes])


def _pack(columns: Iterator[Numbers], widths: Sequence[int]) -> bytes:
    planes = bytearray()
    for width in widths:
        column = np.ascontiguousarray(next(columns), "<u8").view(np.uint8).reshape(-1, 8)
        planes += column[:, :width].T.tobytes()
        del column
    return pack_bytes(planes)


def _unpack(frame: bytes, widths: Sequence[int]) -> list[Numbers]:
    planes = np.frombuffer(unpack_bytes(frame), np.uint8).reshape(sum(widths), -1)
    columns, first = [], 0
    for width in widths:
        wide = np.zeros((planes.shape[1], 8), np.uint8)
        wide[:, :width] = planes[first : first + width].T
        columns.append(wide.view("<u8").ravel())
        first += width
    return columns
