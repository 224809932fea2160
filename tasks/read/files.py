"""Bytes from disk: regular files only, bounded; and what the parts of a big file are."""

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tasks.read.errors import UnreadableFile
from tasks.read.limits import DEFAULT, Limits
from tasks.read.names import on_disk
from tasks.read.outcome import Refused

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Frame:
    """What makes a range of a table, a list, a feed or an archive something that a reader can read by itself.

    Arguments:
        before, after: what stands around the records: the names of the columns, the brackets of a list.
        skip, drop: how many bytes at the beginning and at the end of the range are no records.
        name: of the file within an archive, or of the archive, as which the range is read; its records are numbered
            on from those before it. Empty for a range of the file itself.
    """

    before: bytes = b""
    after: bytes = b""
    skip: int = 0
    drop: int = 0
    name: str = ""

    def around(self, data: bytes) -> bytes:
        """What a reader is given of the bytes of the range."""
        if not (self.before or self.after or self.skip or self.drop):
            return data
        return b"".join((self.before, data[self.skip : len(data) - self.drop], self.after))


AS_IT_IS = Frame()


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Whole records of a file: bytes `start` to `stop`, of which the first record is number `first_position` (from 0).

    `refused` is why nothing of it can be read; a byte stands for what is damaged behind the last record.
    """

    start: int
    stop: int
    first_position: int
    frame: Frame = AS_IT_IS
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class SplitFile:
    """A file of records seen once from end to end: its hash and size, and where it can be read in parts.

    The size and the ranges are those of the content, where that is cut and not the file itself; the last range says
    why there are no more, where it is damaged.
    """

    sha256: str
    size_bytes: int
    ranges: tuple[ByteRange, ...]


def read_bytes(path: Path, start: int = 0, stop: int | None = None, limits: Limits = DEFAULT) -> bytes:
    """The bytes `start` to `stop` of a regular file.

    Raises:
        UnreadableFile: as `regular_file`, and where there are more than `limits.file_bytes` in that range.
    """
    with regular_file(path) as (descriptor, size):
        wanted = max(0, (size if stop is None else stop) - start)
        if wanted > limits.file_bytes:
            why = f"{wanted:,} bytes to be read at once, the limit is {limits.file_bytes:,}"
            remedy = "Split it into smaller files, or store one record per line."
            raise UnreadableFile(str(path), "too-large", why, remedy)
        blocks = []
        while wanted and (block := os.pread(descriptor, wanted, start)):
            blocks.append(block)
            start += len(block)
            wanted -= len(block)
        if wanted:
            raise changed_meanwhile(path)
        return b"".join(blocks)


def hash_and_size(stream: BinaryIO) -> tuple[str, int]:
    """The SHA-256, in hexadecimal, and the bytes of a file that is at its beginning; it is there again afterwards."""
    digest = hashlib.sha256()
    while block := stream.read(_BLOCK):
        digest.update(block)
    size = stream.tell()
    stream.seek(0)
    return digest.hexdigest(), size


@contextmanager
def regular_file(path: Path) -> Iterator[tuple[int, int]]:
    """The descriptor and the size in bytes of a regular file, open to be read.

    Raises:
        UnreadableFile: the path is a folder, FIFO, socket or device, is gone, may not be read, or changed meanwhile.
    """
    try:
        # Without O_NONBLOCK the open itself waits for somebody to write into a FIFO.
        descriptor = os.open(on_disk(str(path)), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise _unopened(path, error) from error
    except ValueError as error:  # a NUL in the name
        raise UnreadableFile(str(path), "vanished", "no file can have this name", "Check the list of paths.") from error
    try:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise _not_a_file(path)
        yield descriptor, before.st_size
        after = os.fstat(descriptor)
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise changed_meanwhile(path)
    except OSError as error:
        raise UnreadableFile.from_os_error(path, error) from error
    finally:
        os.close(descriptor)


def _unopened(path: Path, error: OSError) -> UnreadableFile:
    if error.errno in {errno.ENXIO, errno.EISDIR}:
        return _not_a_file(path)
    return UnreadableFile.from_os_error(path, error)


def _not_a_file(path: Path) -> UnreadableFile:
    remedy = "Only regular files are read; name the files themselves."
    return UnreadableFile(str(path), "not-a-file", "a folder, pipe, socket or device", remedy)


def changed_meanwhile(path: Path) -> UnreadableFile:
    """What is said of a file that somebody writes to."""
    why = "the file changed while it was read"
    return UnreadableFile(str(path), "changed", why, "Ingest it again when nothing writes to it any more.")
