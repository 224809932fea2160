"""Read a quarantined input again, after the file, a limit or a reader was mended."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from io import BufferedReader
from itertools import chain
from pathlib import Path

from schema.compress import unpack_bytes
from tasks.chunks import OUTSIDE, FileSlice, SliceResult, StoredArticle
from tasks.discover import LINK_OUTSIDE, is_readable_folder
from tasks.faults import document_of
from tasks.process import ProcessSettings, StageClock, process_records
from tasks.read import Limits, NotCut, PackedParts, SplitFile, UnreadableFile, is_cut, read_part, splitter_for
from tasks.read.archives import Member
from tasks.read.dispatch import read_member, said_of
from tasks.read.files import regular_file
from tasks.read.names import on_disk
from tasks.read.outcome import GIVEN_UP, Origin
from tasks.records import NOTHING_STATED, Found, PassedOver, Rejected, Stated
from tasks.slices import SliceDraft, records_in

# Of a big file no more is read than a part of so many bytes.
PART_BYTES = 8_000_000
FOLDER_READABLE = "This folder can be read by now. Ingest it again: its files are read, and this entry is closed."


@dataclass(frozen=True, slots=True)
class QuarantinedInput:
    """An input as it lies in quarantine; `sha256` is empty where its file could not be read at all.

    `stated` is what people said of its file when it was read. `file_id` and `file_sha256` are the id and the hash of
    that content of the file that it was seen in last, `member` is the name of the file within an archive.
    """

    entry_id: int
    path: str
    position: int
    sha256: str
    reason: str
    packed_content: bytes | None
    stated: Stated = NOTHING_STATED
    file_id: int | None = None
    file_sha256: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of a quarantined input: articles, or the reason why it stays."""

    entry: QuarantinedInput
    result: SliceResult


def replay(entries: Sequence[QuarantinedInput], settings: ProcessSettings, clock: StageClock) -> Iterator[Replayed]:
    """Read the bytes that were kept, or the file where not all of them were, and run the steps over them."""
    for entry in entries:
        yield _replay(entry, settings, clock)


def _replay(entry: QuarantinedInput, settings: ProcessSettings, clock: StageClock) -> Replayed:
    if entry.reason == OUTSIDE and Path(on_disk(entry.path)).is_symlink():
        # Reading it again is no reason to follow it.
        return _stays(entry, OUTSIDE, LINK_OUTSIDE)
    if not entry.sha256 and is_readable_folder(entry.path):
        return _stays(entry, entry.reason, FOLDER_READABLE)
    draft = SliceDraft(FileSlice(entry.path, 0, 0, stated=entry.stated))
    kept = _kept_whole(entry)
    try:
        with clock.stage("read"):
            records = _records(entry, draft, settings) if kept is None else _records_kept(entry, kept, draft, settings)
    except UnreadableFile as error:
        return _stays(entry, error.reason, error.detail)
    for _, outcome in process_records(((entry, record) for record in records), settings, clock):
        draft.add(outcome)
    if kept is not None and (len(draft.articles), len(draft.rejected)) == (1, 0):
        draft.articles = [_at(draft.articles[0], entry.position)]
    return Replayed(entry, draft.result())


def give_up(entry: QuarantinedInput, reason: str) -> Replayed:
    """What stands for an input that no worker survives."""
    return _stays(entry, reason, GIVEN_UP[reason])


def _records_kept(
    entry: QuarantinedInput, kept: bytes, draft: SliceDraft, settings: ProcessSettings
) -> Iterator[Found]:
    """What is in the bytes of an input that were kept; a document on which a step failed was read already."""
    draft.sha256 = hashlib.sha256(kept).hexdigest()
    if document := document_of(kept):
        # Whatever the bytes say: they are those of this entry.
        return iter([replace(document, path=entry.path)])
    if entry.member:
        origin = Origin(entry.path, entry.position, settings.limits, entry.stated.mapping)
        return said_of(read_member(Member(entry.member, kept), origin), entry.stated)
    return records_in(kept, draft.piece, settings)


def _records(entry: QuarantinedInput, draft: SliceDraft, settings: ProcessSettings) -> Iterator[Found]:
    """What is in the file, or at the entry's place in it, where not all bytes were kept.

    Raises:
        UnreadableFile: the file cannot be read, or is another one now.
    """
    draft.sha256 = entry.sha256
    path = Path(entry.path)
    # What is wrong behind the last whole record has a number, and the hash of the file.
    behind = entry.position > 0 and entry.reason not in GIVEN_UP
    if entry.sha256 and entry.file_sha256 and (behind or entry.file_sha256 != entry.sha256):
        return _record_at(entry, draft.piece, settings)
    data = read_part(path, limits=settings.limits)
    draft.sha256 = hashlib.sha256(data).hexdigest()
    if not entry.sha256:
        status = Path(on_disk(entry.path)).stat()
        draft.piece = replace(draft.piece, size=status.st_size, modified_at=status.st_mtime_ns)
    elif draft.sha256 != entry.sha256:
        raise _changed(path)
    return records_in(data, draft.piece, settings)


def _kept_whole(entry: QuarantinedInput) -> bytes | None:
    """The bytes of the input, if all of them were kept."""
    kept = unpack_bytes(entry.packed_content) if entry.packed_content is not None else None
    return kept if kept is not None and hashlib.sha256(kept).hexdigest() == entry.sha256 else None


def _record_at(entry: QuarantinedInput, piece: FileSlice, settings: ProcessSettings) -> Iterator[Found]:
    """The record at the entry's place in its file, in the smallest part of the file that can be read by itself."""
    path, limits = Path(entry.path), settings.limits
    with regular_file(path), Path(on_disk(entry.path)).open("rb") as stream:
        found = _split(stream, entry.path, limits)
    if found.sha256 != entry.file_sha256:
        raise _changed(path)
    return _in_parts(entry, [piece.at(part) for part in found.ranges] or [piece], settings)


def _split(stream: BufferedReader, path: str, limits: Limits) -> SplitFile:
    """The parts of a file that can be read by themselves, which may be all of it."""
    if (splitter := splitter_for(path, limits)) is not None:
        with suppress(NotCut):
            return splitter(stream, PART_BYTES)
        stream.seek(0)
    sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    return SplitFile(sha256, stream.tell(), ())


def _in_parts(entry: QuarantinedInput, parts: Sequence[FileSlice], settings: ProcessSettings) -> Iterator[Found]:
    # The number of a record in an archive is known to those who read what is before it.
    counted = any(part.frame.name for part in parts)
    if not counted:
        parts = [part for part in parts if part.first_position <= entry.position][-1:]
    with closing(PackedParts(settings.limits)) as content:
        found = chain.from_iterable(_records_of(part, content, settings) for part in parts)
        for number, one in enumerate(one for one in found if not isinstance(one, PassedOver)):
            if entry.position == (number if counted else one.position):
                yield one.changed(position=entry.position)
                return


def _records_of(part: FileSlice, content: PackedParts, settings: ProcessSettings) -> Iterator[Found]:
    if part.refused:
        return iter([Rejected(part.path, part.first_position, part.sha256 or "", part.refused_as, part.refused)])
    if is_cut(part.path) and part.stop is not None:
        data = content.read(part.path, part.start, part.stop)
    else:
        data = read_part(Path(part.path), part.start, part.stop, settings.limits)
    return records_in(part.frame.around(data), part, settings)


def _changed(path: Path) -> UnreadableFile:
    why = "its file has another content now, and only its beginning was kept"
    return UnreadableFile(str(path), "changed", why, "Ingest the file again, then drop this entry.")


def _at(stored: StoredArticle, position: int) -> StoredArticle:
    """A record by itself is the first of its file; its number is that which it had there."""
    document = replace(stored.article.document, position=position)
    return replace(stored, article=replace(stored.article, document=document))


def _stays(entry: QuarantinedInput, reason: str, detail: str) -> Replayed:
    rejected = Rejected(entry.path, entry.position, entry.sha256, reason, detail)
    return Replayed(entry, SliceResult(FileSlice(entry.path, 0, 0), entry.sha256, (), (rejected,)))
