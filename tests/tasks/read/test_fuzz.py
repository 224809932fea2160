"""Any bytes, text or structure: a reader yields documents and rejections, never an exception, the same each time."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.read import Limits, read_documents
from tasks.read.normalise import normalise
from tasks.records import Document, Rejected

NAMES = ["a.txt", "a.md", "a", "a.html", "a.json", "a.jsonl", "a.pdf"]
SMALL = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FIELD = st.sampled_from(
    [
        *("text", "html", "body", "content", "id", "_id", "url", "source", "title", "date", "authors", "publisher"),
        *("articles", "_source", "name", "rendered", "sections", "paragraphs", "@graph", "@type", "articleBody"),
    ]
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=60)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(FIELD, inner, max_size=5)),
    max_leaves=12,
)
TAGS = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<div class='related'>",
            "</div>",
            "<br>",
            "<h1>",
            "</h1>",
            "<a href=x>",
            "</a>",
            "<!--",
            "-->",
        ),
        *("<script type='application/ld+json'>", "</script>", "<title>", "</title>", "<table><tr><td>", "<ul><li>"),
        *("<meta property='og:title' content='T'>", "<time datetime='2020-01-01'>", "&amp;", "&#0;", "&#xD800;"),
        "The council voted on Tuesday to rebuild the old bridge over the river, and work starts in spring. ",
    ]
)


def hold(data: bytes, name: str) -> None:
    found = list(read_documents(data, name))
    assert found == list(read_documents(data, name))
    for one in found:
        assert one.path == name
        assert len(one.sha256) == 64
        if isinstance(one, Document):
            assert one.text.strip()
            assert normalise(one.text) == one.text
            for value in (one.text, one.headline, one.outlet, one.byline, one.url, one.external_id, one.encoding):
                (value or "").encode()
        else:
            assert isinstance(one, Rejected)
            assert one.reason
            assert one.detail.endswith((".", "?"))
            one.detail.encode()


@pytest.mark.parametrize("name", NAMES)
@given(data=st.binary(max_size=400))
@SMALL
def test_bytes(name: str, data: bytes) -> None:
    hold(data, name)


@pytest.mark.parametrize("name", NAMES)
@given(text=st.text(max_size=300))
@SMALL
def test_text(name: str, text: str) -> None:
    hold(text.encode("utf-8", "surrogatepass"), name)


@given(parts=st.lists(st.one_of(TAGS, st.text(max_size=20)), max_size=40))
@SMALL
def test_pages(parts: list[str]) -> None:
    hold(("<html><body>" + "".join(parts)).encode("utf-8", "surrogatepass"), "a.html")


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@given(value=VALUES)
@SMALL
def test_records(name: str, value: object) -> None:
    hold(json.dumps(value).encode(), name)


@given(value=VALUES)
@SMALL
def test_structured_data(value: object) -> None:
    script = json.dumps({"@type": "NewsArticle", "author": value, "headline": value, "@graph": [value]})
    prose = "The council voted on Tuesday to rebuild the old bridge over the river. " * 5
    page = f"<html><head><script type='application/ld+json'>{script}</script></head><body><p>{prose}</p></body></html>"
    hold(page.encode("utf-8", "surrogatepass"), "a.html")


@given(records=st.lists(VALUES, max_size=6), cut=st.integers(min_value=0, max_value=6))
@SMALL
def test_any_split_of_lines_gives_the_same_records(records: list[object], cut: int) -> None:
    lines = [json.dumps(record).encode() + b"\n" for record in records]
    whole = list(read_documents(b"".join(lines), "a.jsonl", limits=Limits()))
    parts = list(read_documents(b"".join(lines[:cut]), "a.jsonl"))
    if cut < len(lines):
        parts = [part for part in parts if cut] + list(
            read_documents(b"".join(lines[cut:]), "a.jsonl", first_position=cut)
        )
    assert parts == whole or not any(lines[:cut])
