"""The duplicate index in blocks that are read one by one, with a directory that says which values are where.

The forms are written out here as they were made first; `tasks.duplicates` says what they mean.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import xxhash
from alembic import op
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Column, Connection, Integer, LargeBinary, Table, bindparam, insert, select
from sqlalchemy import column as plain
from sqlalchemy import table as plain_table

from schema.compress import pack_bytes, unpack_bytes

revision: Final = "0007"
down_revision: Final = "0006"

_ID: Final = BigInteger().with_variant(Integer, "sqlite")
_NODE_BITS: Final = np.uint64(28)
_BLOCK: Final = 150
_FILTER_BITS: Final = 16 * _BLOCK
_AT_ONCE: Final = 256 * _BLOCK

_old: Final = plain_table(
    "index_segments_before", plain("id", Integer), plain("entries", LargeBinary), plain("ranks", LargeBinary)
)
_PACKED: Final = ("firsts", "filters", "ranks")

Numbers = NDArray[np.uint64]


def upgrade() -> None:
    """Write every segment again in blocks."""
    connection = op.get_bind()
    op.rename_table("index_segments", "index_segments_before")
    if connection.dialect.name == "postgresql":
        # The key's index and sequence keep their names when a table is renamed.
        op.execute("ALTER INDEX pk_index_segments RENAME TO pk_index_segments_before")
        op.execute("ALTER SEQUENCE index_segments_id_seq RENAME TO index_segments_before_id_seq")
    segments = op.create_table(
        "index_segments",
        Column("id", _ID, primary_key=True),
        Column("checksum", LargeBinary, nullable=False),
        Column("entries", BigInteger, nullable=False),
        Column("articles", Integer, nullable=False),
        Column("first_block", BigInteger, nullable=False),
        *(Column(name, LargeBinary, nullable=False) for name in _PACKED),
        sqlite_autoincrement=True,
    )
    blocks = op.create_table(
        "index_blocks",
        Column("id", _ID, primary_key=True, autoincrement=False),
        Column("entries", LargeBinary, nullable=False),
    )
    block = 1
    for number in connection.execute(select(_old.c.id).order_by(_old.c.id)).scalars().all():
        query = select(_old.c.entries, _old.c.ranks).where(_old.c.id == bindparam("this"))
        packed, ranks = connection.execute(query, {"this": number}).one()
        articles = _column(unpack_bytes(ranks), 20, 0, 4)
        entries = _entries(unpack_bytes(packed), articles)
        row = _write_blocks(connection, blocks, block, entries, ranks)
        connection.execute(insert(segments), {**row, "articles": articles.size, "ranks": ranks})
        block += -(-entries.size // _BLOCK)
    op.drop_table("index_segments_before")


def _entries(planes: bytes, articles: Numbers) -> Numbers:
    """The sorted entries of a packed segment."""
    values = np.cumsum(_column(planes, 9, 0, 5))
    least = articles.min() if articles.size else np.uint64(0)
    entries: Numbers = values << _NODE_BITS | (_column(planes, 9, 5, 4) + least)
    return entries


def _column(planes: bytes, height: int, first: int, width: int) -> Numbers:
    """The numbers whose bytes are in `width` rows of `height`, the lowest byte first."""
    rows = np.frombuffer(planes, np.uint8).reshape(height, -1)
    wide = np.zeros((rows.shape[1], 8), np.uint8)
    wide[:, :width] = rows[first : first + width].T
    return wide.view("<u8").ravel().astype(np.uint64, copy=False)


def _write_blocks(connection: Connection, blocks: Table, first: int, entries: Numbers, ranks: bytes) -> dict[str, Any]:
    """Write the blocks of a segment, and give what its own row says of them."""
    seen, filters = xxhash.xxh3_128(first.to_bytes(8, "big")), []
    for start in range(0, entries.size, _AT_ONCE):
        some = entries[start : start + _AT_ONCE]
        frames = [_block(some[at : at + _BLOCK]) for at in range(0, some.size, _BLOCK)]
        number = first + start // _BLOCK
        connection.execute(insert(blocks), [{"id": n, "entries": frame} for n, frame in enumerate(frames, number)])
        seen.update(b"".join(frames))
        filters.append(_filters(some))
    seen.update(ranks)
    firsts = entries[::_BLOCK].astype("<u8").tobytes()
    row = {"checksum": seen.digest(), "entries": entries.size, "first_block": first}
    return {**row, "firsts": firsts, "filters": b"".join(filters)}


def _block(entries: Numbers) -> bytes:
    values, articles = entries >> _NODE_BITS, entries & ((np.uint64(1) << _NODE_BITS) - np.uint64(1))
    least = articles.min()
    gaps = np.diff(values, prepend=np.uint64(0))
    columns: Sequence[tuple[Numbers, int]] = ((np.array([least]), 4), (gaps, 5), (articles - least, 4))
    return pack_bytes(b"".join(_planes(column, width) for column, width in columns))


def _planes(numbers: Numbers, width: int) -> bytes:
    return np.ascontiguousarray(numbers, "<u8").view(np.uint8).reshape(-1, 8)[:, :width].T.tobytes()


def _filters(entries: Numbers) -> bytes:
    values, blocks = entries >> _NODE_BITS, np.arange(entries.size) // _BLOCK
    bits = np.zeros((-(-entries.size // _BLOCK), _FILTER_BITS), np.bool_)
    half, low = np.uint64(32), np.uint64(0xFFFFFFFF)
    place, step = values * np.uint64(0x9E3779B97F4A7C15) >> half, values * np.uint64(0xC2B2AE3D27D4EB4F) >> half
    for n in range(6):
        bits[blocks, ((place + np.uint64(n) * step & low) * np.uint64(_FILTER_BITS)) >> half] = True
    return np.packbits(bits, axis=1, bitorder="little").tobytes()
