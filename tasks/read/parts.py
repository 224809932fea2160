"""The bytes of a file, or of a part of a big one: where it can be cut, and what a reader is given of a part."""

import os
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import BinaryIO

from tasks.read.cuts import PackedParts, is_cut, split_content, split_points
from tasks.read.endings import LINES, TABLES, WEB_ARCHIVE, ending_of
from tasks.read.errors import UnreadableFile
from tasks.read.files import SplitFile, changed_meanwhile, read_bytes, regular_file
from tasks.read.limits import DEFAULT, Limits
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

    A splitter takes the file, open at its beginning, and how many bytes a part should have. It raises `Refused` or
    `NotCut` where the file must be read as a whole.
    """
    return partial(split_content, limits=limits) if is_cut(path) else _SPLITTERS.get(ending_of(path))


def read_part(path: Path, start: int = 0, stop: int | None = None, limits: Limits = DEFAULT) -> bytes:
    """The bytes of the file or part, of which its frame makes what a reader is given; of Parquet rows as lines of JSON.

    Raises:
        UnreadableFile: as `read_bytes`, and for a table where there is no pyarrow.
        Refused: a part of a table cannot be decoded.
    """
    if stop is not None and is_cut(path.name):
        return _range_of_content(path, start, stop, limits)
    if ending_of(path.name) not in TABLES:
        return read_bytes(path, start, stop, limits)
    if not is_installed():
        # As if it could not be opened: the next run tries again.
        raise UnreadableFile(str(path), MISSING, "pyarrow is needed to read Parquet", HOW_TO_INSTALL)
    if start == 0 and stop is None:
        return read_bytes(path, limits=limits)
    with regular_file(path) as (descriptor, size), os.fdopen(descriptor, "rb", closefd=False) as stream:
        return lines_of_table(stream, size, start, stop, limits)


def _range_of_content(path: Path, start: int, stop: int, limits: Limits) -> bytes:
    """A range of a content that nobody has unpacked for us, from its beginning."""
    with regular_file(path), closing(PackedParts(limits)) as parts:
        data = parts.read(str(path), start, stop)
    if len(data) < stop - start:
        raise changed_meanwhile(path)
    return data
