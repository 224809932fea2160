"""The records that walk through the DAG: a document as read, and the article it becomes.

A step is a pure function from record to record; what it did, and why, is in the record it returns.
All offsets are in characters of `Document.text`; `end` is exclusive.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

from schema.vocabulary import Category, DuplicateKind, HeadlineSource, Layer
from tasks.record import Record

__all__ = [
    "NOTHING_STATED",
    "Article",
    "Category",
    "Document",
    "DuplicateKind",
    "Found",
    "HeadlineSource",
    "Layer",
    "PassedOver",
    "Rejected",
    "RemovedSpan",
    "Stated",
    "TranslationFlag",
    "body_of",
    "text_of",
]


@dataclass(frozen=True, slots=True)
class Document(Record):
    """One document as read: decoded, extracted and character-normalised, not yet cleaned.

    Dates are ISO 8601 in the precision of the source, in UTC with a final `Z` where a zone was given
    (`2024-03-16`, `2024-03-16T10:17`, `2024-03-16T10:17:05Z`). `fetched_at` is when a crawler fetched it.
    """

    path: str
    position: int
    text: str
    sha256: str
    media_type: str
    encoding: str
    content: bytes | None = None
    external_id: str | None = None
    url: str | None = None
    outlet: str | None = None
    headline: str | None = None
    headline_source: HeadlineSource = HeadlineSource.NONE
    byline: str | None = None
    published_at: str | None = None
    fetched_at: str | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """What people say of a file; it stands above what pages and records say of themselves.

    Arguments:
        outlet: of all documents in it.
        url, headline, published_at: of the document, where the file holds just one.
        mapping: which field of its records is what, as pairs of our name and theirs (`("headline", "titre")`).
    """

    outlet: str | None = None
    url: str | None = None
    headline: str | None = None
    published_at: str | None = None
    mapping: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is said."""
        return self != NOTHING_STATED


NOTHING_STATED = Stated()


@dataclass(frozen=True, slots=True)
class PassedOver(Record):
    """How many records of a file are no articles and were never meant to be: requests, images, redirects."""

    path: str
    records: int


@dataclass(frozen=True, slots=True)
class Rejected(Record):
    """One input that could not become an article, with a reason that a person understands.

    `reason` is a short stable word (`empty`, `binary`, `too-large`, …); `detail` says what was found and what to do.
    `member` is the name of the file within an archive.
    """

    path: str
    position: int
    sha256: str
    reason: str
    detail: str
    content: bytes = b""
    member: str = ""


# What a reader finds in a file.
Found: TypeAlias = Document | Rejected | PassedOver


@dataclass(frozen=True, slots=True)
class RemovedSpan(Record):
    """A part of the text that is not in the body, with the rule and the reason; `confidence` is 0 to 1."""

    start: int
    end: int
    text: str
    rule: str
    category: Category
    layer: Layer
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class TranslationFlag(Record):
    """One piece of evidence that the text was translated; `weight` is 0 to 1 and adds to the score."""

    kind: str
    start: int
    end: int
    excerpt: str
    weight: float
    detail: str


@dataclass(frozen=True, slots=True)
class Article(Record):
    """A document cleaned and described: the text minus `spans` is `body`, exactly."""

    document: Document
    body: str
    spans: tuple[RemovedSpan, ...] = ()
    headline: str | None = None
    headline_source: HeadlineSource = HeadlineSource.NONE
    headline_key: str | None = None
    outlet: str | None = None
    original_source: str | None = None
    byline: str | None = None
    published_at: str | None = None
    dateline: str | None = None
    external_id: str | None = None
    word_count: int = 0
    language: str = "und"
    language_confidence: float = 0.0
    flags: tuple[TranslationFlag, ...] = ()
    translation_score: float = 0.0
    translation_likely: bool = False
    body_hash: bytes = b""
    sketch: tuple[int, ...] = field(default=())


def body_of(text: str, spans: tuple[RemovedSpan, ...]) -> str:
    """The text without its spans; `spans` are in order and do not overlap."""
    kept, at = [], 0
    for span in spans:
        kept.append(text[at : span.start])
        at = span.end
    kept.append(text[at:])
    return "".join(kept)


def text_of(body: str, spans: tuple[RemovedSpan, ...]) -> str:
    """The text as received, put together again from the body and the removed spans."""
    parts, at, length = [], 0, 0
    for span in spans:
        gap = span.start - length
        parts += [body[at : at + gap], span.text]
        at += gap
        length = span.end
    parts.append(body[at:])
    return "".join(parts)
