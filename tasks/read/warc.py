"""Web archives (.warc, .warc.gz; Common Crawl's CC-NEWS): each page that a server answered with becomes a document.

Requests, metadata, images, redirects and errors are in every archive beside the pages: they are counted and passed
over. `WARC-Date` is when the page was fetched, so it is no date of publication; but nothing is published after it.
"""

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from tasks.read.dates import published
from tasks.read.fields import is_url
from tasks.read.files import ByteRange, SplitFile, hash_and_size
from tasks.read.markup import read_page
from tasks.read.normalise import one_line
from tasks.read.outcome import Origin, Refused, one_of_many
from tasks.read.web_archive import LONGEST_HEADERS, ArchiveRecord, archive_records
from tasks.records import Document, Found, PassedOver

if TYPE_CHECKING:
    from warcio.statusandheaders import StatusAndHeaders

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
# The longer before what they begin with.
_PROTOCOLS = ("HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/2", "HTTP/3.0", "HTTP/3")
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_CHARSET = re.compile(r"charset\s{0,3}=\s{0,3}[\"']?([\w.:-]{2,40})", re.IGNORECASE)


def read_archived_pages(data: bytes, origin: Origin) -> Iterator[Found]:
    """One document per page; position is the record's number in the file, of whatever kind the records before it are.

    Arguments:
        data: an archive, or a part of one as `split_archive` cuts it.
        origin: its file, the number of its first record, and the limits.
    """
    passed_over = 0
    # What is longer than a document may be need not be held to be refused.
    keep = origin.limits.document_bytes + LONGEST_HEADERS
    for number, record in enumerate(archive_records(io.BytesIO(data), keep, origin.limits), origin.position):
        here = replace(origin, position=number)
        found = one_of_many(partial(_page, record, here), partial(_source, record, data), here)
        if found is None:
            passed_over += 1
        else:
            yield found
    if passed_over:
        yield PassedOver(origin.path, passed_over)


def split_archive(stream: BinaryIO, range_bytes: int) -> SplitFile:
    """Two passes over an archive: its SHA-256, then the ranges of whole records in which it can be read.

    Arguments:
        stream: the file, at its beginning.
        range_bytes: a range ends with the first record that reaches this many bytes.
    """
    sha256, size = hash_and_size(stream)
    ranges: list[ByteRange] = []
    begin = first = 0
    for number, record in enumerate(archive_records(stream, keep=0)):
        if record.start is not None and record.start - begin >= range_bytes:
            ranges.append(ByteRange(begin, record.start, first))
            begin, first = record.start, number
    if begin < size:
        ranges.append(ByteRange(begin, size, first))
    return SplitFile(sha256, size, tuple(ranges))


def _page(record: ArchiveRecord, origin: Origin) -> Document | None:
    """The document of a record; none where the record is no page that a server answered with."""
    if record.damage is not None:
        raise record.damage
    about = _headers(record.headers, ("WARC/",))
    url = (about.get_header("WARC-Target-URI") or "").strip("<> ") if about else ""
    if about is None or (about.get_header("WARC-Type") or "").lower() != "response" or not is_url(url):
        return None
    end = _END_OF_HEADERS.search(record.content, 0, LONGEST_HEADERS)
    answer = _headers(record.content[: end.end()], _PROTOCOLS) if end else None
    if answer is None or end is None or answer.get_statuscode() != "200":
        return None
    kind = answer.get_header("Content-Type") or about.get_header("WARC-Identified-Payload-Type") or ""
    if kind.partition(";")[0].strip().lower() not in _PAGE_TYPES:
        return None
    if record.length > len(record.content):
        found = f"A page of {record.length:,} bytes, the limit for one document is {origin.limits.document_bytes:,}."
        raise Refused("too-large", f"{found} Raise the limit if it is an article.")
    charset = _CHARSET.search(kind)
    payload = _payload(record.content[end.end() :], answer, origin.limits.document_bytes)
    document = read_page(payload, origin, url=url, declared=charset[1] if charset else None)
    number = one_line((about.get_header("WARC-Record-ID") or "").strip("<> "))
    return _as_of(document, number, published(about.get_header("WARC-Date")))


def _source(record: ArchiveRecord, data: bytes) -> bytes:
    return data[record.start :] if record.damage else record.headers + record.content


def _headers(lines: bytes, protocols: tuple[str, ...]) -> "StatusAndHeaders | None":
    from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

    try:
        return StatusAndHeadersParser(protocols).parse(io.BytesIO(lines))
    except (StatusAndHeadersParserException, EOFError, ValueError):
        return None


def _payload(content: bytes, answer: "StatusAndHeaders", most: int) -> bytes:
    """The page itself; crawlers store it as the server sent it, or unpacked with headers that still say otherwise."""
    if (answer.get_header("Transfer-Encoding") or "").lower() == "chunked":
        from warcio.bufferedreaders import ChunkedDataReader

        content = ChunkedDataReader(io.BytesIO(content)).read()
    packing = (answer.get_header("Content-Encoding") or "").strip().lower()
    if packing not in {"gzip", "x-gzip", "deflate"}:
        return content
    for window in (47, -15):  # gzip and zlib by their headers, then deflate without any
        inflater = zlib.decompressobj(window)
        try:
            return inflater.decompress(content, most + 1)
        except zlib.error:
            continue
    return content


def _as_of(document: Document, record_id: str | None, fetched_at: str | None) -> Document:
    """The document with what the record says of it; a date of publication after the fetch is not believed."""
    published_at = document.published_at
    if published_at and fetched_at:
        # A day ahead is a time zone.
        latest = date.fromisoformat(fetched_at[:10]) + timedelta(days=1)
        published_at = published_at if published_at[:10] <= latest.isoformat() else None
    return replace(document, external_id=record_id, fetched_at=fetched_at, published_at=published_at)
