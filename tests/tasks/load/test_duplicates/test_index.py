"""The index in the database: what is written, what is merged, what a rollback leaves."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Connection, create_engine, func, select

from schema.plumbing import index_segments, index_tombstones
from schema.tables import metadata
from tasks.duplicates.rank import Rank
from tasks.duplicates.segments import Node
from tasks.load import duplicates_index
from tasks.load.duplicates_index import append_nodes, bury, open_index


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


def test_segments_are_few_and_hold_everything(connection: Connection) -> None:
    everything = []
    for start in range(1, 601, 10):
        some = nodes(start, 10)
        append_nodes(connection, some)
        everything += some
    index = open_index(connection)
    assert len(index.segments) <= 12
    held = np.sort(np.concatenate([segment.entries for segment in index.segments]))
    assert held.tolist() == sorted(value << 28 | node.number for node in everything for value in node.sketch)


def test_another_process_reads_what_was_written(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    some = nodes(1, 50)
    append_nodes(connection, some)
    found = open_index(connection).neighbours(some)
    monkeypatch.setattr(duplicates_index, "_cache", {})
    assert open_index(connection).neighbours(some) == found


def test_a_rollback_leaves_nothing_behind(connection: Connection) -> None:
    append_nodes(connection, nodes(1, 20))
    connection.commit()
    append_nodes(connection, nodes(21, 20))
    assert sum(len(segment.ranks) for segment in open_index(connection).segments) == 40
    connection.rollback()
    again = [node._replace(number=node.number + 20) for node in nodes(100, 20)]
    append_nodes(connection, again)
    numbers = [number for segment in open_index(connection).segments for number in segment.ranks[:, 0].tolist()]
    assert sorted(numbers) == [*range(1, 21), *range(120, 140)]


def test_what_is_gone_is_buried_and_in_time_swept_out(connection: Connection) -> None:
    for start in range(1, 101, 10):
        append_nodes(connection, nodes(start, 10))
    bury(connection, list(range(1, 11)))
    assert connection.scalar(select(func.count()).select_from(index_tombstones)) == 10
    bury(connection, list(range(11, 41)))
    assert connection.scalar(select(func.count()).select_from(index_tombstones)) == 0
    index = open_index(connection)
    assert sorted(n for segment in index.segments for n in segment.ranks[:, 0].tolist()) == list(range(41, 101))


def test_an_article_takes_one_row_of_the_index_and_little_space(connection: Connection) -> None:
    for start in range(1, 2001, 500):
        append_nodes(connection, nodes(start, 500))
    size = func.length(index_segments.c.entries) + func.length(index_segments.c.ranks)
    assert (connection.scalar(select(func.sum(size))) or 0) / 2000 < 400
    assert (connection.scalar(select(func.count()).select_from(index_segments)) or 0) < 5


def test_the_cache_holds_one_database(connection: Connection, tmp_path: Path) -> None:
    append_nodes(connection, nodes(1, 20))
    other = create_engine(f"sqlite:///{tmp_path / 'other.db'}")
    metadata.create_all(other)
    with other.connect() as second:
        append_nodes(second, nodes(1, 5))
        open_index(second)
        held = {segment.entries.size for segment in duplicates_index._cache.values()}
        assert held == {5 * 32}
    other.dispose()
    assert sum(segment.entries.size for segment in open_index(connection).segments) == 20 * 32
