"""What a page says about itself to machines: JSON-LD (schema.org NewsArticle), OpenGraph and other meta elements."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.etree import _Element

from tasks.read.dates import published
from tasks.read.fields import is_url, name_field

_ARTICLE = re.compile(r"Article|BlogPosting|Report|LiveBlogPosting")
# Where an article is put into another object; lists of items are other articles.
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage")
_MOST_OBJECTS = 500
_CONTROLS = re.compile(r"[\x00-\x1f]++")
_TAG = re.compile(r"<[^<>]{1,300}+>")

_HEADLINES = ("twitter:title", "parsely-title", "sailthru.title", "dc.title")
_DATES = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "publish-date",
    "publish_date",
    "pubdate",
    "publication_date",
    "article.published",
    "cxenseparse:recs:publishtime",
    "date",
)
_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "article.author")
_OUTLETS = ("og:site_name", "application-name", "publisher", "dc.publisher", "twitter:site")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the page states; every field is as stated, none is guessed.

    Arguments:
        headlines: the titles it gives itself, OpenGraph's first: the one that people see when it is shared.
        description: the summary for search engines and previews, often the standfirst.
        article_body: the article's text in JSON-LD, without mark-up; few outlets give it, some give a part.
    """

    headlines: tuple[str, ...] = ()
    byline: str | None = None
    published_at: str | None = None
    outlet: str | None = None
    url: str | None = None
    description: str = ""
    article_body: str = ""


def page_facts(tree: _Element) -> PageFacts:
    """The facts of a parsed page."""
    meta = _meta_elements(tree)
    articles = [thing for thing in _things(tree) if _ARTICLE.search(str(thing.get("@type", "")))]
    linked = {link.get("rel"): link.get("href") for link in tree.iter("link") if link.get("rel") == "canonical"}
    stated = [name_field(article, ("headline", "name")) for article in articles[:1]]
    headlines = [text for text in (meta.get("og:title"), *stated, *map(meta.get, _HEADLINES)) if text]
    dates = [*(article.get("datePublished") for article in articles), *map(meta.get, _DATES)]
    addresses = (linked.get("canonical"), meta.get("og:url"))
    return PageFacts(
        headlines=tuple(html.unescape(text) for text in headlines),
        byline=_byline(articles, meta),
        published_at=next((moment for date in dates if (moment := published(date))), None),
        outlet=_outlet(articles, meta),
        url=next((address for address in addresses if address and is_url(address)), None),
        description=meta.get("og:description") or meta.get("description") or "",
        article_body=max((_body(article) for article in articles), key=len, default=""),
    )


def _meta_elements(tree: _Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = element.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), content.strip())
    return found


def _things(tree: _Element) -> list[Mapping[str, object]]:
    """The objects of all JSON-LD scripts, outer ones first, at most `_MOST_OBJECTS`."""
    found: list[Mapping[str, object]] = []
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() == "application/ld+json" and script.text:
            waiting = [_loaded(script.text)]
            while waiting and len(found) < _MOST_OBJECTS:
                value = waiting.pop(0)
                if isinstance(value, list):
                    waiting[:0] = value[:_MOST_OBJECTS]
                elif isinstance(value, dict):
                    found.append(value)
                    waiting += [value[name] for name in _INSIDE if name in value]
    return found


def _loaded(script: str) -> object:
    # Half of what is wrong with JSON-LD in the wild is a line end inside a string, or a comment around it all.
    text = script.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    for attempt in (text, _CONTROLS.sub(" ", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _byline(articles: list[Mapping[str, object]], meta: Mapping[str, str]) -> str | None:
    for names in (*(_names(article.get("author")) for article in articles), *([meta.get(name)] for name in _AUTHORS)):
        people = [name for name in names if name and not is_url(name) and not name.startswith("@")]
        if people:
            return html.unescape(", ".join(dict.fromkeys(people)))
    return None


def _names(author: object) -> Iterator[str | None]:
    for person in author if isinstance(author, list) else [author]:
        yield name_field({"name": person}, ("name",)) if isinstance(person, str | dict) else None


def _outlet(articles: list[Mapping[str, object]], meta: Mapping[str, str]) -> str | None:
    publishers = (name_field(article, ("publisher",)) for article in articles)
    for name in (meta.get("og:site_name"), *publishers, *map(meta.get, _OUTLETS)):
        if name and not is_url(name):
            return html.unescape(name).removeprefix("@")
    return None


def _body(article: Mapping[str, object]) -> str:
    body = article.get("articleBody")
    return html.unescape(_TAG.sub(" ", body)) if isinstance(body, str) else ""
