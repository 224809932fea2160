"""The duplicate index in the database: sorted segments, appended by each load and merged as they add up.

Appending keeps writing sequential: with a row per value a chunk of 1,000 articles would dirty some 30,000 pages of a
large database. Merging four segments of a size into one (as log-structured merge trees do, O'Neil et al. 1996) keeps
their number logarithmic.
"""

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np
from sqlalchemy import Connection, bindparam, delete, insert, select

from schema.plumbing import index_tombstones
from tasks.duplicates.postings import Postings, RankTable
from tasks.duplicates.segments import Node, Numbers, Segment
from tasks.load.duplicates_segments import (
    StoredSegment,
    delete_segments,
    entries_near,
    merged_entries,
    ranks_of,
    stored_segments,
    write_segment,
)

_MERGED_AT_ONCE = 4
# Segments from this many entries on are left alone: a merged one keeps the transaction open for a second.
_LARGEST = 3_000_000
# Rewriting is due when this share of the indexed articles is gone.
_DEAD_SHARE = 0.25

# The ranks of all articles of the database that was used last, and the segments whose ranks are in there.
_ranks = RankTable()
_known: set[bytes] = set()


def open_index(connection: Connection) -> Postings:
    """The index as this transaction sees it."""
    segments = stored_segments(connection)
    # Segments of another database, or that a rollback took back, are no longer held to be in the table.
    _known.intersection_update(segment.checksum for segment in segments)
    for segment in segments:
        if segment.checksum not in _known:
            _ranks.add(ranks_of(connection, segment))
            _known.add(segment.checksum)
    return Postings(partial(entries_near, connection, segments), _dead(connection), _ranks)


def append_nodes(connection: Connection, nodes: Iterable[Node]) -> None:
    """Index some articles, and merge what has added up."""
    segment = Segment.of(nodes)
    if segment.ranks.size:
        write_segment(connection, [segment.entries], segment.ranks)
        _merge(connection)


def bury(connection: Connection, numbers: Sequence[int]) -> None:
    """Take articles out of the index."""
    connection.execute(insert(index_tombstones), [{"fingerprint_id": number} for number in numbers])
    segments, dead = stored_segments(connection), _dead(connection)
    if dead.size > _DEAD_SHARE * sum(segment.articles for segment in segments):
        for segment in segments:
            _replace(connection, [segment], dead)


def _merge(connection: Connection) -> None:
    """Merge segments of one size class until no class has as many as are merged at once."""
    while True:
        classes: dict[int, list[StoredSegment]] = {}
        for segment in stored_segments(connection):
            if segment.entries < _LARGEST:
                classes.setdefault(_size_class(segment.entries), []).append(segment)
        due = next((some for some in classes.values() if len(some) >= _MERGED_AT_ONCE), None)
        if due is None:
            return
        _replace(connection, due, _dead(connection))


def _size_class(entries: int) -> int:
    return (max(entries, 1).bit_length() - 1) // 2


def _replace(connection: Connection, old: Sequence[StoredSegment], dead: Numbers) -> None:
    """Put one segment in place of others, without the dead."""
    ranks = np.concatenate([ranks_of(connection, segment) for segment in old])
    alive = ~np.isin(ranks[:, 0], dead)
    if alive.any():
        write_segment(connection, merged_entries(connection, old, dead), ranks[alive])
    delete_segments(connection, old)
    gone = ranks[~alive, 0].tolist()
    if gone:
        risen = delete(index_tombstones).where(index_tombstones.c.fingerprint_id == bindparam("number"))
        connection.execute(risen, [{"number": number} for number in gone])


def _dead(connection: Connection) -> Numbers:
    """The articles that are gone while their entries are in the index."""
    return np.array(sorted(connection.execute(select(index_tombstones.c.fingerprint_id)).scalars()), np.uint64)
