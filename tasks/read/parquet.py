"""Tables of records in Apache Parquet (.parquet): each row becomes a line of JSON and is read as one.

So a row that is quarantined can be looked at and read again by itself. pyarrow is an extra, since it is as large as
everything else together.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any, BinaryIO

from tasks.read.decode import decode
from tasks.read.files import ByteRange, SplitFile, hash_and_size
from tasks.read.limits import DEFAULT, Limits
from tasks.read.outcome import Refused

if TYPE_CHECKING:
    from pyarrow import Schema
    from pyarrow.parquet import FileMetaData, ParquetFile

MISSING = "missing-package"
HOW_TO_INSTALL = "Install it with: pip install 'copydesk[parquet]', then run: copydesk quarantine replay"
# Rows decoded at once: so many that the call costs nothing, so few that the longest articles fit.
_MOST_ROWS = 1_000
_BATCH_BYTES = 4_000_000


def is_installed() -> bool:
    """Whether pyarrow can be imported."""
    return find_spec("pyarrow") is not None


def lines_of_table(
    stream: BinaryIO, size: int, start: int = 0, stop: int | None = None, limits: Limits = DEFAULT
) -> bytes:
    """The rows of a table as lines of JSON, with the columns that can hold text, names, numbers and times.

    Arguments:
        stream: the file, seekable.
        size: of the file, in bytes.
        start: with `stop` the part of it that is wanted, as `split_table` cuts it.
        stop: none for all the rest.
        limits: `file_bytes` bounds the lines together.

    Raises:
        Refused: `missing-package`, `bad-parquet` where it cannot be decoded, `bomb` where it is far larger unpacked.
    """
    with _decoding() as parquet:
        about = parquet.read_metadata(stream)
        table = parquet.ParquetFile(
            stream, metadata=about, pre_buffer=False, read_dictionary=_strings(about.schema.to_arrow_schema())
        )
        last = about.num_rows if stop is None else _row_at(stop, size, about.num_rows)
        lines: list[bytes] = []
        left = limits.file_bytes
        for row in _rows(table, _row_at(start, size, about.num_rows), last):
            lines.append(json.dumps(row, ensure_ascii=False, default=_plain).encode("utf-8", "replace") + b"\n")
            left -= len(lines[-1])
            if left < 0:
                found = f"Its rows unpack to more than {limits.file_bytes:,} bytes."
                raise Refused("bomb", f"{found} If it is honest, write it with smaller row groups.")
        return b"".join(lines)


def split_table(stream: BinaryIO, range_bytes: int) -> SplitFile:
    """The SHA-256 of a table and the ranges in which it can be read: row groups, and parts of large ones.

    Where a row stands in the file cannot be said, since its columns stand apart; so a range of bytes means the same
    share of the rows.

    Arguments:
        stream: the file, at its beginning.
        range_bytes: about how much of the unpacked table a range holds.

    Raises:
        Refused: as `lines_of_table`.
    """
    sha256, size = hash_and_size(stream)
    with _decoding() as parquet:
        about = parquet.read_metadata(stream)
    rows = max(1, about.num_rows)
    edges = sorted({0, *(row * size // rows for row in _edges(about, range_bytes))})
    starts = zip(edges, [*edges[1:], size], strict=True)
    ranges = [ByteRange(start, stop, _row_at(start, size, rows)) for start, stop in starts]
    return SplitFile(sha256, size, tuple(ranges))


@contextmanager
def _decoding() -> Iterator[ModuleType]:
    """Pyarrow's module for Parquet; whatever it stumbles over in a damaged file is a reason to refuse the file."""
    if not is_installed():
        raise Refused(MISSING, f"pyarrow is needed to read Parquet. {HOW_TO_INSTALL}")
    import pyarrow.parquet

    try:
        yield pyarrow.parquet
    except (pyarrow.ArrowException, OSError, ValueError, LookupError, TypeError) as error:
        found = f"It cannot be decoded as Parquet ({' '.join(str(error).split())[:200]})."
        raise Refused("bad-parquet", f"{found} Write it again.") from error


def _edges(about: "FileMetaData", range_bytes: int) -> Iterator[int]:
    """Rows with which a range may begin."""
    first = 0
    for number in range(about.num_row_groups):
        group = about.row_group(number)
        parts = max(1, -(-group.total_byte_size // range_bytes))
        yield from (first + part * group.num_rows // parts for part in range(parts))
        first += group.num_rows


def _row_at(place: int, size: int, rows: int) -> int:
    """The first row that is not before a place in the file; the inverse of `row * size // rows`."""
    return -(-place * rows // size)


def _rows(table: "ParquetFile", first: int, last: int) -> Iterator[dict[str, object]]:
    """Rows `first` to `last`, decoded a few at a time."""
    names = [field.name for field in table.schema_arrow if _can_be_text(field.type)]
    begin = 0
    for number in range(table.metadata.num_row_groups):
        group = table.metadata.row_group(number)
        end = begin + group.num_rows
        if begin < last and end > first:
            width = max(1, group.total_byte_size // max(1, group.num_rows))
            some = max(1, min(_MOST_ROWS, _BATCH_BYTES // width))
            for batch in table.iter_batches(batch_size=some, row_groups=[number], columns=names):
                columns = batch.columns
                for row in range(max(0, first - begin), min(last - begin, batch.num_rows)):
                    yield {name: column[row].as_py() for name, column in zip(names, columns, strict=True)}
                begin += batch.num_rows
        begin = end


def _strings(schema: "Schema") -> list[str]:
    """The columns that stay as small in memory as they are in the file where a text is repeated in many rows."""
    from pyarrow import types

    return [field.name for field in schema if types.is_string(field.type) or types.is_binary(field.type)]


def _can_be_text(kind: Any) -> bool:
    """Whether a column of this type can say anything of an article: embeddings and images cannot."""
    from pyarrow import types

    if types.is_list(kind) or types.is_large_list(kind):
        return _can_be_text(kind.value_type) and not types.is_integer(kind.value_type)
    if types.is_dictionary(kind):
        return _can_be_text(kind.value_type)
    return not (types.is_floating(kind) or types.is_boolean(kind) or types.is_null(kind))


def _plain(value: object) -> object:
    """What JSON has no form for."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        try:
            return decode(value).text
        except Refused:
            return None
    return str(value)
