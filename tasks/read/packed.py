"""Compressed files of lines (.jsonl.gz, .jsonl.zst, …), read in parts: one process unpacks, the others read.

A compressed file can only be read from its beginning. So the process that hands out the parts unpacks it once to see
where lines end, and once more to fill the parts, of which a few are in memory at a time. Ranges are in bytes of the
content; after a crash the parts that are loaded are unpacked and passed over.
"""

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from tasks.read.endings import LINES, ending_of
from tasks.read.files import SplitFile, split_points
from tasks.read.limits import DEFAULT, Limits
from tasks.read.names import on_disk
from tasks.read.outcome import Refused
from tasks.read.unpack import COMPRESSED, most_unpacked, unpacked

_BLOCK = 1 << 20


def is_packed_lines(name: str) -> bool:
    """Whether a name is that of a compressed file with one record per line."""
    ending = ending_of(name)
    return ending in COMPRESSED and ending_of(name[: -len(ending)]) in LINES


def split_packed_lines(stream: BinaryIO, range_bytes: int, limits: Limits = DEFAULT) -> SplitFile:
    """Two passes over a compressed file of lines: its SHA-256, and the ranges of its content.

    Arguments:
        stream: the file, at its beginning; it has a name.
        range_bytes: a range ends with the first line that reaches this many bytes of the content.
        limits: `expansion` bounds the content.

    Returns:
        The ranges before the damage where there is some, with the damage; `sha256` is that of the file.

    Raises:
        Refused: `bomb`.
    """
    digest = hashlib.sha256()
    while block := stream.read(_BLOCK):
        digest.update(block)
    size = stream.tell()
    stream.seek(0)
    content = _Content(stream, most_unpacked(size, limits))
    whole = split_points(content, range_bytes)  # type: ignore[arg-type] # it reads and does nothing else
    if content.damage is not None and content.damage.reason == "bomb":
        raise content.damage
    return replace(whole, sha256=digest.hexdigest(), damage=content.damage)


class PackedParts:
    """Ranges of the contents of compressed files, wanted one after the other: the file stays open between two."""

    def __init__(self) -> None:
        self._path = ""
        self._stream: BinaryIO | None = None
        self._at = 0
        self._content: _Content

    def read(self, path: str, start: int, stop: int) -> bytes:
        """The bytes `start` to `stop` of the content, or as many of them as there are.

        Raises:
            OSError: the file cannot be read.
        """
        if self._stream is None or path != self._path or start < self._at:
            self.close()
            self._stream, self._path = Path(on_disk(path)).open("rb"), path  # noqa: SIM115 - until another one is wanted
            # The first pass has bounded what is in it.
            self._content, self._at = _Content(self._stream, sys.maxsize), 0
        while self._at < start and (passed := self._content.read(min(_BLOCK, start - self._at))):
            self._at += len(passed)
        parts = []
        while self._at < stop and (part := self._content.read(min(_BLOCK, stop - self._at))):
            parts.append(part)
            self._at += len(part)
        return b"".join(parts)

    def close(self) -> None:
        """Close the file that is open."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None


class _Content:
    """The content of a compressed file, from its beginning to its end or to where it is damaged."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        blocks = iter(lambda: stream.read(_BLOCK), b"")
        self.damage: Refused | None = None
        self._parts = self._until_damage(unpacked(blocks, ending_of(stream.name), most))
        self._rest = b""

    def read(self, size: int) -> bytes:
        """The next bytes, up to `size`; nothing where the content ends."""
        parts, found = [self._rest], len(self._rest)
        while found < size and (part := next(self._parts, None)) is not None:
            parts.append(part)
            found += len(part)
        whole = b"".join(parts)
        self._rest = whole[size:]
        return whole[:size]

    def _until_damage(self, parts: Iterator[bytes]) -> Iterator[bytes]:
        try:
            yield from parts
        except Refused as damage:
            self.damage = damage
