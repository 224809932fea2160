"""The records of a web archive (.warc, .warc.gz; ISO 28500) as they lie in the file, whole, cut off or damaged.

An archive is read like a tape: headers, as many bytes as they state, the next record. Compressed ones have a gzip
member per record, so each member is a place where reading can begin; where one is damaged, the next is looked for.
What is in a record is the business of `warc`.
"""

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from tasks.read.limits import DEFAULT, Limits
from tasks.read.outcome import Refused

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LONGEST_HEADERS = 1 << 16
_BLOCK = 1 << 16
_GZIP = b"\x1f\x8b\x08"
_VERSION = b"WARC/"
_LENGTH = re.compile(rb"^content-length:[ \t]*+(\d{1,18})[ \t\r]*+$", re.IGNORECASE | re.MULTILINE)
# So little is unpacked whatever the expansion: a record of blanks is no bomb.
_HARMLESS = 10_000_000
# So many bytes of a gzip member are enough to see how its content begins.
_KNOWN_BY = 300


@dataclass(frozen=True, slots=True)
class ArchiveRecord:
    """One record of a web archive, or a place where one should be and cannot be read.

    Arguments:
        start: the byte at which reading can begin with it; none for a further record of the same gzip member.
        headers: its WARC headers and the empty line after them.
        content: the beginning of what follows, at most as much as was asked for.
        length: how many bytes follow.
        damage: why it cannot be read; none where it is whole.
    """

    start: int | None
    headers: bytes = b""
    content: bytes = b""
    length: int = 0
    damage: Refused | None = None


def archive_records(stream: BinaryIO, keep: int, limits: Limits = DEFAULT) -> Iterator[ArchiveRecord]:
    """The records of an archive, damaged ones and those after them included.

    Arguments:
        stream: the archive, or a part of one that begins where reading can begin; seekable, at its beginning.
        keep: bytes of each record's content to hand over; the rest of it is passed over without being held.
        limits: `expansion` bounds what a gzip member may unpack to.
    """
    compressed = stream.read(len(_GZIP)) == _GZIP
    stream.seek(0)
    # Tapes and some tools fill up with zeros; empty lines end a record.
    while (begin := _past(stream, b"\x00" if compressed else b"\r\n")) is not None:
        try:
            if compressed:
                yield from _of_member(stream, begin, keep, limits)
            elif record := _read_record(stream, begin, keep):
                yield record
        except Refused as damage:
            yield ArchiveRecord(begin, damage=damage)
            stream.seek(begin + 1)
            _skip_to(stream, _GZIP if compressed else b"\n" + _VERSION)


def _past(stream: BinaryIO, filling: bytes) -> int | None:
    """Where the first byte stands that is no filling; none at the end."""
    while byte := stream.read(1):
        if byte not in filling:
            return stream.seek(-1, io.SEEK_CUR)
    return None


def _of_member(stream: BinaryIO, begin: int, keep: int, limits: Limits) -> Iterator[ArchiveRecord]:
    """The records of a gzip member, nearly always one; the stream is then behind the member."""
    member = _Member(stream, limits)
    reader = io.BufferedReader(member, _BLOCK)
    start: int | None = begin
    while record := _read_record(reader, start, keep):
        yield record
        start = None
    stream.seek(-member.unread, io.SEEK_CUR)


def _read_record(reader: BinaryIO, start: int | None, keep: int) -> ArchiveRecord | None:
    """The next record; none at the end."""
    headers = _read_headers(reader)
    if not headers:
        return None
    stated = _LENGTH.search(headers)
    if stated is None:
        raise Refused("bad-archive", "A record does not say how long it is. Fetch the archive again.")
    length = int(stated[1])
    content = reader.read(min(length, keep))
    left = length - len(content)
    while left and (passed := reader.read(min(left, _BLOCK))):
        left -= len(passed)
    if left:
        found = f"A record ends {left:,} bytes early. What comes before it was read."
        raise Refused("truncated", f"{found} Fetch the archive again to have it, too.")
    return ArchiveRecord(start, headers, content, length)


def _read_headers(reader: BinaryIO) -> bytes:
    """The header lines of the next record with the empty line after them; nothing at the end."""
    lines: list[bytes] = []
    size = 0
    while size < LONGEST_HEADERS and (line := reader.readline(LONGEST_HEADERS)):
        blank = not line.strip()
        if not lines and blank:
            continue
        if not lines and not line.startswith(_VERSION) and not _VERSION.startswith(line):
            raise Refused("bad-archive", "No WARC record where one should begin. Fetch the archive again.")
        lines.append(line)
        size += len(line)
        if blank:
            return b"".join(lines)
    if lines:
        raise Refused("truncated", "The headers of a record do not end. Fetch the archive again to have it, too.")
    return b""


def _skip_to(stream: BinaryIO, mark: bytes) -> None:
    """Go on to where the next record may begin, or to the end."""
    kept = b""
    while block := stream.read(_BLOCK):
        searched = kept + block
        at = searched.find(mark)
        while at >= 0 and mark == _GZIP and not _begins_record(searched[at : at + _KNOWN_BY]):
            at = searched.find(mark, at + 1)
        if at >= 0:
            stream.seek(at - len(searched), io.SEEK_CUR)
            return
        kept = searched[-_KNOWN_BY:]


def _begins_record(data: bytes) -> bool:
    """Whether a gzip member that begins so holds a record: the mark itself is in compressed data by chance, too."""
    try:
        return zlib.decompressobj(wbits=31).decompress(data, len(_VERSION)) == _VERSION
    except zlib.error:
        return False


class _Member(io.RawIOBase):
    """What is in one gzip member, to be read once; `unread` counts the bytes taken from the stream and not used."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._stream = stream
        self._limits = limits
        self._inflater = zlib.decompressobj(wbits=31)
        self._taken = self._given = 0

    @property
    def unread(self) -> int:
        return len(self._inflater.unused_data if self._inflater.eof else self._inflater.unconsumed_tail)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        part = b""
        while not part and not self._inflater.eof:
            part = self._inflate(len(view))
        view[: len(part)] = part
        return len(part)

    def _inflate(self, size: int) -> bytes:
        data = self._inflater.unconsumed_tail
        if not data:
            data = self._stream.read(_BLOCK)
            self._taken += len(data)
            if not data:
                raise Refused("truncated", "The archive ends within a record. Fetch it again to have it, too.")
        try:
            part = self._inflater.decompress(data, size)
        except zlib.error as error:
            found = f"A record cannot be unpacked ({error})."
            raise Refused("bad-archive", f"{found} Fetch the archive again to have it, too.") from error
        self._given += len(part)
        if self._given > max(_HARMLESS, self._limits.expansion * self._taken):
            raise Refused("bomb", "A record unpacks to far more than one of its size should. It was passed over.")
        return part
