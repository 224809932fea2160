import time

import pytest
from hypothesis import given, settings
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
NITF = f"""<nitf><head><title>Bridge, third version</title><docdata><doc-id id-string="n-1"/>
<date.issue norm="20210504T093000+0200"/></docdata><pubdata name="River Post"/></head><body><body.head><hedline>
<hl1>Bridge</hl1></hedline><byline>By <person>Ada Byron</person><byttl>Staff writer</byttl></byline></body.head>
<body.content><p>{TEXT}</p><p>Second &amp; last.</p></body.content></body></nitf>"""
G2 = f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2021-05-04T12:00:00Z</sent></header><itemSet>
<newsItem guid="urn:newsml:river.example:20210504:1" version="3">
<rightsInfo><copyrightHolder><name>River News Ltd</name></copyrightHolder></rightsInfo>
<itemMeta><provider><name>River News</name></provider>
<versionCreated>2021-05-05T11:30:00+02:00</versionCreated></itemMeta>
<contentMeta><contentCreated>2021-05-04T09:30:00+02:00</contentCreated><creator><name>A. Byron</name></creator>
<by>By Ada Byron</by><headline xml:lang="en">Bridge</headline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head>
<title>Not this</title></head><body><p>{TEXT}</p><p>Second.</p></body></html></inlineXML></contentSet></newsItem>
<newsItem guid="urn:2"><contentMeta><headline>Outer</headline></contentMeta><contentSet><inlineXML>{NITF}</inlineXML>
</contentSet></newsItem>
<newsItem guid="urn:3"><contentMeta><headline>Plain</headline></contentMeta><contentSet>
<inlineData contenttype="text/plain">{TEXT} 2 &lt; 3.</inlineData></contentSet></newsItem>
<newsItem guid="urn:4"><contentMeta><headline>A picture</headline></contentMeta><contentSet>
<remoteContent href="https://river.example/a.jpg"/></contentSet></newsItem>
</itemSet></newsMessage>"""


def test_rss() -> None:
    first, empty, plain = read_documents(RSS.encode(), "a.xml")
    assert isinstance(first, Document)
    assert TEXT.strip() in first.text
    assert (first.headline, first.url, first.external_id) == ("Bridge", "https://river.example/1", "post-1")
    assert (first.outlet, first.byline) == ("River Post", "Ada Byron")
    assert first.published_at == "2021-05-04T07:30:00Z"
    assert isinstance(empty, Rejected)
    assert (empty.reason, empty.position) == ("no-text", 1)
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
    assert found.text == f"{TEXT.strip()}\nSecond & last."
    assert (found.headline, found.byline, found.outlet) == ("Bridge", "Ada Byron", "River Post")
    assert (found.external_id, found.published_at) == ("n-1", "2021-05-04T07:30:00Z")


@pytest.mark.parametrize("name", ["a.xml", "a.newsml"])
def test_newsml_g2(name: str) -> None:
    page, nitf, plain, picture = read_documents(G2.encode(), name)
    assert isinstance(page, Document)
    assert page.text == f"{TEXT.strip()}\nSecond."
    assert (page.headline, page.byline, page.outlet) == ("Bridge", "Ada Byron", "River News")
    assert (page.external_id, page.published_at) == ("urn:newsml:river.example:20210504:1", "2021-05-04T07:30:00Z")
    assert isinstance(nitf, Document)
    assert (nitf.headline, nitf.text) == ("Outer", f"{TEXT.strip()}\nSecond & last.")
    assert isinstance(plain, Document)
    assert plain.text == f"{TEXT}2 < 3."
    assert isinstance(picture, Rejected)
    assert (picture.reason, picture.position) == ("no-text", 3)


def test_a_comment_in_the_place_of_a_value() -> None:
    (found,) = read_documents(b"<rss><item><title><!--none--></title></item></rss>", "a.xml")
    assert isinstance(found, Rejected)
    assert found.reason == "no-text"


def test_the_title_of_an_item_is_no_outlet() -> None:
    item = f"<item><title>Bridge</title><description>{TEXT}</description></item>"
    (found,) = read_documents(f"<items>{item}</items>".encode(), "a.xml")
    assert isinstance(found, Document)
    assert (found.headline, found.outlet) == ("Bridge", None)


def test_a_short_item_is_no_page() -> None:
    (found,) = read_documents(b"<nitf><body><body.content><p>Short.</p></body.content></body></nitf>", "a.nitf")
    assert isinstance(found, Document)
    assert found.text == "Short."


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
    assert time.process_time() - began < 5


@pytest.mark.parametrize(("data", "reason"), [(b"<rss>", "bad-xml"), (b"<a/>", "no-text"), (b"<" * 200_000, "bad-xml")])
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


TAGS = [
    *("item", "title", "content", "newsItem", "contentMeta", "headline", "by", "contentSet", "inlineXML", "inlineData"),
    *("nitf", "body", "body.head", "body.content", "byline", "person", "docdata", "html", "value", "text", "p"),
]


@given(st.lists(st.sampled_from([*(f"<{tag}>" for tag in TAGS), "/", "/", "/", "x", "&amp;", "<!--y-->", "<?z?>"])))
@settings(deadline=None)
def test_any_tags(parts: list[str]) -> None:
    """A stroke closes what was opened last; at the end everything is closed."""
    markup, opened = "", list[str]()
    for part in parts:
        if part.startswith("<") and part[1].isalpha():
            opened.append(part[1:-1])
        markup += f"</{opened.pop()}>" if part == "/" and opened else part if part != "/" else ""
    feed = f"<rss>{markup}{''.join(f'</{tag}>' for tag in reversed(opened))}</rss>"
    for found in read_documents(feed.encode(), "a.xml"):
        assert isinstance(found, Document | Rejected)
        assert getattr(found, "reason", None) not in {"bad-xml", "reader-failed"}
