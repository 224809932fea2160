"""The steps of one chunk, fused: read → clean → language → translation → fingerprint, in a worker process.

Imports neither Prefect nor SQLAlchemy, so that a worker starts fast and stays small.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import thread_time

from schema.compress import pack_bytes, pack_text
from tasks.chunks import Chunk, ChunkResult, FileSlice, Piece, Result, SliceResult, StoredArticle
from tasks.clean import CleaningSettings, clean
from tasks.duplicates import fingerprint
from tasks.faults import fault, reader_fault
from tasks.language import detect_language
from tasks.read import UnreadableFile, read_bytes, read_documents
from tasks.records import Article, Document, PassedOver, Rejected
from tasks.translation import find_translation_artifacts

GIVEN_UP = {
    "too-slow": "Reading it took longer than a minute.",
    "worker-died": "It ended the process that read it, perhaps for want of memory.",
}


@dataclass(frozen=True, slots=True)
class ProcessSettings:
    """What a run may change about the steps; part of every call, so that workers hold no state of a run."""

    outlet: str | None = None
    cleaning: CleaningSettings = field(default_factory=CleaningSettings)


@dataclass(slots=True)
class Processed:
    """What became of the documents of a file or byte range."""

    articles: list[StoredArticle] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    passed_over: int = 0


class StageClock:
    """CPU seconds of this thread per step: wall time says little where workers share cores."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def add(self, seconds: Mapping[str, float]) -> None:
        """Add what another clock has measured."""
        for name, value in seconds.items():
            self.seconds[name] = self.seconds.get(name, 0.0) + value

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of the enclosed block to `name`."""
        began = thread_time()
        try:
            yield
        finally:
            self.add({name: thread_time() - began})


def process_chunk(
    chunk: Chunk[Piece], step: Callable[[Piece, ProcessSettings, StageClock], Result], settings: ProcessSettings
) -> ChunkResult[Result]:
    """Process the pieces of a chunk, one after the other.

    Args:
        chunk: files, byte ranges or stored documents.
        step: `process_slice` or `reprocess`; nothing that a document holds raises out of them.
        settings: of the run.
    """
    clock = StageClock()
    results = tuple(step(piece, settings, clock) for piece in chunk.pieces)
    return ChunkResult(chunk.number, results, clock.seconds)


def process_slice(piece: FileSlice, settings: ProcessSettings, clock: StageClock) -> SliceResult:
    """Process the documents of one file or byte range."""
    if piece.refused:
        return SliceResult(piece, "", (), (Rejected(piece.path, 0, "", "link-outside", piece.refused),))
    try:
        with clock.stage("read"):
            data = read_bytes(Path(piece.path), piece.start, piece.stop)
    except UnreadableFile as error:
        return SliceResult(piece, "", (), (rejection(piece, error),))
    sha256 = piece.sha256 or hashlib.sha256(data).hexdigest()
    done = process_data(data, piece.path, piece.first_position, settings, clock)
    return SliceResult(piece, sha256, tuple(done.articles), tuple(done.rejected), done.passed_over)


def process_data(
    data: bytes, path: str, first_position: int, settings: ProcessSettings, clock: StageClock
) -> Processed:
    """Process the documents in the bytes of a file; the path says how to read them."""
    done = Processed()
    records = read_documents(data, path, first_position=first_position, outlet=settings.outlet)
    while True:
        try:
            with clock.stage("read"):
                record = next(records, None)
        except Exception as error:
            # Whatever it is: a fault in a reader may not stop a batch.
            done.rejected.append(reader_fault(data, path, first_position, error))
            return done
        if record is None:
            return done
        if isinstance(record, PassedOver):
            done.passed_over += record.records
            continue
        outcome = record if isinstance(record, Rejected) else process_or_reject(record, settings, clock)
        if isinstance(outcome, Rejected):
            done.rejected.append(outcome)
        else:
            done.articles.append(outcome)


def process_or_reject(document: Document, settings: ProcessSettings, clock: StageClock) -> StoredArticle | Rejected:
    """Run the steps over one document; a fault in one of them costs this document and no other."""
    try:
        return store(process_document(document, settings, clock), clock)
    except Exception as error:
        return fault(document, error)


def process_document(document: Document, settings: ProcessSettings, clock: StageClock) -> Article:
    """Run the pure steps over one document."""
    with clock.stage("clean"):
        article = clean(document, settings.cleaning)
    for name, step in STEPS:
        with clock.stage(name):
            article = step(article)
    return article


STEPS: tuple[tuple[str, Callable[[Article], Article]], ...] = (
    ("language", detect_language),
    ("translation", find_translation_artifacts),
    ("fingerprint", fingerprint),
)


def store(article: Article, clock: StageClock) -> StoredArticle:
    """Compress what the writer stores compressed, and drop the plain copies, which would only cross a pipe."""
    with clock.stage("compress"):
        document = article.document
        packed = pack_text(document.text, article.body)
        content = None if document.content is None else pack_bytes(document.content)
        return StoredArticle(replace(article, document=replace(document, text="", content=None)), packed, content)


def rejection(piece: FileSlice, error: UnreadableFile) -> Rejected:
    """The quarantine record of a file that could not be opened or read."""
    return Rejected(piece.path, piece.first_position, "", error.reason, error.detail)


def give_up_slice(piece: FileSlice, reason: str) -> SliceResult:
    """The quarantine record of a file that a worker could not survive."""
    detail = f"{GIVEN_UP[reason]} Look at its size and content, split it, and run: copydesk quarantine replay"
    rejected = Rejected(piece.path, piece.first_position, piece.sha256 or "", reason, detail)
    return SliceResult(piece, "", (), (rejected,))


def warm() -> None:
    """Load every model and table once, before the first document: a forked worker then shares the memory."""
    # Paragraphs with a short line between them, so that the line model is asked too.
    paragraph = "The council met on Monday evening and decided, after a long debate, to build the second bridge."
    text = f"{paragraph}\nA view from the town\n{paragraph[:4]}old {paragraph[4:]}"
    sample = Document("warm-up", 0, text, "", "text/plain", "utf-8")
    process_document(sample, ProcessSettings(), StageClock())
