"""What a worker is given and what it gives back: a few files or byte ranges, and the records made of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Generic, TypeVar

from tasks.read.files import AS_IT_IS, ByteRange, Frame
from tasks.record import Record
from tasks.records import NOTHING_STATED, Article, Document, Rejected, Stated

Item = TypeVar("Item")
Piece = TypeVar("Piece")
Result = TypeVar("Result")

# Why a link is not read.
OUTSIDE = "link-outside"


@dataclass(frozen=True, slots=True)
class FileSlice(Record):
    """A whole file, or a byte range of one big file of records.

    `path` is absolute, `size` in bytes, `modified_at` in nanoseconds since 1970. `stop` None means to the end.
    `sha256` is known beforehand for a split file only: a worker that reads the whole file computes it.
    `refused` says why there is nothing to be read, where that is so, and `refused_as` the word for it. `stated` is
    what people say of the file; `again` holds where it is in the database already, and only what is said of it is new.

    Ranges of a compressed file, a table, a list or an archive are those of its content, which has `content_size` bytes;
    `frame` makes of one what a reader can read, and `data` is that, once it is unpacked.
    """

    path: str
    size: int
    modified_at: int
    start: int = 0
    stop: int | None = None
    first_position: int = 0
    sha256: str | None = None
    refused: str = ""
    refused_as: str = OUTSIDE
    stated: Stated = NOTHING_STATED
    again: bool = False
    content_size: int | None = None
    frame: Frame = AS_IT_IS
    data: bytes | None = field(default=None, repr=False)

    @property
    def whole(self) -> bool:
        """Whether this is all of the file."""
        return self.stop is None

    @property
    def is_last(self) -> bool:
        """Whether nothing of the file comes after this."""
        return self.stop is None or self.stop == (self.size if self.content_size is None else self.content_size)

    def at(self, part: ByteRange) -> "FileSlice":
        """A range of this file."""
        place = replace(self, start=part.start, stop=part.stop, first_position=part.first_position, frame=part.frame)
        why = part.refused
        return place if why is None else replace(place, refused=why.detail, refused_as=why.reason)

    def with_data(self, data: bytes) -> "FileSlice":
        """The slice as it goes to a worker, with the bytes of its range; its frame is around them already."""
        return replace(self, data=self.frame.around(data), frame=Frame(name=self.frame.name))

    def without_data(self) -> "FileSlice":
        """The slice as it goes back with its results."""
        return self if self.data is None else replace(self, data=None)

    @property
    def bytes_to_read(self) -> int:
        """How much of the file this slice holds, in bytes."""
        return (self.size if self.stop is None else self.stop) - self.start

    @property
    def bytes_of_file(self) -> float:
        """How much of the file as it is stored, compressed or not, this slice holds."""
        return self.bytes_to_read * self.size / self.content_size if self.content_size else self.bytes_to_read


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that is in the database: size in bytes, modification time in ns, documents, and what was said of it."""

    size: int
    modified_at: int
    documents: int
    stated: Stated = NOTHING_STATED


@dataclass(frozen=True, slots=True)
class StoredDocument(Record):
    """A document that is in the database, to be cleaned again: its text and markup are compressed.

    `body` is the article's as it is now: the text is packed with it.
    """

    article_id: int
    document: Document
    body: str
    packed_text: bytes
    packed_content: bytes | None
    restored: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Chunk(Generic[Piece]):
    """The unit of work and of a transaction; `number` counts from 0 in the order of loading."""

    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class StoredArticle(Record):
    """An article ready to be inserted: its document's text and markup are already compressed."""

    article: Article
    packed_text: bytes
    packed_content: bytes | None


@dataclass(frozen=True, slots=True)
class SliceResult(Record):
    """All that came out of one slice; `sha256` is of the file's bytes, empty where it could not be read.

    `passed_over` counts the records that are no articles and were never meant to be.
    """

    slice: FileSlice
    sha256: str
    articles: tuple[StoredArticle, ...]
    rejected: tuple[Rejected, ...]
    passed_over: int = 0


@dataclass(frozen=True, slots=True)
class ChunkResult(Generic[Result]):
    """What a worker returns: a result for each piece of the chunk, in order, and CPU seconds per step."""

    number: int
    results: tuple[Result, ...]
    stage_seconds: dict[str, float] = field(default_factory=dict)


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of up to `size` items (itertools has it from Python 3.12 on)."""
    items = iter(items)
    while some := list(islice(items, size)):
        yield some
