"""Archives of files (.zip, .tar, also compressed): member by member, in memory; nothing is ever written to disk.

Because nothing is written, a member's name can lead nowhere: it only chooses the reader, and names the document where
that has no identifier of its own.
"""

import io
import json
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Self

from tasks.read.endings import ARCHIVES, FEEDS, LINES, SHEETS, ending_of, without_packing
from tasks.read.limits import Limits
from tasks.read.outcome import Refused
from tasks.read.unpack import is_packed, most_unpacked, unpacked

# Files of records, which are read in parts where they are large.
RECORDS = frozenset({*LINES, *SHEETS, *FEEDS, ".json"})
_MOST_MEMBERS = 1_000_000
_LONG_NAMES = frozenset({b"g", b"x", b"X", b"L", b"K"})
_LONGEST_NAME = 1_000_000
# The kind of an entry on a tape that holds why there is nothing else; capital letters are everybody's own (POSIX).
REFUSED = b"Q"
_MOST_WORDS = 4_000
# zipfile lets out whatever a damaged file makes it stumble over; RuntimeError is its word for a missing password.
BROKEN = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, ValueError, LookupError, RuntimeError, AssertionError),
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive; `data` is what is wrong with it where it cannot be read."""

    name: str
    data: bytes | Refused


class TapeEntry(tarfile.TarInfo):
    """An entry of a tape whose name is no longer than names are: `tarfile` would hold a gigabyte of one."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """As it is called by `tarfile` for each head; raises `ReadError`."""
        entry = super().frombuf(buf, encoding, errors)
        if entry.type in _LONG_NAMES and entry.size > _LONGEST_NAME:
            raise tarfile.ReadError("a name or note of it is far too long")
        return entry


def is_archive(data: bytes, ending: str) -> bool:
    """Whether some bytes can be an archive with this ending, damaged or not; what is neither is read as it is."""
    if ending == ".zip":
        return b"PK".startswith(data[:2]) or zipfile.is_zipfile(io.BytesIO(data))
    # No text has zeros, and the head of a tape always has.
    return b"\x00" in data[:512]


def read_archive(data: bytes, ending: str, limits: Limits) -> Iterator[Member]:
    """The files of an archive in their order, unpacked; folders, links and devices are no files, hidden ones no news.

    Arguments:
        data: the archive.
        ending: `.zip` or `.tar`.
        limits: `document_bytes` bounds a member, `expansion` and `file_bytes` all of them together.

    Raises:
        Refused: `bad-archive` or `truncated` where its list of files cannot be read, `bomb` where it expands beyond
            the limits.
    """
    left = min(limits.file_bytes, max(limits.document_bytes, limits.expansion * len(data)))
    members = _zip_members if ending == ".zip" else _tar_members
    for number, packed in enumerate(members(data, limits)):
        if _is_hidden(packed.name):
            continue
        member = _unpacked(packed, limits)
        left -= len(member.data) if isinstance(member.data, bytes) else 0
        if left < 0 or number >= _MOST_MEMBERS:
            raise bomb()
        yield member


def _is_hidden(name: str) -> bool:
    """Whether a file is passed over as it would be in a folder; a Mac packs a hidden one beside each file."""
    return any(part == "__MACOSX" or (part.startswith(".") and part.strip(".")) for part in name.split("/"))


def _unpacked(member: Member, limits: Limits) -> Member:
    """A compressed file of an archive as the file that it was; an archive in an archive stays what it is."""
    bare, packing = without_packing(member.name)
    if not packing or isinstance(member.data, Refused) or ending_of(bare) in ARCHIVES:
        return member
    if not is_packed(member.data, packing):
        return Member(bare, member.data)
    most = min(most_of_member(bare, limits), most_unpacked(len(member.data), limits))
    try:
        return Member(bare, b"".join(unpacked(iter([member.data]), packing, most)))
    except Refused as why:
        return Member(member.name, why)


def _zip_members(data: bytes, limits: Limits) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except BROKEN as error:
        raise unreadable(error) from error
    with archive:
        for entry in archive.infolist():
            if entry.filename.endswith("/"):
                continue
            try:
                with archive.open(entry) as file:
                    content = bounded_member(file, entry.filename, limits)
            except BROKEN as error:
                content = unreadable(error)
            yield Member(entry.filename, content)


def _tar_members(data: bytes, limits: Limits) -> Iterator[Member]:
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:", tarinfo=TapeEntry) as archive:
            for entry in archive:
                file = archive.extractfile(entry) if entry.isreg() or entry.type == REFUSED else None
                if file is not None:
                    bounded = why_refused(file) if entry.type == REFUSED else bounded_member(file, entry.name, limits)
                    yield Member(entry.name, bounded)
    except BROKEN as error:
        raise unreadable(error) from error


def why_refused(file: IO[bytes]) -> Refused:
    """What an entry of the kind `REFUSED` says."""
    try:
        reason, detail = json.loads(file.read(_MOST_WORDS))
    except (ValueError, TypeError) as error:
        return unreadable(error)
    return Refused(str(reason), str(detail)) if reason and detail else unreadable(ValueError("no reason is given"))


def bounded_member(file: IO[bytes], name: str, limits: Limits) -> bytes | Refused:
    """What is in a file of an archive, or why it is not read: the size that an archive states can be a lie."""
    most = most_of_member(name, limits)
    content = file.read(most + 1)
    if len(content) > most:
        found = f"A file of more than {most:,} bytes in an archive."
        return Refused("too-large", f"{found} Unpack the archive by hand and ingest what is in it.")
    return content


def most_of_member(name: str, limits: Limits) -> int:
    """How many bytes a file of an archive may have: one of records more than one that is a document."""
    return limits.file_bytes if ending_of(name) in RECORDS else limits.document_bytes


def bomb() -> Refused:
    """Why an archive is not read that holds too much."""
    found = "It holds far more than an archive of its size should."
    return Refused("bomb", f"{found} If it is honest, unpack it by hand and ingest what is in it.")


def unreadable(error: BaseException) -> Refused:
    """Why an archive, or a file in it, is not read that a library stumbled over."""
    return Refused("bad-archive", f"It cannot be unpacked ({error}). Fetch or pack it again.")
