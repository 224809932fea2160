"""How a segment lies in the database: entries in packed blocks that are read one by one, and a directory of them.

The directory says by one bit pattern per block which values may be in it (a Bloom filter, Bloom 1970): most values of
a new article are nowhere, so that with a million articles some hundred blocks are read for 500 new ones, not 65,000.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Self

import numpy as np
from numpy.typing import NDArray

from schema.compress import pack_bytes, unpack_bytes
from tasks.duplicates.segments import NODE_MASK, SHIFT, Numbers, Places, spread

# Packed, six fill a page of 4 KB (4.4 bytes an entry); with 480 entries it would be 4.0, and take three times as long.
BLOCK_ENTRIES = 150
# Bytes of a number in the packed form: the least article of a block; per entry the gap to the value before, and the
# article; per article its number and the two halves of its rank.
_LEAST_BYTES, _GAP_BYTES, _ARTICLE_BYTES = 4, 5, 4
_RANK_BYTES = (4, 8, 8)
# Sixteen bits for each entry, six of them set: one in 1,000 of the values that are nowhere passes.
_FILTER_BITS = 16 * BLOCK_ENTRIES
_HASHES = 6
_SPREAD, _STEP = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
_SEVEN, _THREE = np.uint64(7), np.uint64(3)

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Directory:
    """The first entry of each block, and the filters of all, a row of bytes for each."""

    firsts: Numbers
    filters: Bytes

    @classmethod
    def of(cls, entries: Numbers) -> Self:
        """The directory of sorted entries."""
        blocks = np.arange(entries.size) // BLOCK_ENTRIES
        firsts = entries[::BLOCK_ENTRIES]
        bits = np.zeros((firsts.size, _FILTER_BITS), np.bool_)
        for n in range(_HASHES):
            bits[blocks, _places(entries >> SHIFT, n)] = True
        return cls(firsts, np.packbits(bits, axis=1, bitorder="little"))

    @classmethod
    def joined(cls, parts: Sequence["Directory"]) -> Self:
        """One directory of what follows one after the other; all but the last part have whole blocks only."""
        return cls(np.concatenate([part.firsts for part in parts]), np.concatenate([part.filters for part in parts]))

    def pack(self) -> tuple[bytes, bytes]:
        """First entries and filters as they are kept."""
        return self.firsts.astype("<u8").tobytes(), self.filters.tobytes()

    @classmethod
    def unpack(cls, firsts: bytes, filters: bytes) -> Self:
        """The directory that was packed."""
        first = np.frombuffer(firsts, "<u8").astype(np.uint64, copy=False)
        return cls(first, np.frombuffer(filters, np.uint8).reshape(-1, _FILTER_BITS // 8))

    def blocks_of(self, values: Numbers) -> Places:
        """The blocks that may hold entries of distinct, ascending values, in order."""
        if not self.firsts.size:
            return np.empty(0, np.intp)
        after = np.searchsorted(self.firsts, values << SHIFT, side="right")
        # Entries of a value begin inside the block before, or with the block after.
        inside = np.flatnonzero(after > 0)
        inside = inside[self._may_hold(after[inside] - 1, values[inside])]
        begins = self.firsts[np.minimum(after, self.firsts.size - 1)] >> SHIFT == values
        first = after.copy()
        first[inside] -= 1
        wanted = np.union1d(inside, np.flatnonzero(begins & (after < self.firsts.size)))
        last = np.searchsorted(self.firsts, values[wanted] << SHIFT | NODE_MASK, side="right")
        return np.unique(spread(first[wanted], last - first[wanted]))

    def _may_hold(self, blocks: Places, values: Numbers) -> NDArray[np.bool_]:
        """Whether each value may be in the block beside it; False is sure."""
        left = np.arange(values.size)
        for n in range(_HASHES):
            at = _places(values[left], n)
            bits = self.filters[blocks[left], at >> _THREE] >> (at & _SEVEN).astype(np.uint8)
            left = left[(bits & 1).astype(np.bool_)]
        found = np.zeros(values.size, np.bool_)
        found[left] = True
        return found


def pack_blocks(entries: Numbers) -> list[bytes]:
    """Sorted entries in blocks of `BLOCK_ENTRIES`, the last one with what is left; each in some half of its size."""
    whole = entries.size // BLOCK_ENTRIES * BLOCK_ENTRIES
    tables = [entries[:whole].reshape(-1, BLOCK_ENTRIES), entries[whole:].reshape(1, -1)]
    return [pack_bytes(row.tobytes()) for table in tables if table.size for row in _planes_of(table)]


def unpack_blocks(frames: Sequence[bytes]) -> Numbers:
    """The entries of some blocks, one after the other.

    Raises:
        zstandard.ZstdError: one is damaged.
    """
    same_size = groupby((unpack_bytes(frame) for frame in frames), len)
    entries = [_entries_of(np.frombuffer(b"".join(some), np.uint8).reshape(-1, size)) for size, some in same_size]
    return np.concatenate(entries) if entries else np.empty(0, np.uint64)


def pack_ranks(ranks: Numbers) -> bytes:
    """The number and the rank of each article, packed."""
    planes = [_planes(ranks[np.newaxis, :, n], width) for n, width in enumerate(_RANK_BYTES)]
    return pack_bytes(np.concatenate(planes, axis=1).tobytes())


def unpack_ranks(frame: bytes) -> Numbers:
    """The ranks that were packed.

    Raises:
        zstandard.ZstdError: they are damaged.
    """
    planes = np.frombuffer(unpack_bytes(frame), np.uint8).reshape(sum(_RANK_BYTES), -1)
    parts = np.split(planes, np.cumsum(_RANK_BYTES)[:-1])
    return np.stack([_numbers(part.reshape(1, -1), len(part))[0] for part in parts], axis=1)


def _planes_of(table: Numbers) -> Bytes:
    """Rows of entries as gaps between values and articles, the same byte of all entries of a row side by side."""
    gaps, articles = table >> SHIFT, table & NODE_MASK
    gaps[:, 1:] -= gaps[:, :-1].copy()
    least = articles.min(axis=1, keepdims=True)
    parts = (_planes(least, _LEAST_BYTES), _planes(gaps, _GAP_BYTES), _planes(articles - least, _ARTICLE_BYTES))
    return np.concatenate(parts, axis=1)


def _entries_of(planes: Bytes) -> Numbers:
    size = (planes.shape[1] - _LEAST_BYTES) // (_GAP_BYTES + _ARTICLE_BYTES)
    least, gaps, articles = np.split(planes, [_LEAST_BYTES, _LEAST_BYTES + size * _GAP_BYTES], axis=1)
    values = np.cumsum(_numbers(gaps, _GAP_BYTES), axis=1)
    own = _numbers(articles, _ARTICLE_BYTES) + _numbers(least, _LEAST_BYTES)
    return (values << SHIFT | own).ravel()


def _planes(table: Numbers, width: int) -> Bytes:
    """The lowest bytes of the numbers of each row: first the lowest of all, then the next."""
    wide = np.ascontiguousarray(table, "<u8").view(np.uint8).reshape(*table.shape, 8)
    return wide[:, :, :width].transpose(0, 2, 1).reshape(len(table), -1)


def _numbers(planes: Bytes, width: int) -> Numbers:
    """The numbers that `_planes` was given; most of the upper bytes are zero, and cost nothing then."""
    lowest, *upper = planes.reshape(len(planes), width, -1).transpose(1, 0, 2)
    numbers: Numbers = lowest.astype(np.uint64)
    for n, plane in enumerate(upper, 1):
        if plane.any():
            numbers |= plane.astype(np.uint64) << np.uint64(8 * n)
    return numbers


def _places(values: Numbers, n: int) -> Numbers:
    """The n-th bit of each value in the filter of its block, by double hashing (Kirsch and Mitzenmacher 2006)."""
    place = (values * _SPREAD >> _HALF) + np.uint64(n) * (values * _STEP >> _HALF)
    return (place & _LOW) * np.uint64(_FILTER_BITS) >> _HALF
