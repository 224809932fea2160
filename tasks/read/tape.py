"""A .zip as the tape (.tar) that its files would make: read from its beginning to its end, and cut as a tape is.

The list of a .zip stands at its end and leads anywhere in it. A tape is read in one go, and any run of whole files
of it is a tape again.
"""

import json
import tarfile
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from tasks.read.archives import BROKEN, REFUSED, bomb, bounded_member, most_of_member, unreadable
from tasks.read.limits import Limits
from tasks.read.outcome import Refused

_BLOCK = 1 << 20
_MOST_CHARACTERS = 500


def as_tape(stream: BinaryIO, most: int, limits: Limits) -> Iterator[bytes]:
    """The files of a .zip as a tape, in parts of up to a megabyte or one small file.

    Arguments:
        stream: the .zip, seekable.
        most: bytes that may come out.
        limits: `document_bytes` bounds what cannot be cut.

    Raises:
        Refused: `bad-archive` where its list of files cannot be read, `bomb` where more comes out.
    """
    try:
        archive = zipfile.ZipFile(stream)
    except BROKEN as error:
        raise unreadable(error) from error
    size = 0
    with archive:
        for entry in archive.infolist():
            if entry.filename.endswith("/"):
                continue
            for part in _entry(archive, entry, most - size, limits):
                size += len(part)
                if size > most:
                    raise bomb()
                yield part
    yield bytes(2 * tarfile.BLOCKSIZE)


def refused_entry(name: str, why: Refused) -> bytes:
    """An entry that says why a file cannot be read."""
    said = json.dumps([why.reason, why.detail[:_MOST_CHARACTERS]]).encode()
    return _header(name, len(said), REFUSED) + said + _filling(len(said))


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int, limits: Limits) -> Iterator[bytes]:
    if entry.file_size <= limits.document_bytes or most_of_member(entry.filename, limits) == limits.document_bytes:
        try:
            with archive.open(entry) as file:
                content = bounded_member(file, entry.filename, limits)
        except BROKEN as error:
            content = unreadable(error)
        if isinstance(content, Refused):
            yield refused_entry(entry.filename, content)
        else:
            yield b"".join((_header(entry.filename, len(content)), content, _filling(len(content))))
        return
    # Its size must be known before it is on the tape, and what a .zip says of it may be a lie.
    try:
        size = _size(archive, entry, most)
    except BROKEN as error:
        yield refused_entry(entry.filename, unreadable(error))
        return
    yield _header(entry.filename, size)
    with archive.open(entry) as file:
        yield from iter(lambda: file.read(_BLOCK), b"")
    yield _filling(size)


def _size(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> int:
    size = 0
    with archive.open(entry) as file:
        while part := file.read(_BLOCK):
            size += len(part)
            if size > most:
                raise bomb()
    return size


def _header(name: str, size: int, kind: bytes = tarfile.REGTYPE) -> bytes:
    entry = tarfile.TarInfo(name)
    entry.size, entry.type = size, kind
    return entry.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogatepass")


def _filling(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)
