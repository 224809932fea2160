"""The bytes of a file, or of a part of a big one: where it can be cut, and what a reader is given of a part."""

import os
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import BinaryIO

from tasks.read.endings import LINES, TABLES, WEB_ARCHIVE, ending_of
from tasks.read.errors import UnreadableFile
from tasks.read.files import SplitFile, read_bytes, regular_file, split_points
from tasks.read.limits import DEFAULT, Limits
from tasks.read.packed import PackedParts, is_packed_lines, split_packed_lines
from tasks.read.parquet import HOW_TO_INSTALL, MISSING, is_installed, lines_of_table, split_table
from tasks.read.warc import split_archive

Splitter = Callable[[BinaryIO, int], SplitFile]
_SPLITTERS: dict[str, Splitter] = {
    **dict.fromkeys(LINES, split_points),
    **dict.fromkeys(TABLES, split_table),
    WEB_ARCHIVE: split_archive,
}


def splitter_for(path: str, limits: Limits = DEFAULT) -> Splitter | None:
    """What finds the places where a big file of this name can be read in parts; none where it cannot.

    A splitter takes the file, open at its beginning, and how many bytes a part should have. It may refuse the file.
    """
    return partial(split_packed_lines, limits=limits) if is_packed_lines(path) else _SPLITTERS.get(ending_of(path))


def read_part(path: Path, start: int = 0, stop: int | None = None, limits: Limits = DEFAULT) -> bytes:
    """What a reader is given: the bytes of the file or part; of a part of a table its rows as lines of JSON.

    Raises:
        UnreadableFile: as `read_bytes`, and for a table where there is no pyarrow.
        Refused: a part of a table cannot be decoded.
    """
    if stop is not None and is_packed_lines(path.name):
        return _unpacked_range(path, start, stop)
    if ending_of(path.name) not in TABLES:
        return read_bytes(path, start, stop, limits)
    if not is_installed():
        # As if it could not be opened: the next run tries again.
        raise UnreadableFile(str(path), MISSING, "pyarrow is needed to read Parquet", HOW_TO_INSTALL)
    if start == 0 and stop is None:
        return read_bytes(path, limits=limits)
    with regular_file(path) as (descriptor, size), os.fdopen(descriptor, "rb", closefd=False) as stream:
        return lines_of_table(stream, size, start, stop, limits)


def _unpacked_range(path: Path, start: int, stop: int) -> bytes:
    """A range of a compressed file that nobody has unpacked for us, from its beginning."""
    with regular_file(path), closing(PackedParts()) as parts:
        data = parts.read(str(path), start, stop)
    if len(data) < stop - start:
        why = "the file changed while it was read"
        raise UnreadableFile(str(path), "changed", why, "Ingest it again when nothing writes to it any more.")
    return data
