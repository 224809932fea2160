import gzip
import io
import random
import time
import uuid
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.read import Limits, read_documents
from tasks.read.warc import split_archive
from tasks.records import Document, PassedOver, Rejected

PROSE = "The council voted on Tuesday to rebuild the old bridge over the river, and work starts in spring. "
HTML = "Content-Type: text/html; charset=utf-8\r\n"


def page(n: int, published: str = "2021-05-04", repeat: int = 3) -> bytes:
    head = f'<title>Bridge {n}</title><meta property="article:published_time" content="{published}">'
    return f"<html><head>{head}</head><body><h1>Bridge {n}</h1><p>{n}. {PROSE * repeat}</p></body></html>".encode()


class Archive:
    """A web archive as crawlers write it: a gzip member per record, or none."""

    def __init__(self, *, compressed: bool = True) -> None:
        self.data = b""
        self.compressed = compressed
        self.name = "news.warc.gz" if compressed else "news.warc"

    def record(self, kind: str, about: str, content: bytes) -> None:
        number = uuid.UUID(int=len(self.data))
        headers = f"WARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2021-05-05T10:00:00Z\r\n"
        length = f"Content-Length: {len(content)}\r\n\r\n"
        record = b"WARC/1.0\r\n" + f"{headers}{about}{length}".encode() + content + b"\r\n\r\n"
        self.data += gzip.compress(record, mtime=0) if self.compressed else record

    def answer(self, n: int, payload: bytes, status: str = "200 OK", headers: str = HTML) -> None:
        about = f"WARC-Target-URI: https://www.river.example/{n}\r\nContent-Type: application/http\r\n"
        self.record("response", about, f"HTTP/1.1 {status}\r\n{headers}\r\n".encode() + payload)

    def other(self) -> None:
        self.record("warcinfo", "Content-Type: application/warc-fields\r\n", b"software: test\r\n")


def crawl(*, compressed: bool = True) -> Archive:
    """What a crawl leaves: one page in four records, beside an image, a redirect, an error and notes."""
    archive = Archive(compressed=compressed)
    archive.other()
    archive.answer(1, page(1))
    archive.answer(2, b"\x89PNG\r\n", headers="Content-Type: image/png\r\n")
    archive.answer(3, page(3), status="301 Moved Permanently")
    archive.answer(4, page(4), status="404 Not Found")
    archive.answer(5, page(5))
    archive.other()
    return archive


@pytest.mark.parametrize("compressed", [True, False])
def test_pages_become_documents_and_the_rest_is_counted(compressed: bool) -> None:
    archive = crawl(compressed=compressed)
    first, second, passed = read_documents(archive.data, archive.name)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert passed == PassedOver(archive.name, 5)
    assert (first.position, second.position) == (1, 5)
    assert (first.headline, first.url) == ("Bridge 1", "https://www.river.example/1")
    assert (first.published_at, first.fetched_at) == ("2021-05-04", "2021-05-05T10:00:00Z")
    assert (first.media_type, first.content) == ("text/html", page(1))
    assert first.external_id is not None
    assert first.external_id.startswith("urn:uuid:")
    assert first.external_id != second.external_id


def test_a_date_after_the_fetch_is_not_believed() -> None:
    archive = Archive()
    archive.answer(1, page(1, published="2021-05-06"))
    archive.answer(2, page(2, published="2021-05-07"))
    dates = [found.published_at for found in read_documents(archive.data, archive.name)]  # type: ignore[union-attr]
    assert dates == ["2021-05-06", None]


def test_one_gzip_member_around_all_records() -> None:
    archive = crawl(compressed=False)
    found = list(read_documents(gzip.compress(archive.data), "news.warc.gz"))
    assert [getattr(one, "position", None) for one in found] == [1, 5, None]


@pytest.mark.parametrize(
    ("headers", "payload"),
    [
        ("Content-Encoding: gzip\r\n", gzip.compress(page(1))),
        ("Content-Encoding: gzip\r\n", page(1)),
        ("Transfer-Encoding: chunked\r\n", b"%x\r\n%b\r\n0\r\n\r\n" % (len(page(1)), page(1))),
        ("Transfer-Encoding: chunked\r\n", page(1)),
    ],
    ids=["gzip", "said to be gzip", "chunked", "said to be chunked"],
)
def test_pages_as_servers_send_them(headers: str, payload: bytes) -> None:
    archive = Archive()
    archive.answer(1, payload, headers=HTML + headers)
    (found,) = read_documents(archive.data, archive.name)
    assert isinstance(found, Document)
    assert found.content == page(1)


def test_the_charset_is_that_of_the_answer() -> None:
    archive = Archive()
    text = "Мэр города сообщил о ремонте моста через реку. " * 5
    body = f"<html><body><p>{text}</p></body></html>".encode("windows-1251")
    archive.answer(1, body, headers="Content-Type: text/html; charset=windows-1251\r\n")
    (found,) = read_documents(archive.data, archive.name)
    assert isinstance(found, Document)
    assert (found.text, found.encoding) == (text.strip(), "cp1251")


@pytest.mark.parametrize("compressed", [True, False])
def test_of_an_archive_that_is_cut_off_the_whole_records_are_read(compressed: bool) -> None:
    archive = crawl(compressed=compressed)
    end = archive.data.index(b"WARC/1.0", 1) if not compressed else archive.data.index(b"\x1f\x8b\x08", 1)
    kinds = set()
    for cut in range(end + 1, len(archive.data), 37):
        found = list(read_documents(archive.data[:cut], archive.name))
        whole = [one for one in found if isinstance(one, Document)]
        torn = [one for one in found if isinstance(one, Rejected)]
        assert [one.position for one in whole] == [1, 5][: len(whole)]
        assert {one.reason for one in torn} <= {"truncated"}
        kinds.add((len(whole), len(torn)))
    assert {(0, 1), (1, 1), (2, 1)} <= kinds


@pytest.mark.parametrize("compressed", [True, False])
def test_a_damaged_record_costs_itself_only(compressed: bool) -> None:
    archive = Archive(compressed=compressed)
    starts = []
    for n in range(4):
        starts.append(len(archive.data))
        archive.answer(n, page(n))
    at = starts[1]
    broken = archive.data[:at] + b"XXXXXXXXXXXX" + archive.data[at + 12 :]
    first, second, third, fourth = read_documents(broken, archive.name)
    assert isinstance(second, Rejected)
    assert (second.reason, second.position) == ("bad-archive", 1)
    assert second.content.lstrip().startswith(b"XXXX")
    assert [one.position for one in (first, third, fourth) if isinstance(one, Document)] == [0, 2, 3]


def test_a_page_without_an_article_is_rejected_with_its_record() -> None:
    archive = Archive()
    archive.answer(1, b"<html><body></body></html>")
    (found,) = read_documents(archive.data, archive.name)
    assert isinstance(found, Rejected)
    assert found.reason == "no-text"
    # What was kept can be read again by itself.
    (again,) = read_documents(found.content, archive.name)
    assert again == found


def test_what_is_larger_than_a_document_may_be() -> None:
    archive = Archive()
    archive.answer(1, page(1, repeat=3_000))
    archive.answer(2, b"\x00" * 500_000, headers="Content-Type: video/mp4\r\n")
    archive.answer(3, page(3))
    limits = Limits(document_bytes=100_000)
    large, small, passed = read_documents(archive.data, archive.name, limits=limits)
    assert isinstance(large, Rejected)
    assert (large.reason, large.position) == ("too-large", 0)
    assert isinstance(small, Document)
    assert passed == PassedOver(archive.name, 1)


def test_a_bomb_in_a_record() -> None:
    zeros = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 60000000\r\n\r\n" + bytes(60_000_000)
    archive = Archive()
    archive.answer(1, page(1))
    began = time.process_time()
    bomb, whole = read_documents(gzip.compress(zeros, 1) + archive.data, archive.name)
    assert isinstance(bomb, Rejected)
    assert bomb.reason == "bomb"
    assert isinstance(whole, Document)
    assert time.process_time() - began < 5


def long_crawl(compressed: bool, records: int) -> Archive:
    archive, rng = Archive(compressed=compressed), random.Random(3)
    for n in range(records):
        filler = rng.randbytes(rng.randint(1, 4_000)).hex().encode()
        archive.answer(n, page(n) + b"<!--" + filler + b"-->")
        if n % 3 == 0:
            archive.other()
    return archive


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("range_bytes", [1, 5_000, 40_000, 10_000_000])
def test_ranges_give_what_the_whole_gives(compressed: bool, range_bytes: int) -> None:
    archive = long_crawl(compressed, 40)
    data = archive.data[:60_000] + b"damage" + archive.data[60_010:-100]
    split = split_archive(io.BytesIO(data), range_bytes)
    assert b"".join(data[part.start : part.stop] for part in split.ranges) == data
    assert {1: 50, 5_000: 10, 40_000: 2, 10_000_000: 1}[range_bytes] <= len(split.ranges) <= len(data) / range_bytes + 1
    parts = [
        one
        for part in split.ranges
        for one in read_documents(data[part.start : part.stop], archive.name, first_position=part.first_position)
    ]
    whole = list(read_documents(data, archive.name))
    assert documents(parts) == documents(whole)
    assert len(documents(whole)) > 35
    # One of the 14 is cut off at the end.
    assert sum(one.records for one in parts if isinstance(one, PassedOver)) == 13
    assert [(one.position, one.reason) for one in parts if isinstance(one, Rejected)] == [
        (one.position, one.reason) for one in whole if isinstance(one, Rejected)
    ]


def documents(found: list[object]) -> list[Document]:
    return [one for one in found if isinstance(one, Document)]


@given(st.binary(max_size=300), st.booleans(), st.integers(0, 2_000))
@settings(max_examples=60, deadline=None)
def test_any_bytes_in_an_archive(data: bytes, compressed: bool, at: int) -> None:
    archive = crawl(compressed=compressed)
    for one in read_documents(archive.data[:at] + data + archive.data[at + 1 :], Path(archive.name).name):
        assert isinstance(one, Document | Rejected | PassedOver)
