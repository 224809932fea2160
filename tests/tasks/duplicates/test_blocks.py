import random

import numpy as np
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tasks.duplicates.blocks import (
    BLOCK_ENTRIES,
    Directory,
    pack_blocks,
    pack_ranks,
    unpack_blocks,
    unpack_ranks,
)
from tasks.duplicates.rank import Rank
from tasks.duplicates.segments import NODE_BITS, NODE_MASK, SHIFT, Node, Numbers, Segment

ENTRY = st.integers(0, (1 << 64) - 1)
HALVES = st.integers(0, (1 << 64) - 1)
RANKS = st.lists(st.tuples(st.integers(0, int(NODE_MASK)), HALVES, HALVES), max_size=20)


def made(count: int, values: int, seed: int = 1) -> Numbers:
    """Sorted entries of so many values."""
    rng = np.random.default_rng(seed)
    return np.sort(
        rng.integers(0, values, count, np.uint64) << SHIFT | rng.integers(0, 1 << NODE_BITS, count, np.uint64)
    )


@given(st.lists(ENTRY, max_size=30), st.sampled_from([0, 1, BLOCK_ENTRIES - 1, BLOCK_ENTRIES, 3 * BLOCK_ENTRIES + 5]))
def test_packed_blocks_come_back(some: list[int], more: int) -> None:
    entries = np.sort(np.concatenate((np.array(some, np.uint64), made(more, 1 << 36))))
    frames = pack_blocks(entries)
    assert len(frames) == -(-entries.size // BLOCK_ENTRIES)
    assert np.array_equal(unpack_blocks(frames), entries)


@given(RANKS)
def test_packed_ranks_come_back(ranks: list[tuple[int, int, int]]) -> None:
    table = np.array(ranks, np.uint64).reshape(-1, 3)
    assert np.array_equal(unpack_ranks(pack_ranks(table)), table)


def test_packing_saves_half_of_the_room() -> None:
    chance = random.Random(1)
    segment = Segment.of(
        Node(n, Rank(chance.getrandbits(60), n), tuple(sorted(chance.sample(range(1 << 31), 32))))
        for n in range(1, 1001)
    )
    packed = sum(map(len, pack_blocks(segment.entries))) + len(pack_ranks(segment.ranks))
    assert packed < 0.6 * (segment.entries.nbytes + segment.ranks.nbytes)


def test_a_damaged_block_is_noticed() -> None:
    (frame,) = pack_blocks(made(100, 1 << 36))
    with pytest.raises(zstandard.ZstdError):
        unpack_blocks([frame[:-1] + bytes([frame[-1] ^ 1])])


@pytest.mark.parametrize("values", [3, 40, 3000, 1 << 33])
def test_a_directory_leads_to_all_entries_of_a_value(values: int) -> None:
    entries = made(5000, values)
    directory = Directory.unpack(*Directory.of(entries).pack())
    for value in np.unique(entries >> SHIFT)[::7]:
        blocks = directory.blocks_of(np.array([value], np.uint64))
        found = np.concatenate([entries[n * BLOCK_ENTRIES : (n + 1) * BLOCK_ENTRIES] for n in blocks])
        assert np.count_nonzero(found >> SHIFT == value) == np.count_nonzero(entries >> SHIFT == value)


def test_values_that_are_nowhere_lead_to_few_blocks() -> None:
    directory = Directory.of(made(100_000, 1 << 31))
    others = np.unique(np.random.default_rng(2).integers(0, 1 << 35, 10_000, np.uint64))
    inside = others[others < 1 << 31]
    found = sum(directory.blocks_of(inside[n : n + 1]).size for n in range(inside.size))
    assert found < 0.02 * inside.size
    assert directory.blocks_of(np.arange(1 << 32, (1 << 32) + 1000, dtype=np.uint64)).size <= 20
    assert Directory.of(np.empty(0, np.uint64)).blocks_of(others).size == 0


def test_directories_are_joined() -> None:
    entries = made(5000, 3000)
    whole, first = Directory.of(entries), 4 * BLOCK_ENTRIES
    joined = Directory.joined([Directory.of(entries[:first]), Directory.of(entries[first:])])
    assert np.array_equal(joined.firsts, whole.firsts)
    assert np.array_equal(joined.filters, whole.filters)
