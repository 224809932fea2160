"""Wherever a content is cut, and whatever the blocks it comes in, its records are those of the whole."""

import csv
import io
import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.read import DEFAULT, NotCut, cut_feed, cut_records, json_items
from tasks.read.content import InMemory
from tasks.read.cuts import cut
from tasks.read.dispatch import read_from
from tasks.read.endings import without_packing
from tasks.read.outcome import Origin, Refused
from tasks.records import Document, Found, Rejected

ANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXTS = st.lists(st.text(alphabet="ab,;\"'\\[]{}<&\n\r é漢", min_size=1, max_size=12), min_size=1, max_size=12)
SIZES = st.integers(min_value=1, max_value=60)


@pytest.fixture(params=[1, 7, 64, 1 << 20])
def block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """A content that comes in blocks of some bytes."""
    for module in (cut_records, json_items, cut_feed):
        monkeypatch.setattr(module, "BLOCK", request.param)
    return int(request.param)


def in_parts(data: bytes, name: str, size: int, damage: Refused | None = None) -> Iterator[Found | Refused]:
    at = 0
    for part in cut(InMemory(data, damage), without_packing(name)[0], size, DEFAULT):
        assert part.start == at < part.stop
        at = part.stop
        if part.refused:
            yield part.refused
        else:
            inside = part.frame.around(data[part.start : part.stop])
            yield from read_from(inside, Origin(name, part.first_position, DEFAULT), part.frame.name)


def whole(data: bytes, name: str) -> list[Found]:
    return list(read_from(data, Origin(name, 0, DEFAULT)))


@pytest.mark.usefixtures("block")
@ANY
@given(texts=TEXTS, size=SIZES, ending=st.sampled_from(["\r\n", "\n"]))
def test_rows(block: int, texts: list[str], size: int, ending: str) -> None:
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator=ending).writerows([("title", "text"), *((text, f"b {text} b") for text in texts)])
    data = sheet.getvalue().encode()
    if block > len("title,text\r\n"):
        assert list(in_parts(data, "a.csv", size)) == whole(data, "a.csv")


@pytest.mark.usefixtures("block")
@ANY
@given(texts=TEXTS, size=SIZES, wrapped=st.booleans(), indent=st.sampled_from([None, 1]))
def test_items_of_a_list(block: int, texts: list[str], size: int, wrapped: bool, indent: int | None) -> None:
    items = [{"title": text, "tags": [text], "text": f"b {text} b"} for text in texts]
    value = {"status": {"data": 1}, "response": {"items": items, "total": 3}} if wrapped else items
    data = json.dumps(value, indent=indent, ensure_ascii=len(texts) % 2 == 0).encode()
    try:
        assert list(in_parts(data, "a.json", size)) == whole(data, "a.json")
    except NotCut:
        # Where the list begins must be in the first block.
        assert block < 100


def test_a_damaged_range_of_a_wrapped_list_is_not_taken_for_lines() -> None:
    items = [
        '{"text": "The bridge is to be rebuilt."}',
        '{"url": "/a", "tags": []}',
        '{"text": : "It reopens in spring.",\n"tags": [{}]}',
        '{"text": "The canal stays closed."}',
    ]
    data = f'{{"status": 1, "articles": [{",".join(items)}]}}'.encode()
    for size in range(1, len(data)):
        found = [one for one in in_parts(data, "a.json", size) if isinstance(one, Document | Rejected)]
        assert [one.position for one in found if isinstance(one, Document)] == [0, 3], size
        assert [one.position for one in found] == sorted({one.position for one in found}), size


def test_a_later_range_that_begins_as_a_compressed_file_does_is_none() -> None:
    data = b'{"text": "The bridge is to be rebuilt."}\n\x1f\x8b\x08 "text"}\n{"text": "The canal stays closed."}\n'
    found = [one for one in in_parts(data, "a.jsonl.gz", 1) if isinstance(one, Document | Rejected)]
    assert [(one.position, type(one)) for one in found] == [(0, Document), (1, Rejected), (2, Document)]


@pytest.mark.usefixtures("block")
@ANY
@given(texts=TEXTS, size=SIZES)
def test_lines(texts: list[str], size: int) -> None:
    data = b"".join(json.dumps({"text": f"b {text}"}).encode() + b"\n" * (1 + len(text) % 2) for text in texts)
    assert list(in_parts(data, "a.jsonl", size)) == whole(data, "a.jsonl")


@pytest.mark.usefixtures("block")
@ANY
@given(texts=TEXTS, size=SIZES)
def test_items_of_a_feed(block: int, texts: list[str], size: int) -> None:
    told = "".join(f"<item><description><![CDATA[b {text} b]]></description></item>\n" for text in texts)
    data = f'<?xml version="1.0"?><rss><channel><title>Post</title>{told}</channel></rss>'.encode()
    if block > 100:
        assert list(in_parts(data, "a.xml", size)) == whole(data, "a.xml")
