"""Pages (.html, .htm, .xhtml): the article's text, and what the page says about itself."""

import re

from tasks.read.decode import decode
from tasks.read.limits import Limits
from tasks.read.normalise import normalise, one_line
from tasks.read.outcome import NO_ARTICLE, Origin, Refused, bounded, checked, sha256_of
from tasks.records import Document, HeadlineSource

# The HTML standard looks for the charset in the first kilobyte; real pages put scripts before it.
_CHARSET = re.compile(
    rb"<(?:meta|\?xml)\s[^>]{0,300}?(?:charset|encoding)\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_HEAD = 8_192
# The parser compares each attribute of a tag with all others: 100,000 of them took 27 s, 10,000 take 0.3 s.
_LONG_TAG = re.compile(rb"<[^<>]{20000,}+")
_QUOTED = re.compile(rb"\"[^\"]*+\"|'[^']*+'")
_MOST_ATTRIBUTES = 10_000


def read_page(data: bytes, origin: Origin, *, url: str | None = None, declared: str | None = None) -> Document:
    """The document of one page.

    Arguments:
        data: the page's bytes; they are kept as the document's `content`.
        origin: its file and limits.
        url: where the page was fetched from, if a record says so; else the page's own canonical address counts.
        declared: the charset its record states, believed before the page's own.

    Raises:
        Refused: `no-text` where there is no article in it, or what decoding and the limits refuse.
    """
    decoded = decode(bounded_markup(data, origin.limits), declared or declared_charset(data))
    # lxml and trafilatura take 0.4 s to import: a run over plain text never pays for them.
    from tasks.read.page import read_article

    article = read_article(decoded.text, url)
    text = checked_article(article.text, origin.limits)
    headline = one_line(article.headline)
    return Document(
        path=origin.path,
        position=origin.position,
        text=text,
        sha256=sha256_of(text.encode()),
        media_type="text/html",
        encoding=decoded.encoding,
        content=data,
        url=one_line(url or article.url),
        outlet=one_line(article.outlet),
        headline=headline,
        headline_source=HeadlineSource.MARKUP if headline else HeadlineSource.NONE,
        byline=one_line(article.byline),
        published_at=article.published_at,
    )


def read_fragment(markup: str, origin: Origin, encoding: str) -> Document:
    """The document of an article's own markup: a field of a record, an item of a feed.

    Raises:
        Refused: `no-text`, or what the limits refuse.
    """
    data = bounded_markup(markup.encode("utf-8", "replace"), origin.limits)
    from tasks.read.page import fragment_text

    text = checked_article(fragment_text(markup), origin.limits)
    sha256 = sha256_of(text.encode())
    return Document(origin.path, origin.position, text, sha256, "text/html", encoding, content=data)


def bounded_markup(data: bytes, limits: Limits) -> bytes:
    """The markup itself, if neither its size nor the number of its tags is beyond the limits.

    Raises:
        Refused: `too-large` or `too-many-tags`.
    """
    tags = bounded(data, limits).count(b"<")
    if tags > limits.tags:
        found = f"{tags:,} opening brackets, the limit for one page is {limits.tags:,}."
        raise Refused("too-many-tags", f"{found} No article has as many; raise the limit if this one has.")
    return without_long_tags(data)


def without_long_tags(data: bytes) -> bytes:
    """The markup itself, if no tag has so many attributes that a parser would not come to an end.

    Raises:
        Refused: `too-many-tags`.
    """
    for tag in _LONG_TAG.findall(data):
        if len(_QUOTED.sub(b"", tag).split()) > _MOST_ATTRIBUTES:
            raise Refused("too-many-tags", "A tag of it has thousands of attributes: it is no page that anybody wrote.")
    return data


def checked_article(text: str, limits: Limits) -> str:
    """The normalised text of a page; one without any is another case than an empty file.

    Raises:
        Refused: `no-text`, or what the limits refuse.
    """
    text = normalise(text)
    if not text.strip():
        raise Refused("no-text", NO_ARTICLE)
    return checked(text, limits)


def declared_charset(data: bytes) -> str | None:
    """The charset that a page's meta element or XML declaration states."""
    found = _CHARSET.search(data[:_HEAD])
    return found[1].decode("ascii") if found else None
