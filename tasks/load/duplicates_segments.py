"""The segments of the duplicate index in the database: written in blocks, read block by block.

What a process keeps of a segment is its directory, 70 bytes for each article; entries stay in the database and in the
system's cache, and a large segment is merged a few blocks at a time.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
import xxhash
from sqlalchemy import Connection, delete, func, insert, select

from schema.bulk import among, insert_rows
from schema.plumbing import index_blocks, index_segments
from tasks.duplicates.blocks import (
    BLOCK_ENTRIES,
    Directory,
    pack_blocks,
    pack_ranks,
    unpack_blocks,
    unpack_ranks,
)
from tasks.duplicates.segments import Numbers, without

# A merge holds so many blocks, and writes as many at once.
_BLOCKS_AT_ONCE = 400


class StoredSegment(NamedTuple):
    """A segment in the database: how many entries and articles it holds, and the id of its first block."""

    id: int
    checksum: bytes
    entries: int
    articles: int
    first_block: int

    @property
    def blocks(self) -> int:
        """How many blocks it has."""
        return -(-self.entries // BLOCK_ENTRIES)


# Segments never change, so their directories may outlive a transaction; they are known by the checksum of what is in
# them, which a rollback cannot make untrue. The cache holds those of the database that was used last.
_directories: dict[bytes, Directory] = {}


def stored_segments(connection: Connection) -> list[StoredSegment]:
    """The segments as this transaction sees them, oldest first."""
    columns = [index_segments.c[name] for name in StoredSegment._fields]
    found = [StoredSegment(*row) for row in connection.execute(select(*columns).order_by(index_segments.c.id))]
    for checksum in _directories.keys() - {segment.checksum for segment in found}:
        del _directories[checksum]
    return found


def write_segment(connection: Connection, entries: Iterable[Numbers], ranks: Numbers) -> bytes:
    """Append a segment.

    Arguments:
        connection: in a write transaction.
        entries: sorted, in parts; every part but the last one consists of whole blocks.
        ranks: of its articles.

    Returns:
        Its checksum.
    """
    first_block = block = (connection.execute(select(func.max(index_blocks.c.id))).scalar() or 0) + 1
    seen, size = xxhash.xxh3_128(first_block.to_bytes(8, "big")), 0
    # Articles without words have no entries.
    directories = [Directory.of(np.empty(0, np.uint64))]
    for part in entries:
        frames = pack_blocks(part)
        insert_rows(connection, index_blocks, ("id", "entries"), list(enumerate(frames, block)))
        seen.update(b"".join(frames))
        block, size = block + len(frames), size + part.size
        directories.append(Directory.of(part))
    directory, packed_ranks = Directory.joined(directories), pack_ranks(ranks)
    firsts, filters = directory.pack()
    seen.update(packed_ranks)
    row = {"checksum": seen.digest(), "entries": size, "articles": len(ranks), "first_block": first_block}
    row |= {"firsts": firsts, "filters": filters, "ranks": packed_ranks}
    connection.execute(insert(index_segments), row)
    _directories[seen.digest()] = directory
    return seen.digest()


def delete_segments(connection: Connection, segments: Sequence[StoredSegment]) -> None:
    """Take segments out of the database, with their blocks."""
    for segment in segments:
        last = segment.first_block + segment.blocks - 1
        connection.execute(delete(index_blocks).where(index_blocks.c.id.between(segment.first_block, last)))
        connection.execute(delete(index_segments).where(index_segments.c.id == segment.id))


def ranks_of(connection: Connection, segment: StoredSegment) -> Numbers:
    """A row for each article of a segment: its number and the two halves of its rank."""
    query = select(index_segments.c.ranks).where(index_segments.c.id == segment.id)
    return unpack_ranks(connection.execute(query).scalar_one())


def entries_near(connection: Connection, segments: Sequence[StoredSegment], values: Numbers) -> list[Numbers]:
    """What of each segment is in blocks that may hold some values; see `tasks.duplicates.postings.EntriesNear`."""
    ids = [(_directory(connection, segment).blocks_of(values) + segment.first_block).tolist() for segment in segments]
    wanted = sorted(chain.from_iterable(ids))
    query = select(index_blocks.c.entries).where(among(connection, index_blocks.c.id, wanted))
    found = connection.execute(query.order_by(index_blocks.c.id)).scalars()
    frames = dict(zip(wanted, found, strict=True))
    return [unpack_blocks([frames[number] for number in some]) for some in ids]


def merged_entries(connection: Connection, segments: Sequence[StoredSegment], dead: Numbers) -> Iterator[Numbers]:
    """The entries of some segments in order, without the dead, in parts of whole blocks, a bounded number at a time."""
    firsts = np.sort(np.concatenate([_directory(connection, segment).firsts for segment in segments]))
    bounds: list[int | None] = [*np.unique(firsts[::_BLOCKS_AT_ONCE]).tolist(), None]
    rest = np.empty(0, np.uint64)
    for low, high in pairwise(bounds):
        between = [_between(connection, segment, low, high) for segment in segments]
        entries = np.concatenate([rest, *(without(some, dead) for some in between)])
        entries.sort(kind="stable")
        whole = entries.size // BLOCK_ENTRIES * BLOCK_ENTRIES
        if whole:
            yield entries[:whole]
        rest = entries[whole:]
    if rest.size:
        yield rest


def _between(connection: Connection, segment: StoredSegment, low: int | None, high: int | None) -> Numbers:
    """The entries of a segment from `low` on and below `high`."""
    firsts = _directory(connection, segment).firsts
    begin = max(int(np.searchsorted(firsts, np.uint64(low or 0), side="right")) - 1, 0)
    end = firsts.size if high is None else int(np.searchsorted(firsts, np.uint64(high)))
    block = index_blocks.c
    query = select(block.entries).where(block.id >= segment.first_block + begin, block.id < segment.first_block + end)
    entries = unpack_blocks(connection.execute(query.order_by(block.id)).scalars().all())
    first, last = np.searchsorted(entries, np.array([low or 0, high or 0], np.uint64))
    return entries[first : None if high is None else last]


def _directory(connection: Connection, segment: StoredSegment) -> Directory:
    """The directory of a segment, from the cache or the database."""
    if segment.checksum not in _directories:
        columns = (index_segments.c.firsts, index_segments.c.filters)
        row = connection.execute(select(*columns).where(index_segments.c.id == segment.id)).one()
        _directories[segment.checksum] = Directory.unpack(*row)
    return _directories[segment.checksum]
