"""What holds for every input whatsoever; a target of `make fuzz` ends where one of these does not."""

import io
import zlib
from dataclasses import replace

from tasks.clean import clean
from tasks.process import ProcessSettings, StageClock, process_document
from tasks.read import Limits, NotCut, read_documents
from tasks.read.content import Content
from tasks.read.cuts import cut
from tasks.read.dispatch import read_from
from tasks.read.normalise import normalise
from tasks.read.outcome import Origin
from tasks.records import NOTHING_STATED, Article, Document, PassedOver, Rejected, Stated, body_of, text_of

# Small, so that the fuzzer reaches them: it is the code behind a limit that is to be tried.
LIMITS = Limits(document_bytes=200_000, document_characters=100_000, lines=5_000, file_bytes=2_000_000)
SETTINGS = ProcessSettings()
# Every input is read twice where its checksum says so; all of them would be, at half the speed.
_TWICE = 16
# So little that the smallest sample has several.
_RANGE = 300


class Broken(AssertionError):
    """A property that does not hold."""


def must(holds: bool, what: str) -> None:
    """Raise `Broken` unless it holds: `assert` says nothing where Python runs with -O."""
    if not holds:
        raise Broken(what)


def check_reading(data: bytes, name: str, stated: Stated = NOTHING_STATED) -> None:
    """Any bytes under any name become documents and rejections, and each document an article.

    Raises:
        Broken: a property does not hold; whatever else a reader or a step raises is a fault as well.
    """
    found = list(read_documents(data, name, stated=stated, limits=LIMITS))
    if zlib.crc32(data) % _TWICE == 0:
        again = list(read_documents(data, name, stated=stated, limits=LIMITS))
        must(found == again, "reading it twice gives the same")
    for one in found:
        if isinstance(one, PassedOver):
            must(one.records > 0, "what is passed over is counted")
            continue
        must(one.path == name and len(one.sha256) == 64, "path and hash are those of the input")
        if isinstance(one, Rejected):
            _check_rejected(one)
        else:
            _check_document(one)
            check_steps(one)


def check_cutting(data: bytes, name: str) -> None:
    """Any bytes can be cut or not; the ranges lie one behind the other, and what is in them can be read.

    Raises:
        Broken: a property does not hold; whatever else is raised is a fault as well.
    """
    content = Content(io.BytesIO(data), name, LIMITS)
    whole = Content(io.BytesIO(data), name, LIMITS)
    try:
        parts = list(cut(content, content.name, _RANGE, LIMITS))
    except NotCut:
        return
    numbers: list[int] = []
    at = 0
    for part in parts:
        must(at <= part.start < part.stop, f"ranges lie one behind the other: {part}")
        whole.read(part.start - at)
        at = part.stop
        inside = part.frame.around(whole.read(part.stop - part.start))
        origin = Origin(name, part.first_position, LIMITS)
        found = [] if part.refused else list(read_from(inside, origin, part.frame.name))
        numbers += [one.position for one in found if not part.frame.name and not isinstance(one, PassedOver)]
    must(numbers == sorted(set(numbers)), "records are numbered in order")


def _check_rejected(one: Rejected) -> None:
    must(bool(one.reason), "a rejection has a reason")
    must(one.detail.endswith((".", "?")), f"a detail is a sentence: {one.detail}")
    must(len(one.content) <= LIMITS.rejected_bytes, "what is kept of a rejected input is bounded")
    one.detail.encode()


def _check_document(one: Document) -> None:
    must(bool(one.text.strip()), "a document has text")
    must(normalise(one.text) == one.text, "a document's text is normalised")
    must(len(one.text) <= LIMITS.document_characters, "a document's text is within the limit")
    for value in (one.headline, one.outlet, one.byline, one.url, one.external_id, one.encoding, one.published_at):
        (value or "").encode()
        must("\n" not in (value or ""), f"a field is one line: {value!r}")


def check_steps(document: Document) -> Article:
    """A document becomes an article that keeps every character of it, the same each time."""
    article = process_document(document, SETTINGS, StageClock())
    if zlib.crc32(document.text.encode()) % _TWICE == 0:
        again = process_document(document, SETTINGS, StageClock())
        must(article == again, "an article is the same each time")
    _check_spans(article)
    text = document.text
    must(clean(replace(document, text=article.body)).spans == (), "cleaning a body removes nothing")
    must(0.0 <= article.language_confidence <= 1.0 and article.language.isalpha(), "a language and its confidence")
    must(0.0 <= article.translation_score <= 1.0, "a translation score is a share")
    for flag in article.flags:
        must(0 <= flag.start < flag.end <= len(text), f"a flag is a part of the text: {flag}")
    must(all(0 <= value < 1 << 64 for value in article.sketch), "a sketch is of unsigned 64 bit")
    return article


def _check_spans(article: Article) -> None:
    text, at = article.document.text, 0
    for span in article.spans:
        must(at <= span.start < span.end, f"spans are in order and hold something: {span}")
        must(text[span.start : span.end] == span.text, f"a span is its text: {span}")
        at = span.end
    must(body_of(text, article.spans) == article.body, "text minus spans is the body")
    must(text_of(article.body, article.spans) == text, "body plus spans is the text")
