import random

import numpy as np
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tasks.duplicates.rank import Rank
from tasks.duplicates.seen import Seen
from tasks.duplicates.segments import NODE_BITS, Node, Segment
from tasks.duplicates.sketch import VALUE_BITS

HALVES = st.integers(0, (1 << 64) - 1)
NODES = st.builds(
    Node,
    st.integers(0, (1 << NODE_BITS) - 1),
    st.builds(Rank, HALVES, HALVES),
    st.lists(st.integers(0, (1 << VALUE_BITS) - 1), max_size=5).map(tuple),
)


def made(count: int, seed: int = 1) -> Segment:
    chance = random.Random(seed)
    return Segment.of(
        Node(n, Rank(chance.getrandbits(60), n), tuple(sorted(chance.sample(range(1 << 31), 32))))
        for n in range(1, count + 1)
    )


@given(st.lists(NODES, min_size=1, max_size=20))
def test_a_packed_segment_comes_back(nodes: list[Node]) -> None:
    segment = Segment.of(nodes)
    again = Segment.unpack(*segment.pack())
    assert np.array_equal(again.entries, segment.entries)
    assert np.array_equal(again.ranks, segment.ranks)


def test_packing_saves_half_of_the_room() -> None:
    segment = made(1000)
    entries, ranks = segment.pack()
    assert len(entries) + len(ranks) < 0.55 * (segment.entries.nbytes + segment.ranks.nbytes)


def test_a_damaged_segment_is_noticed() -> None:
    entries, ranks = made(100).pack()
    with pytest.raises(zstandard.ZstdError):
        Segment.unpack(entries[:-1] + bytes([entries[-1] ^ 1]), ranks)


def test_what_was_added_is_seen_and_little_else() -> None:
    segment = made(2000)
    seen = Seen(segment.entries.size)
    seen.add(segment)
    held = segment.entries >> np.uint64(NODE_BITS)
    assert seen.may_hold(held).all()
    others = np.arange(1 << 33, (1 << 33) + 100_000, dtype=np.uint64)
    assert np.count_nonzero(seen.may_hold(others)) < 0.13 * others.size


def test_there_is_room_for_as_many_as_it_was_made_for() -> None:
    assert Seen(1000).has_room(1000)
    assert not Seen(1000).has_room(3000)
    assert not Seen(0).may_hold(np.arange(1000, dtype=np.uint64)).any()
