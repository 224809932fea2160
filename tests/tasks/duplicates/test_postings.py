from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.duplicates import postings
from tasks.duplicates.postings import Neighbours, Postings, RankTable
from tasks.duplicates.rank import Rank
from tasks.duplicates.segments import Node, Segment, without
from tasks.duplicates.sketch import STRONG, VALUE_BITS

VALUES = st.integers(0, 6) | st.sampled_from([STRONG, STRONG + 1, (1 << VALUE_BITS) - 1])
SKETCHES = st.lists(st.sets(VALUES, max_size=5), min_size=1, max_size=25)
NONE_DEAD = np.empty(0, np.uint64)


def index_of(segments: Sequence[Segment], dead: np.ndarray = NONE_DEAD) -> Postings:
    ranks = RankTable()
    for segment in segments:
        ranks.add(segment.ranks)
    return Postings(lambda _: [segment.entries for segment in segments], dead, ranks)


def expected(nodes: Sequence[Node], node: Node) -> Neighbours:
    """The definition, spelt out."""
    weight: dict[int, int] = {}
    behind: set[int] = set()
    for value in node.sketch:
        posting = sorted(
            (other for other in nodes if value in other.sketch), key=lambda other: (other.rank, other.number)
        )
        place = posting.index(node)
        after = posting[place + 1 : place + postings.REACH + 1]
        for other in [*posting[max(0, place - postings.REACH) : place], *after]:
            weight[other.number] = weight.get(other.number, 0) + (2 if value >= STRONG else 1)
        if len(posting) > postings.REACH + 1:
            behind.update(other.number for other in after)
    return Neighbours(sorted(n for n, total in weight.items() if total >= postings.ENOUGH), sorted(behind))


@given(SKETCHES, st.integers(0, 99), st.integers(1, 4), st.integers(1, 3))
def test_neighbours_are_those_of_the_definition(sketches: list[set[int]], seed: int, reach: int, parts: int) -> None:
    rng = np.random.default_rng(seed)
    nodes = [
        Node(number, Rank(int(rng.integers(4)), int(rng.integers(1 << 60))), tuple(sorted(sketch)))
        for number, sketch in enumerate(sketches, 1)
    ]
    segments = [Segment.of(nodes[part::parts]) for part in range(parts)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "REACH", reach)
        found = index_of(segments).neighbours(nodes)
        assert [Neighbours(sorted(near), behind) for near, behind in found] == [expected(nodes, node) for node in nodes]


@given(SKETCHES, st.sets(st.integers(1, 25)))
def test_what_is_gone_is_nobodys_neighbour(sketches: list[set[int]], gone: set[int]) -> None:
    nodes = [Node(n, Rank(n, 0), tuple(sorted(sketch))) for n, sketch in enumerate(sketches, 1)]
    alive = [node for node in nodes if node.number not in gone]
    dead = np.array(sorted(gone), np.uint64)
    segments = [Segment.of(nodes[:5]), Segment.of(nodes[5:])]
    wanted = index_of([Segment.of(alive)]).neighbours(alive)
    assert index_of(segments, dead).neighbours(alive) == wanted
    entries = np.sort(np.concatenate([segment.entries for segment in segments]))
    merged = Segment(without(entries, dead), np.concatenate([segment.ranks for segment in segments]))
    assert index_of([merged]).neighbours(alive) == wanted


def test_an_empty_index_and_an_empty_sketch_have_no_neighbours() -> None:
    node = Node(1, Rank(1, 1), ())
    assert index_of([]).neighbours([]) == []
    assert index_of([Segment.of([node])]).neighbours([node]) == [Neighbours([], [])]


def test_an_article_number_beyond_the_index_is_refused() -> None:
    with pytest.raises(OverflowError, match="268435456"):
        Segment.of([Node(1 << 28, Rank(1, 1), (1,))])


def test_the_work_in_a_long_posting_is_bounded() -> None:
    nodes = [Node(n, Rank(n, 0), tuple(range(32))) for n in range(1, 3001)]
    found = index_of([Segment.of(nodes)]).neighbours(nodes)
    assert max(len(near) for near, _ in found) == 2 * postings.REACH
    assert max(len(behind) for _, behind in found) == postings.REACH
