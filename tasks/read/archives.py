"""Archives of files (.zip, .tar, also compressed): member by member, in memory; nothing is ever written to disk.

Because nothing is written, a member's name can lead nowhere: it only chooses the reader, and names the document where
that has no identifier of its own.
"""

import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from tasks.read.limits import Limits
from tasks.read.outcome import Refused

ARCHIVES = frozenset({".zip", ".tar"})
_MOST_MEMBERS = 1_000_000
# zipfile lets out whatever a damaged file makes it stumble over; RuntimeError is its word for a missing password.
_BROKEN = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, ValueError, LookupError, RuntimeError, AssertionError),
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive; `data` is what is wrong with it where it cannot be read."""

    name: str
    data: bytes | Refused


def is_archive(data: bytes, ending: str) -> bool:
    """Whether some bytes can be an archive with this ending, damaged or not; what is neither is read as it is."""
    if ending == ".zip":
        return b"PK".startswith(data[:2]) or zipfile.is_zipfile(io.BytesIO(data))
    # No text has zeros, and the head of a tape always has.
    return b"\x00" in data[:512]


def read_archive(data: bytes, ending: str, limits: Limits) -> Iterator[Member]:
    """The files of an archive in their order; folders, links and devices are no files.

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
    for number, member in enumerate(members(data, limits)):
        left -= len(member.data) if isinstance(member.data, bytes) else 0
        if left < 0 or number >= _MOST_MEMBERS:
            found = "It holds far more than an archive of its size should."
            raise Refused("bomb", f"{found} If it is honest, unpack it by hand and ingest what is in it.")
        yield member


def _zip_members(data: bytes, limits: Limits) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise _unreadable(error) from error
    with archive:
        for entry in archive.infolist():
            if entry.filename.endswith("/"):
                continue
            try:
                with archive.open(entry) as file:
                    content: bytes | Refused = _bounded(file, limits)
            except _BROKEN as error:
                content = _unreadable(error)
            yield Member(entry.filename, content)


def _tar_members(data: bytes, limits: Limits) -> Iterator[Member]:
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for entry in archive:
                file = archive.extractfile(entry) if entry.isreg() else None
                if file is not None:
                    yield Member(entry.name, _bounded(file, limits))
    except _BROKEN as error:
        raise _unreadable(error) from error


def _bounded(file: IO[bytes], limits: Limits) -> bytes | Refused:
    # The size that an archive states can be a lie; what comes out cannot.
    content = file.read(limits.document_bytes + 1)
    if len(content) > limits.document_bytes:
        found = f"A file of more than {limits.document_bytes:,} bytes in an archive."
        return Refused("too-large", f"{found} Unpack the archive by hand and ingest what is in it.")
    return content


def _unreadable(error: BaseException) -> Refused:
    return Refused("bad-archive", f"It cannot be unpacked ({error}). Fetch or pack it again.")
