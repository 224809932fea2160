"""Inputs that are broken or made to break: each ends as a document or as a rejection that says what to do, in time."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tasks.read import Limits, read_documents
from tasks.records import Document, Rejected

PROSE = "The council voted on Tuesday to rebuild the old bridge over the river, and work starts in spring. "


@contextmanager
def seconds(most: float) -> Iterator[None]:
    began = time.process_time()
    yield
    assert time.process_time() - began < most


def outcome(data: bytes, name: str) -> Document | Rejected:
    (found,) = read_documents(data, name)
    return found


def reason(data: bytes, name: str) -> str:
    found = outcome(data, name)
    assert isinstance(found, Rejected), found.text[:200]
    assert found.content == data[: Limits().rejected_bytes]
    return found.reason


def text(data: bytes, name: str) -> str:
    found = outcome(data, name)
    assert isinstance(found, Document), found
    return found.text


def test_ten_megabytes_on_one_line() -> None:
    with seconds(5):
        assert reason(PROSE.encode() * 101_000, "a.txt") == "too-large"
        assert reason(PROSE.encode() * 10_000, "a.txt") == "line-too-long"


def test_two_hundred_thousand_lines() -> None:
    with seconds(5):
        assert reason(b"short\n" * 200_000, "a.txt") == "too-many-lines"


def test_a_million_repeated_tags() -> None:
    with seconds(5):
        assert reason(b"<b>" * 1_000_000, "a.html") == "too-many-tags"


def test_a_tag_of_a_hundred_thousand_attributes() -> None:
    attributes = " ".join(f'a{number}="x y"' for number in range(100_000))
    with seconds(5):
        assert (
            reason(f"<html><body><p {attributes}>{PROSE * 5}</p></body></html>".encode(), "a.html") == "too-many-tags"
        )
    image = f"<img src='data:image/png;base64,{'A' * 100_000}' data-x='{'a b ' * 20_000}'>"
    assert PROSE.strip() in text(
        f"<html><body><p>{PROSE}</p>{image}<p>{PROSE * 4}</p></body></html>".encode(), "a.html"
    )


@pytest.mark.parametrize("tag", ["div", "b", "table", "li", "blockquote"])
def test_deeply_nested_page(tag: str) -> None:
    depth = 20_000
    page = f"<html><body>{f'<{tag}>' * depth}<p>{PROSE * 3}</p>{f'</{tag}>' * depth}</body></html>"
    with seconds(20):
        assert isinstance(outcome(page.encode(), "a.html"), Document | Rejected)


def test_many_flat_paragraphs_take_linear_time() -> None:
    page = "<html><body><article>" + f"<p>{PROSE}</p>" * 10_000 + "</article></body></html>"
    with seconds(30):
        assert isinstance(outcome(page.encode(), "a.html"), Document | Rejected)


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"text":'])
def test_deeply_nested_json(opening: str) -> None:
    with seconds(5):
        assert reason(opening.encode() * 200_000, "a.json") == "bad-json"
        assert reason(opening.encode() * 200_000, "a.jsonl") == "bad-json"


def test_text_hidden_deep_in_a_record_is_not_followed() -> None:
    record = '{"content": [' * 200 + json.dumps(PROSE) + "]}" * 200
    assert reason(record.encode(), "a.jsonl") == "bad-record"


def test_stray_nuls_are_dropped_and_many_are_binary() -> None:
    assert text(b"The\x00 bridge\x00 is open.", "a.txt") == "The bridge is open."
    assert reason(b"\x00" * 5_000, "a.txt") == "binary"
    assert reason(b"bridge\x00\x01\x02" * 500, "a.txt") == "binary"


def test_lone_surrogates_from_json_escapes() -> None:
    assert text(rb'{"text": "a bridge \ud800 and \ud83d\ude00"}', "a.jsonl") == "a bridge \ufffd and 😀"


def test_surrogates_in_fields_do_not_reach_the_database() -> None:
    found = outcome(rb'{"text": "a bridge", "title": "x \udfff", "id": "\ud800", "author": "\ud800"}', "a.jsonl")
    assert isinstance(found, Document)
    for value in (found.headline, found.external_id, found.byline):
        (value or "").encode()


def test_right_to_left_overrides_do_not_turn_the_text() -> None:
    assert text("pay \u202eevil\u202c now".encode(), "a.txt") == "pay evil now"


def test_zalgo_takes_linear_time() -> None:
    with seconds(5):
        found = text(("o" + "\u0301\u0316" * 50_000).encode(), "a.txt")
    assert len(found) == 100_000


def test_invalid_bytes_in_the_middle_cost_themselves_only() -> None:
    data = ("Über die Brücke fährt der Zug nach München und Köln. " * 20).encode() + b"\xff\xfe" + b" Ende."
    found = outcome(data, "a.txt")
    assert isinstance(found, Document)
    assert found.text.startswith("Über die Brücke")
    assert found.text.endswith("\ufffd\ufffd Ende.")
    assert found.encoding == "utf-8, damaged"
    assert found.content == data


def test_truncated_json() -> None:
    whole = json.dumps({"text": PROSE}).encode()
    assert reason(whole[:-5], "a.json") == "bad-json"
    assert reason(whole[:-5], "a.jsonl") == "bad-json"


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE html [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY b SYSTEM "http://localhost:9/x">]>',
    ],
    ids=["bomb", "file", "network"],
)
def test_entities_of_the_page_are_not_expanded(head: str) -> None:
    page = f"{head}<html><body><article><p>{PROSE * 3}</p><p>&b;{'&b;' * 50} {PROSE}</p></article></body></html>"
    found = outcome(page.encode(), "a.xhtml")
    stored = found.text if isinstance(found, Document) else ""
    assert "aaaaaaaaaa" not in stored
    assert "root:" not in stored


def test_hostile_structured_data_is_no_reason_to_lose_the_article() -> None:
    nested = "[" * 50_000
    page = (
        f'<html><head><script type="application/ld+json">{nested}</script>'
        '<script type="application/ld+json">{"@type": ["NewsArticle"], "headline": 7, "author": [[[["x"]]]],'
        '"datePublished": {"a": 1}, "publisher": [null], "articleBody": ["x"]}</script>'
        '<script type="application/ld+json">"NewsArticle"</script>'
        '<meta property="og:url" content="http://[bad"><meta name="date" content="99999999999999999999">'
        f"</head><body><article><h1></h1><p>{PROSE * 3}</p></article></body></html>"
    )
    assert "rebuild the old bridge" in text(page.encode(), "a.html")


def test_wrong_charset_declarations() -> None:
    for declared in ("no-such-charset", "utf-16", "rot13", "zip", "undefined", "idna", "\xff"):
        page = f'<html><head><meta charset="{declared}"></head><body><p>{PROSE * 3} Brücke</p></body></html>'
        assert "Brücke" in text(page.encode(), "a.html")


@pytest.mark.parametrize(
    "character", [" ", "\u00a0", "\u200b", "\r", "\n", "â€", "Ã©", "<p", "<meta ", "a\u0301", "[", '"']
)
def test_a_hundred_thousand_of_one_character(character: str) -> None:
    data = (character * 100_000).encode()
    for name in ("a.txt", "a.html", "a.json", "a.jsonl"):
        with seconds(10):
            for found in read_documents(data, name):
                assert isinstance(found, Document | Rejected)
