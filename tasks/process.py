"""The steps of one chunk, fused: clean → language → translation → fingerprint, in a worker process.

Documents go through the steps by the handful: a step that works on arrays takes those of all at once.

Imports neither Prefect nor SQLAlchemy, so that a worker starts fast and stays small.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import thread_time
from typing import TypeAlias, TypeVar

from schema.compress import pack_bytes, pack_text
from tasks.chunks import Chunk, ChunkResult, Piece, Result, StoredArticle
from tasks.clean import CleaningSettings, clean_all
from tasks.duplicates import fingerprint_all
from tasks.faults import fault
from tasks.guard import Ended, Trial, turn, watching
from tasks.handfuls import handful, weight_of
from tasks.language import detect_languages
from tasks.read import DEFAULT, Limits
from tasks.records import Article, Document, Found, PassedOver, Rejected
from tasks.translation import find_all_translation_artifacts

Key = TypeVar("Key")
# What becomes of something that a reader found.
Outcome: TypeAlias = StoredArticle | PassedOver | Rejected


@dataclass(frozen=True, slots=True)
class ProcessSettings:
    """What a run may change about the steps; part of every call, so that workers hold no state of a run."""

    cleaning: CleaningSettings = field(default_factory=CleaningSettings)
    limits: Limits = DEFAULT


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
    chunk: Chunk[Piece],
    step: Callable[[Sequence[Piece], ProcessSettings, StageClock], Iterable[Result]],
    settings: ProcessSettings,
) -> ChunkResult[Result]:
    """Process the pieces of a chunk.

    Arguments:
        chunk: files, byte ranges or stored documents.
        step: `process_slices`, `reprocess` or `replay`, with a result for each piece, in order; nothing that a document
            holds raises out of them.
        settings: of the run.
    """
    clock = StageClock()
    results = tuple(step(chunk.pieces, settings, clock))
    return ChunkResult(chunk.number, results, clock.seconds)


def process_watched(
    chunk: Chunk[Piece],
    step: Callable[[Sequence[Piece], ProcessSettings, StageClock], Iterable[Result]],
    settings: ProcessSettings,
    trial: Trial | None = None,
) -> ChunkResult[Result]:
    """`process_chunk` in the main thread of a process of its own, which ends what takes longer than the limits."""
    with watching(settings.limits.document_seconds, trial):
        return process_chunk(chunk, step, settings)


def process_records(
    records: Iterator[tuple[Key, Found]], settings: ProcessSettings, clock: StageClock
) -> Iterator[tuple[Key, Outcome]]:
    """Run the steps over documents, a handful at a time; what is none passes, and the order stays.

    Arguments:
        records: as readers give them, each with whatever its outcome is to come back with.
        settings: of the run.
        clock: takes the seconds of every step.
    """
    while True:
        with clock.stage("read"):
            some = handful(records, _weight)
        if not some:
            return
        documents = [record for _, record in some if isinstance(record, Document)]
        outcomes = iter(process_together(documents, settings, clock))
        for key, record in some:
            yield key, next(outcomes) if isinstance(record, Document) else record


def _weight(keyed: tuple[Key, Found]) -> int:
    record = keyed[1]
    return weight_of(record.text, record.content) if isinstance(record, Document) else 0


def process_together(
    documents: Sequence[Document], settings: ProcessSettings, clock: StageClock
) -> list[StoredArticle | Rejected]:
    """Run the steps over a handful of documents; where that fails, over each by itself, to see which one it is."""
    if len(documents) > 1:
        with suppress(Exception, Ended), turn(settings.limits.document_seconds):
            return [*store_all(process_documents(documents, settings, clock), clock)]
    return [process_or_reject(document, settings, clock) for document in documents]


def process_or_reject(document: Document, settings: ProcessSettings, clock: StageClock) -> StoredArticle | Rejected:
    """Run the steps over one document; a fault in one of them costs this document and no other."""
    try:
        with turn(settings.limits.document_seconds):
            (stored,) = store_all([process_document(document, settings, clock)], clock)
    except (Exception, Ended) as error:
        return fault(document, error)
    return stored


def process_document(document: Document, settings: ProcessSettings, clock: StageClock) -> Article:
    """Run the pure steps over one document."""
    (article,) = process_documents([document], settings, clock)
    return article


def process_documents(documents: Sequence[Document], settings: ProcessSettings, clock: StageClock) -> list[Article]:
    """Run the pure steps over documents: an article for each, in order."""
    with clock.stage("clean"):
        articles = clean_all(documents, settings.cleaning)
    return describe(articles, clock)


def describe(articles: list[Article], clock: StageClock) -> list[Article]:
    """Run the steps after cleaning."""
    for name, step in STEPS:
        with clock.stage(name):
            articles = step(articles)
    return articles


STEPS: tuple[tuple[str, Callable[[Sequence[Article]], list[Article]]], ...] = (
    ("language", detect_languages),
    ("translation", find_all_translation_artifacts),
    ("fingerprint", fingerprint_all),
)


def store_all(articles: Sequence[Article], clock: StageClock) -> list[StoredArticle]:
    """Compress what the writer stores compressed, and drop the plain copies, which would only cross a pipe."""
    with clock.stage("compress"):
        return [_store(article) for article in articles]


def _store(article: Article) -> StoredArticle:
    document = article.document
    packed = pack_text(document.text, article.body)
    content = None if document.content is None else pack_bytes(document.content)
    return StoredArticle(article.changed(document=document.changed(text="", content=None)), packed, content)


def warm() -> None:
    """Load every model and table once, before the first document: a forked worker then shares the memory."""
    # Paragraphs with a short line between them, so that the line model is asked too.
    paragraph = "The council met on Monday evening and decided, after a long debate, to build the second bridge."
    text = f"{paragraph}\nA view from the town\n{paragraph[:4]}old {paragraph[4:]}"
    sample = Document("warm-up", 0, text, "", "text/plain", "utf-8")
    process_document(sample, ProcessSettings(), StageClock())
