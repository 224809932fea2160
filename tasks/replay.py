"""Read a quarantined input again, after the file, a limit or a reader was mended."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from schema.compress import unpack_bytes
from tasks.chunks import FileSlice, SliceResult, StoredArticle
from tasks.faults import document_of
from tasks.process import ProcessSettings, Record, SliceDraft, StageClock, process_records, records_in
from tasks.read import Limits, UnreadableFile, read_part
from tasks.read.names import on_disk
from tasks.read.outcome import GIVEN_UP
from tasks.records import NOTHING_STATED, Rejected, Stated


@dataclass(frozen=True, slots=True)
class QuarantinedInput:
    """An input as it lies in quarantine; `sha256` is empty where its file could not be read at all.

    `stated` is what people said of its file when it was read.
    """

    entry_id: int
    path: str
    position: int
    sha256: str
    reason: str
    packed_content: bytes | None
    stated: Stated = NOTHING_STATED


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
    draft = SliceDraft(FileSlice(entry.path, 0, 0, first_position=entry.position, stated=entry.stated))
    try:
        with clock.stage("read"):
            data = _content(entry, settings.limits)
            if not entry.sha256:
                status = Path(on_disk(entry.path)).stat()
                draft.piece = replace(draft.piece, size=status.st_size, modified_at=status.st_mtime_ns)
    except UnreadableFile as error:
        return _stays(entry, error.reason, error.detail)
    draft.sha256 = hashlib.sha256(data).hexdigest()
    records: Iterable[Record]
    if document := document_of(data):
        # Whatever the bytes say: they are those of this entry.
        records = [replace(document, path=entry.path, position=entry.position)]
    else:
        records = records_in(data, draft.piece, settings)
    for _, outcome in process_records(((entry, record) for record in records), settings, clock):
        draft.add(outcome)
    if len(draft.articles) == 1:
        draft.articles = [_at(draft.articles[0], entry.position)]
    return Replayed(entry, draft.result())


def give_up(entry: QuarantinedInput, reason: str) -> Replayed:
    """What stands for an input that no worker survives."""
    return _stays(entry, reason, GIVEN_UP[reason])


def _content(entry: QuarantinedInput, limits: Limits) -> bytes:
    """The bytes of the input; raises `UnreadableFile` when they were too many to keep and the file has changed."""
    if entry.packed_content is not None:
        data = unpack_bytes(entry.packed_content)
        if hashlib.sha256(data).hexdigest() == entry.sha256:
            return data
    data = read_part(Path(entry.path), limits=limits)
    if entry.sha256 and hashlib.sha256(data).hexdigest() != entry.sha256:
        why = "its file has another content now, and only its beginning was kept"
        raise UnreadableFile(entry.path, "changed", why, "Ingest the file again, then drop this entry.")
    return data


def _at(stored: StoredArticle, position: int) -> StoredArticle:
    """A record by itself is the first of its file; its number is that which it had there."""
    document = replace(stored.article.document, position=position)
    return replace(stored, article=replace(stored.article, document=document))


def _stays(entry: QuarantinedInput, reason: str, detail: str) -> Replayed:
    rejected = Rejected(entry.path, entry.position, entry.sha256, reason, detail)
    return Replayed(entry, SliceResult(FileSlice(entry.path, 0, 0), entry.sha256, (), (rejected,)))
