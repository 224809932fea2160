"""The content of a file that is read from its beginning to its end: unpacked on the way, and never held as a whole."""

import io
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from tasks.read.endings import ending_of, without_packing
from tasks.read.limits import Limits
from tasks.read.outcome import Refused
from tasks.read.tape import as_tape
from tasks.read.unpack import is_packed, most_unpacked, unpacked

BLOCK = 1 << 20
_HEAD = 16


class Readable(Protocol):
    """What is read once, from its beginning to its end or to where it is damaged."""

    @property
    def damage(self) -> Refused | None:
        """Why nothing more comes, once the end is reached; none where the content is whole."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, up to `size`; nothing at the end."""


class Content:
    """The content of a file, to its end or to where it is damaged.

    Arguments:
        stream: the file, at its beginning; seekable.
        name: of the file; its endings say how it is packed.
        limits: `expansion` bounds the content, and `document_bytes` a file in a .zip that must be read at once.
    """

    def __init__(self, stream: BinaryIO, name: str, limits: Limits) -> None:
        self._damage: Refused | None = None
        # As what it is read: a .zip goes on as a tape of what is in it.
        self.name, packing = without_packing(name)
        self._parts = self._until_damage(_parts(stream, self.name, packing, limits))
        self._rest = b""

    @property
    def damage(self) -> Refused | None:
        """Why nothing more comes."""
        return self._damage

    def read(self, size: int, /) -> bytes:
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
            self._damage = damage


class InMemory:
    """A content that is in memory already, and the damage behind it."""

    def __init__(self, data: bytes, damage: Refused | None = None) -> None:
        self.damage = damage
        self._stream = io.BytesIO(data)

    def read(self, size: int, /) -> bytes:
        """The next bytes, up to `size`; nothing at the end."""
        return self._stream.read(size)


def _parts(stream: BinaryIO, name: str, packing: str, limits: Limits) -> Iterator[bytes]:
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(0)
    most = most_unpacked(size, limits)
    blocks = iter(lambda: stream.read(BLOCK), b"")
    if packing and is_packed(head, packing):
        return unpacked(blocks, packing, most)
    if ending_of(name) == ".zip" and head.startswith(b"PK"):
        return as_tape(stream, most, limits)
    return blocks
