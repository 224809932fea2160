"""The index in the database: what is written, what is merged, what a rollback leaves."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Connection, create_engine, func, select

from schema.plumbing import index_blocks, index_segments, index_tombstones
from schema.tables import metadata
from tasks.duplicates.postings import Neighbours, Postings, RankTable
from tasks.duplicates.rank import Rank
from tasks.duplicates.segments import Node, Segment
from tasks.load import duplicates_index, duplicates_segments
from tasks.load.duplicates_index import append_nodes, bury, open_index
from tasks.load.duplicates_segments import merged_entries, ranks_of, stored_segments


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{tmp_path / 'index.db'}")
    metadata.create_all(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def nodes(first: int, count: int) -> list[Node]:
    chance = random.Random(first)
    return [
        Node(n, Rank(chance.getrandbits(64), n), tuple(sorted(chance.sample(range(3000), 32))))
        for n in range(first, first + count)
    ]


def in_memory(some: list[Node]) -> Postings:
    """The index of some articles, without a database."""
    segment, ranks = Segment.of(some), RankTable()
    ranks.add(segment.ranks)
    return Postings(lambda _: [segment.entries], np.empty(0, np.uint64), ranks)


def held(connection: Connection) -> list[int]:
    """All entries of the index."""
    whole = list(merged_entries(connection, stored_segments(connection), np.empty(0, np.uint64)))
    return np.concatenate(whole).tolist() if whole else []


def numbers(connection: Connection) -> list[int]:
    """The articles of the index."""
    return sorted(n for segment in stored_segments(connection) for n in ranks_of(connection, segment)[:, 0].tolist())


def test_segments_are_few_and_hold_everything(connection: Connection) -> None:
    everything = []
    for start in range(1, 1201, 20):
        some = nodes(start, 20)
        append_nodes(connection, some)
        everything += some
    assert len(stored_segments(connection)) <= 12
    assert held(connection) == sorted(value << 28 | node.number for node in everything for value in node.sketch)
    blocks = connection.scalar(select(func.count()).select_from(index_blocks))
    assert blocks == sum(segment.blocks for segment in stored_segments(connection))


def test_a_merge_of_a_few_blocks_at_a_time_is_the_same(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates_segments, "_BLOCKS_AT_ONCE", 2)
    everything = nodes(1, 400)
    for start in range(0, 400, 100):
        append_nodes(connection, everything[start : start + 100])
    assert len(stored_segments(connection)) == 1
    entries = sorted(value << 28 | node.number for node in everything for value in node.sketch)
    assert held(connection) == entries
    found = [sorted(some.near) for some in open_index(connection).neighbours(everything)]
    assert found == [sorted(some.near) for some in in_memory(everything).neighbours(everything)]


def test_another_process_reads_what_was_written(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    some = nodes(1, 50)
    append_nodes(connection, some)
    found = open_index(connection).neighbours(some)
    monkeypatch.setattr(duplicates_segments, "_directories", {})
    monkeypatch.setattr(duplicates_index, "_ranks", RankTable())
    monkeypatch.setattr(duplicates_index, "_known", set())
    assert open_index(connection).neighbours(some) == found


def test_a_rollback_leaves_nothing_behind(connection: Connection) -> None:
    append_nodes(connection, nodes(1, 20))
    connection.commit()
    append_nodes(connection, nodes(21, 20))
    assert numbers(connection) == list(range(1, 41))
    connection.rollback()
    again = [node._replace(number=node.number + 20) for node in nodes(100, 20)]
    append_nodes(connection, again)
    assert numbers(connection) == [*range(1, 21), *range(120, 140)]


def test_what_is_gone_is_buried_and_in_time_swept_out(connection: Connection) -> None:
    for start in range(1, 101, 10):
        append_nodes(connection, nodes(start, 10))
    bury(connection, list(range(1, 11)))
    assert connection.scalar(select(func.count()).select_from(index_tombstones)) == 10
    bury(connection, list(range(11, 41)))
    assert connection.scalar(select(func.count()).select_from(index_tombstones)) == 0
    assert numbers(connection) == list(range(41, 101))


def test_articles_without_words_can_be_indexed_merged_and_buried(connection: Connection) -> None:
    for number in range(1, 6):
        append_nodes(connection, [Node(number, Rank(number, 0), ())])
    assert numbers(connection) == [1, 2, 3, 4, 5]
    assert open_index(connection).neighbours([Node(1, Rank(1, 0), ())]) == [Neighbours([], [])]
    bury(connection, [1, 2, 3, 4, 5])
    assert stored_segments(connection) == []


def test_an_article_takes_one_row_of_the_index_and_little_space(connection: Connection) -> None:
    for start in range(1, 2001, 500):
        append_nodes(connection, nodes(start, 500))
    own = index_segments.c
    size = func.length(own.firsts) + func.length(own.filters) + func.length(own.ranks)
    blocks = connection.scalar(select(func.sum(func.length(index_blocks.c.entries)))) or 0
    assert (blocks + (connection.scalar(select(func.sum(size))) or 0)) / 2000 < 220
    assert (connection.scalar(select(func.count()).select_from(index_segments)) or 0) < 5


def test_the_cache_holds_one_database(connection: Connection, tmp_path: Path) -> None:
    append_nodes(connection, nodes(1, 20))
    other = create_engine(f"sqlite:///{tmp_path / 'other.db'}")
    metadata.create_all(other)
    with other.connect() as second:
        append_nodes(second, nodes(1, 5))
        open_index(second)
        assert duplicates_segments._directories.keys() == {segment.checksum for segment in stored_segments(second)}
    other.dispose()
    assert len(held(connection)) == 20 * 32
