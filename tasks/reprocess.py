"""Clean a stored document again: the same steps as the first time, and what people put back stays in the body."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from schema.compress import pack_text, unpack_bytes, unpack_text
from tasks.chunks import StoredDocument
from tasks.clean import clean_all
from tasks.guard import Ended, turn
from tasks.handfuls import handful, weight_of
from tasks.process import ProcessSettings, StageClock, describe
from tasks.record import Record
from tasks.records import Article, Document, RemovedSpan, body_of


@dataclass(frozen=True, slots=True)
class Recleaned(Record):
    """A stored document cleaned again; `article` None where no worker survived it, and it stays as it was.

    `packed_text` is the document's text, packed with the body that the article has now.
    """

    article_id: int
    article: Article | None
    packed_text: bytes = b""


def reprocess(pieces: Sequence[StoredDocument], settings: ProcessSettings, clock: StageClock) -> Iterator[Recleaned]:
    """Run the pure steps over documents from the database; one on which a step fails stays as it was."""
    waiting = iter(pieces)
    while some := handful(waiting, lambda stored: weight_of(stored.body, stored.packed_content)):
        try:
            with turn(settings.limits.document_seconds):
                recleaned = _again(some, settings, clock)
        except (Exception, Ended):
            recleaned = [_again_or_as_it_is(stored, settings, clock) for stored in some]
        yield from recleaned


def _again_or_as_it_is(stored: StoredDocument, settings: ProcessSettings, clock: StageClock) -> Recleaned:
    try:
        with turn(settings.limits.document_seconds):
            (recleaned,) = _again([stored], settings, clock)
    except (Exception, Ended):
        # A fault of ours may not stop a batch; the article keeps its old version, and the next run tries again.
        return Recleaned(stored.article_id, None)
    return recleaned


def _again(pieces: Sequence[StoredDocument], settings: ProcessSettings, clock: StageClock) -> list[Recleaned]:
    with clock.stage("read"):
        documents = [_unpacked(stored) for stored in pieces]
    with clock.stage("clean"):
        cleaned = clean_all(documents, settings.cleaning)
        articles = [put_back(article, stored.restored) for article, stored in zip(cleaned, pieces, strict=True)]
    articles = describe(articles, clock)
    with clock.stage("compress"):
        return [_packed(stored, article) for stored, article in zip(pieces, articles, strict=True)]


def _unpacked(stored: StoredDocument) -> Document:
    content = None if stored.packed_content is None else unpack_bytes(stored.packed_content)
    return stored.document.changed(text=unpack_text(stored.packed_text, stored.body), content=content)


def _packed(stored: StoredDocument, article: Article) -> Recleaned:
    packed = pack_text(article.document.text, article.body)
    document = article.document.changed(text="", content=None)
    return Recleaned(stored.article_id, article.changed(document=document), packed)


def keep_as_it_is(stored: StoredDocument, _reason: str) -> Recleaned:
    """What stands for a document that no worker survives."""
    return Recleaned(stored.article_id, None)


def put_back(article: Article, restored: Sequence[tuple[int, int]]) -> Article:
    """The article with some ranges of its text back in the body, whatever rules say.

    Arguments:
        article: cleaned.
        restored: start and end of the ranges, in characters of the text.
    """
    if not restored:
        return article
    spans = tuple(part for span in article.spans for part in without(span, restored))
    return article.changed(spans=spans, body=body_of(article.document.text, spans))


def without(span: RemovedSpan, ranges: Sequence[tuple[int, int]]) -> list[RemovedSpan]:
    """The parts of a span that lie in none of the ranges."""
    parts = [(span.start, span.end)]
    for start, end in ranges:
        parts = [piece for a, b in parts for piece in ((a, min(b, start)), (max(a, end), b)) if piece[0] < piece[1]]
    return [replace(span, start=a, end=b, text=span.text[a - span.start : b - span.start]) for a, b in parts]
