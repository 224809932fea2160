import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.read import read_documents
from tasks.records import Document, Rejected

TEXT = "The council voted on Tuesday to rebuild the old bridge over the river, and work starts in spring. " * 3
RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>River Post</title><link>https://river.example</link>
<item><title>Bridge</title><link>https://river.example/1</link><guid>post-1</guid><dc:creator>Ada Byron</dc:creator>
<pubDate>Tue, 04 May 2021 09:30:00 +0200</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>{TEXT}</p><p>Second.</p>]]></content:encoded></item>
<item><title>Empty</title></item><item><title>Plain</title><description>{TEXT}</description></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>River Post</title><entry><title>Bridge</title>
<link href="https://river.example/1"/><id>post-1</id><published>2021-05-04T09:30:00+02:00</published>
<author><name>Ada Byron</name></author><content type="html">&lt;p&gt;{TEXT}&lt;/p&gt;</content></entry></feed>"""
NITF = f"""<nitf><head><title>Bridge</title></head><body><body.head><hedline><hl1>Bridge</hl1></hedline>
<byline>Ada Byron</byline></body.head><body.content><p>{TEXT}</p><p>{TEXT}</p></body.content></body></nitf>"""


def test_rss() -> None:
    first, empty, plain = read_documents(RSS.encode(), "a.xml")
    assert isinstance(first, Document)
    assert TEXT.strip() in first.text
    assert (first.headline, first.url, first.external_id) == ("Bridge", "https://river.example/1", "post-1")
    assert (first.outlet, first.byline) == ("River Post", "Ada Byron")
    assert first.published_at == "2021-05-04T07:30:00Z"
    assert isinstance(empty, Rejected)
    assert (empty.reason, empty.position) == ("bad-record", 1)
    assert b"<title>Empty</title>" in empty.content
    assert isinstance(plain, Document)
    assert plain.text == TEXT.strip()


def test_atom() -> None:
    (found,) = read_documents(ATOM.encode(), "a.atom")
    assert isinstance(found, Document)
    assert TEXT.strip() in found.text
    assert (found.headline, found.url, found.byline) == ("Bridge", "https://river.example/1", "Ada Byron")
    assert found.published_at == "2021-05-04T07:30:00Z"


def test_nitf() -> None:
    (found,) = read_documents(NITF.encode(), "a.xml")
    assert isinstance(found, Document)
    assert TEXT.strip() in found.text
    assert (found.headline, found.byline) == ("Bridge", "Ada Byron")


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE rss [<!ENTITY a "bomb"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % b SYSTEM "http://localhost:9/x"> %b;]>',
    ],
    ids=["bomb", "file", "network"],
)
def test_entities(declaration: str) -> None:
    feed = f"{declaration}<rss><channel><item><description>&b; {TEXT}</description></item></channel></rss>"
    began = time.process_time()
    (found,) = read_documents(feed.encode(), "a.xml")
    assert isinstance(found, Rejected)
    assert found.reason == "bad-xml"
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("data", "reason"), [(b"<rss>", "bad-xml"), (b"<a/>", "no-text"), (b"<" * 200_000, "too-many-tags")]
)
def test_no_feed(data: bytes, reason: str) -> None:
    (found,) = read_documents(data, "a.rss")
    assert isinstance(found, Rejected)
    assert found.reason == reason


def test_deeply_nested_xml() -> None:
    (found,) = read_documents(b"<a>" * 50_000, "a.xml")
    assert isinstance(found, Rejected)
    assert found.reason == "bad-xml"


def test_a_page_that_is_called_xml() -> None:
    page = f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{TEXT}</p></body></html>'
    (found,) = read_documents(page.encode(), "a.xml")
    assert isinstance(found, Document)
    assert found.media_type == "text/html"


@given(st.lists(st.sampled_from(["<item>", "</item>", "<title>", "</title>", "<content>", "</content>", "x", "&amp;"])))
def test_any_tags(parts: list[str]) -> None:
    for found in read_documents(f"<rss>{''.join(parts)}</rss>".encode(), "a.xml"):
        assert isinstance(found, Document | Rejected)
