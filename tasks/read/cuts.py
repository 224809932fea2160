"""Files whose content is cut into parts: which they are, where each can be cut, and the parts, one after the other.

A compressed file, a table, a list, a feed or an archive can only be read from its beginning. So the process that hands
out the parts reads it once to see where it can be cut, and once more to fill the parts, of which a few are in memory at
a time. Ranges are in bytes of the content; after a crash the parts that are loaded are passed over.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from tasks.read.content import BLOCK, Content, Readable
from tasks.read.cut_feed import cut_items
from tasks.read.cut_records import cut_lines, cut_list, cut_rows
from tasks.read.cut_tape import Cutter, cut_tape
from tasks.read.endings import ARCHIVES, FEEDS, LINES, SHEETS, ending_of, without_packing
from tasks.read.files import ByteRange, SplitFile, hash_and_size
from tasks.read.limits import DEFAULT, Limits
from tasks.read.names import on_disk

_CUTTERS: dict[str, Cutter] = {
    **dict.fromkeys(LINES, cut_lines),
    **{ending: partial(cut_rows, ending=ending) for ending in SHEETS},
    **dict.fromkeys(FEEDS, cut_items),
    ".json": cut_list,
}


def cutter_for(name: str) -> Cutter | None:
    """What cuts a file of records that is called so, once it is unpacked; none where nothing does."""
    return _CUTTERS.get(ending_of(name))


def is_cut(name: str) -> bool:
    """Whether a file of a name is read in parts of its content; unpacked lines are read in parts of the file itself."""
    bare, packing = without_packing(name)
    ending = ending_of(bare)
    if ending == ".zip":
        return not packing
    return ending in ARCHIVES or (ending in _CUTTERS and (bool(packing) or ending not in LINES))


def is_packed(name: str) -> bool:
    """Whether the content of a file of a name is larger than the file."""
    bare, packing = without_packing(name)
    return bool(packing) or ending_of(bare) == ".zip"


def cut(content: Readable, name: str, range_bytes: int, limits: Limits) -> Iterator[ByteRange]:
    """The ranges of a content, whatever it is, in order; the last says why there are no more, where it is damaged.

    Arguments:
        content: unpacked; a .zip is a tape here.
        name: of the file, unpacked.
        range_bytes: a range ends with the first record that reaches this many bytes.
        limits: what is accepted of it.

    Raises:
        NotCut: it can be read as a whole only, if at all.
    """
    if ending_of(name) in ARCHIVES:
        return cut_tape(content, range_bytes, limits, cutter_for)
    return _CUTTERS[ending_of(name)](content, range_bytes, limits)


def split_points(stream: BinaryIO, range_bytes: int = 8_000_000) -> SplitFile:
    """One pass over a file with a record per line: its SHA-256, its size, and ranges of whole lines.

    Arguments:
        stream: the file, at its beginning.
        range_bytes: a range ends with the first line that reaches this many bytes.

    Raises:
        NotCut: its lines end as those of no other encoding do.
    """
    hashed = _Hashed(stream)
    ranges = tuple(cut_lines(hashed, range_bytes, DEFAULT))
    return SplitFile(hashed.digest.hexdigest(), ranges[-1].stop if ranges else 0, ranges)


class _Hashed:
    """A file that is hashed while it is read."""

    damage = None

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int, /) -> bytes:
        """The next bytes, up to `size`; nothing at the end."""
        block = self._stream.read(size)
        self.digest.update(block)
        return block


def split_content(stream: BinaryIO, range_bytes: int, limits: Limits = DEFAULT) -> SplitFile:
    """Two passes over a file: its SHA-256, and the ranges of its content.

    Arguments:
        stream: the file, at its beginning; it has a name.
        range_bytes: as in `cut`.
        limits: as in `cut`.

    Returns:
        The ranges before the damage where there is some, with the damage; `sha256` is that of the file.

    Raises:
        Refused: `bomb`.
        NotCut: as in `cut`.
    """
    sha256, _ = hash_and_size(stream)
    content = Content(stream, stream.name, limits)
    ranges = tuple(_without_gaps(cut(content, content.name, range_bytes, limits)))
    if content.damage is not None and content.damage.reason == "bomb":
        raise content.damage
    return SplitFile(sha256, ranges[-1].stop if ranges else 0, ranges)


def _without_gaps(ranges: Iterator[ByteRange]) -> Iterator[ByteRange]:
    """Ranges of which each begins where the one before it ends, so that their sizes add up to the content's."""
    at = 0
    for part in ranges:
        gap = part.start - at
        yield replace(part, start=at, frame=replace(part.frame, skip=part.frame.skip + gap)) if gap else part
        at = part.stop


def first_range(stream: BinaryIO, range_bytes: int, limits: Limits) -> ByteRange | None:
    """The first range of a file that is read in parts, found without reading all of it."""
    content = Content(stream, stream.name, limits)
    return next(_without_gaps(cut(content, content.name, range_bytes, limits)), None)


class PackedParts:
    """Ranges of the contents of files, wanted one after the other: the file stays open between two."""

    def __init__(self, limits: Limits = DEFAULT) -> None:
        self._limits = limits
        self._path = ""
        self._stream: BinaryIO | None = None
        self._at = 0
        self._content: Content

    def read(self, path: str, start: int, stop: int) -> bytes:
        """The bytes `start` to `stop` of the content, or as many of them as there are.

        Raises:
            OSError: the file cannot be read.
        """
        if self._stream is None or path != self._path or start < self._at:
            self.close()
            self._stream, self._path = Path(on_disk(path)).open("rb"), path  # noqa: SIM115 - until another one is wanted
            self._content, self._at = Content(self._stream, path, self._limits), 0
        while self._at < start and (passed := self._content.read(min(BLOCK, start - self._at))):
            self._at += len(passed)
        parts = []
        while self._at < stop and (part := self._content.read(min(BLOCK, stop - self._at))):
            parts.append(part)
            self._at += len(part)
        return b"".join(parts)

    def close(self) -> None:
        """Close the file that is open."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
