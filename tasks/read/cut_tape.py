"""Where an archive can be cut: between its files, each range a tape again; and within a large file of records."""

import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace

from tasks.read.archives import BROKEN, TapeEntry, unreadable
from tasks.read.content import Readable
from tasks.read.cut_records import NotCut
from tasks.read.files import ByteRange, Frame
from tasks.read.limits import Limits
from tasks.read.outcome import Refused

Cutter = Callable[[Readable, int, Limits], Iterator[ByteRange]]
_TAPE = Frame(name="part.tar")
_PLAIN = (tarfile.REGTYPE, tarfile.AREGTYPE)


def cut_tape(
    content: Readable, range_bytes: int, limits: Limits, cutter_for: Callable[[str], Cutter | None]
) -> Iterator[ByteRange]:
    """Ranges of whole files of an archive, or of the records in a large one; then why there are no more.

    Arguments:
        content: a tape.
        range_bytes: a range ends with the first file or record that reaches this many bytes.
        limits: `document_bytes` bounds a file that cannot be cut.
        cutter_for: what cuts a file of records of some name; none where nothing does.
    """
    start = begin = 0
    damage: Refused | None = None
    try:
        with tarfile.open(fileobj=content, mode="r|", tarinfo=TapeEntry) as archive:  # type: ignore[call-overload] # it reads, no more
            while (entry := archive.next()) is not None:
                # It would keep them all.
                archive.members.clear()
                begin = entry.offset
                large = entry.size > limits.document_bytes and entry.type in _PLAIN
                if begin > start and (large or begin - start >= range_bytes):
                    yield ByteRange(start, begin, 0, _TAPE)
                    start = begin
                if large:
                    yield from _cut_member(archive, entry, range_bytes, limits, cutter_for(entry.name))
                    start = begin = archive.offset
            damage, begin = content.damage, archive.offset
    except BROKEN as error:
        if begin == 0:
            raise NotCut from error
        damage = content.damage or unreadable(error)
    if start < begin:
        yield ByteRange(start, begin, 0, _TAPE)
    if damage:
        yield ByteRange(begin, begin + 1, 0, Frame(name=_TAPE.name), damage)


def _cut_member(
    archive: tarfile.TarFile, entry: tarfile.TarInfo, range_bytes: int, limits: Limits, cutter: Cutter | None
) -> Iterator[ByteRange]:
    """Ranges of the records in a large file; or why it is not read."""
    shift = entry.offset_data
    is_cut = False
    try:
        parts = iter(()) if cutter is None else cutter(_Member(archive, entry), range_bytes, limits)
        for part in parts:
            is_cut = True
            frame = replace(part.frame, name=entry.name)
            yield replace(part, start=part.start + shift, stop=part.stop + shift, frame=frame)
    except NotCut:
        if is_cut:
            raise
    if not is_cut:
        found = f"{entry.name}, a file of {entry.size:,} bytes in an archive, which cannot be read in parts."
        why = Refused("too-large", f"{found} Unpack the archive by hand and ingest what is in it.")
        yield ByteRange(shift, archive.offset, 0, _TAPE, why)


class _Member:
    """The content of a file of an archive, to its end or to where the archive is damaged."""

    def __init__(self, archive: tarfile.TarFile, entry: tarfile.TarInfo) -> None:
        self.damage: Refused | None = None
        self._file = archive.extractfile(entry)

    def read(self, size: int, /) -> bytes:
        """The next bytes, up to `size`; nothing at the end."""
        try:
            return self._file.read(size) if self._file is not None else b""
        except BROKEN as error:
            self.damage = unreadable(error)
            return b""
