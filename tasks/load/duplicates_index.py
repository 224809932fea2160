"""The duplicate index in the database: sorted segments, appended by each load and merged as they add up.

Appending keeps writing sequential: with a row per value a chunk of 1,000 articles would dirty some 30,000 pages of a
large database. Merging four segments of a size into one (as log-structured merge trees do, O'Neil et al. 1996) keeps
their number logarithmic.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import xxhash
from sqlalchemy import Connection, bindparam, delete, insert, select

from schema.plumbing import index_segments, index_tombstones
from tasks.duplicates.postings import LARGE, Postings, RankTable
from tasks.duplicates.seen import Seen
from tasks.duplicates.segments import Node, Numbers, Segment

_MERGED_AT_ONCE = 4
# Segments from this many entries on are left alone: a merged one has up to 100 MB.
_LARGEST = 3_000_000
# Rewriting is due when this share of the indexed articles is gone.
_DEAD_SHARE = 0.25

# Segments never change, so they may outlive a transaction; they are known by the checksum of what is in them, which
# a rollback cannot make untrue. The cache holds those of the database that was used last; `known` are those whose ranks
# and values are in the tables beside it.
_cache: dict[bytes, Segment] = {}
_ranks = RankTable()
_seen = Seen(0)
_known: set[bytes] = set()


def open_index(connection: Connection) -> Postings:
    """The index as this transaction sees it."""
    rows = connection.execute(select(index_segments.c.checksum).order_by(index_segments.c.id)).scalars().all()
    segments = [_segment(connection, checksum) for checksum in rows]
    for checksum in _cache.keys() - set(rows):
        del _cache[checksum]
    # Segments of another database, or that a rollback took back, are no longer held to be in the tables.
    _known.intersection_update(rows)
    new = [(checksum, segment) for checksum, segment in zip(rows, segments, strict=True) if checksum not in _known]
    for _, segment in new:
        _ranks.add(segment)
    _see(segments, [segment for _, segment in new])
    _known.update(checksum for checksum, _ in new)
    dead = connection.execute(select(index_tombstones.c.fingerprint_id)).scalars().all()
    return Postings(segments, np.array(sorted(dead), np.uint64), _ranks, _seen)


def _see(segments: Sequence[Segment], new: Sequence[Segment]) -> None:
    """Take in the values of large segments; where they have grown too many, those of all."""
    global _seen
    entries = sum(segment.entries.size for segment in segments)
    if not _seen.has_room(entries):
        _seen, new = Seen(entries), segments
    for segment in new:
        if segment.entries.size >= LARGE:
            _seen.add(segment)


def append_nodes(connection: Connection, nodes: Iterable[Node]) -> None:
    """Index some articles, and merge what has added up."""
    segment = Segment.of(nodes)
    # Two empty segments would have the same checksum.
    if segment.ranks.size:
        _insert(connection, segment)
        _merge(connection)


def bury(connection: Connection, numbers: Sequence[int]) -> None:
    """Take articles out of the index."""
    connection.execute(insert(index_tombstones), [{"fingerprint_id": number} for number in numbers])
    index = open_index(connection)
    nodes = sum(len(segment.ranks) for segment in index.segments)
    if index.dead.size > _DEAD_SHARE * nodes:
        for segment_id, checksum, _ in _list(connection):
            _replace(connection, [(segment_id, checksum)], index.dead)


def _merge(connection: Connection) -> None:
    """Merge segments of one size class until no class has as many as are merged at once."""
    while True:
        classes: dict[int, list[tuple[int, bytes]]] = {}
        for segment_id, checksum, size in _list(connection):
            if size < _LARGEST:
                classes.setdefault(_size_class(size), []).append((segment_id, checksum))
        due = next((some for some in classes.values() if len(some) >= _MERGED_AT_ONCE), None)
        if due is None:
            return
        _replace(connection, due, open_index(connection).dead)


def _size_class(size: int) -> int:
    return (max(size, 1).bit_length() - 1) // 2


def _replace(connection: Connection, old: Sequence[tuple[int, bytes]], dead: Numbers) -> None:
    """Put one segment in place of others, without the dead."""
    segments = [_segment(connection, checksum) for _, checksum in old]
    merged = Segment.merged(segments, dead)
    connection.execute(delete(index_segments).where(index_segments.c.id.in_([number for number, _ in old])))
    if merged.entries.size or merged.ranks.size:
        _insert(connection, merged)
    gone = np.intersect1d(dead, np.concatenate([segment.ranks[:, 0] for segment in segments])).tolist()
    if gone:
        risen = delete(index_tombstones).where(index_tombstones.c.fingerprint_id == bindparam("number"))
        connection.execute(risen, [{"number": number} for number in gone])


def _insert(connection: Connection, segment: Segment) -> None:
    entries, ranks = segment.pack()
    checksum = xxhash.xxh3_128_digest(xxhash.xxh3_128_digest(entries) + xxhash.xxh3_128_digest(ranks))
    _cache[checksum] = segment
    row = {"checksum": checksum, "size": segment.entries.size, "entries": entries, "ranks": ranks}
    connection.execute(insert(index_segments), row)


def _list(connection: Connection) -> list[tuple[int, bytes, int]]:
    columns = (index_segments.c.id, index_segments.c.checksum, index_segments.c.size)
    return [(n, checksum, size) for n, checksum, size in connection.execute(select(*columns).order_by(columns[0]))]


def _segment(connection: Connection, checksum: bytes) -> Segment:
    """A segment, from the cache or the database."""
    if checksum not in _cache:
        columns = (index_segments.c.entries, index_segments.c.ranks)
        entries, ranks = connection.execute(select(*columns).where(index_segments.c.checksum == checksum)).one()
        _cache[checksum] = Segment.unpack(entries, ranks)
    return _cache[checksum]
