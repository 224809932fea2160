"""The duplicate index in half its room: sketches of five bytes a value, packed segments.

The forms are written out here as they were made first; `tasks.duplicates` says what they mean.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import xxhash
from alembic import op
from numpy.typing import NDArray
from sqlalchemy import Connection, Integer, LargeBinary, bindparam, column, select, table, update

from schema.compress import pack_bytes

revision: Final = "0006"
down_revision: Final = "0005"

_AT_ONCE: Final = 5000
_NODE_BITS: Final = np.uint64(28)

_fingerprints: Final = table("fingerprints", column("id", Integer), column("sketch", LargeBinary))
_segments: Final = table(
    "index_segments",
    column("id", Integer),
    column("checksum", LargeBinary),
    column("entries", LargeBinary),
    column("ranks", LargeBinary),
)


def upgrade() -> None:
    """Pack what is there."""
    connection = op.get_bind()
    _pack_sketches(connection)
    of_segment = _segments.c.id == bindparam("this")
    for number in connection.execute(select(_segments.c.id)).scalars().all():
        query = select(_segments.c.entries, _segments.c.ranks).where(of_segment)
        entries, ranks = connection.execute(query, {"this": number}).one()
        packed = _packed(np.frombuffer(entries, "<u8"), np.frombuffer(ranks, "<u8").reshape(-1, 3))
        connection.execute(update(_segments).where(of_segment).values(packed), {"this": number})


def _pack_sketches(connection: Connection) -> None:
    sketch = update(_fingerprints).where(_fingerprints.c.id == bindparam("this")).values(sketch=bindparam("packed"))
    for page in _pages(connection):
        rows = [{"this": row.id, "packed": _planes(np.frombuffer(row.sketch, "<u8"), 5).T.tobytes()} for row in page]
        connection.execute(sketch, rows)


def _pages(connection: Connection) -> Iterator[Sequence[Any]]:
    last, query = -1, select(_fingerprints).order_by(_fingerprints.c.id).limit(_AT_ONCE)
    while page := connection.execute(query.where(_fingerprints.c.id > last)).all():
        yield page
        last = page[-1].id


def _packed(entries: NDArray[np.uint64], ranks: NDArray[np.uint64]) -> dict[str, bytes]:
    values = entries >> _NODE_BITS
    articles = entries & ((np.uint64(1) << _NODE_BITS) - np.uint64(1))
    gaps = np.diff(values, prepend=np.uint64(0))
    planes = [_planes(gaps, 5), _planes(articles - ranks[:, 0].min(), 4)]
    packed_entries = pack_bytes(b"".join(plane.tobytes() for plane in planes))
    packed_ranks = pack_bytes(b"".join(_planes(ranks[:, n], width).tobytes() for n, width in enumerate((4, 8, 8))))
    checksum = xxhash.xxh3_128_digest(xxhash.xxh3_128_digest(packed_entries) + xxhash.xxh3_128_digest(packed_ranks))
    return {"checksum": checksum, "entries": packed_entries, "ranks": packed_ranks}


def _planes(numbers: NDArray[np.uint64], width: int) -> NDArray[np.uint8]:
    """The lowest bytes of each number; one row holds the same byte of all."""
    return np.ascontiguousarray(numbers, "<u8").view(np.uint8).reshape(-1, 8)[:, :width].T
