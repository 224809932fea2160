"""Which field of a record is what, by the names that news-please, Fundus, trafilatura, newspaper4k and Scrapy write."""

from collections.abc import Mapping
from urllib.parse import urlsplit

# For each of our fields the names it goes by, the most telling first. The first that holds something counts.
TEXT = (
    "text",
    "body",
    "maintext",
    "content",
    "article_text",
    "plain_text",
    "plaintext",
    "articleBody",
    "raw_text",
    "story_text",
    "full_text",
    "article",
)
HTML = ("html", "raw_html", "page", "html_content")
IDENTIFIER = ("id", "guid", "uuid", "stories_id", "article_id", "_id")
URL = ("url", "canonical_url", "canonical_link", "link", "source", "uri", "source_url")
HEADLINE = ("title", "headline", "title_page")
DATE = (
    "date",
    "date_publish",
    "published",
    "publish_date",
    "publishing_date",
    "published_at",
    "publishedAt",
    "datePublished",
    "pubDate",
    "date_published",
    "pub_date",
    "timestamp",
)
AUTHOR = ("author", "authors", "byline", "creator")
OUTLET = (
    "outlet",
    "source",
    "source_domain",
    "sitename",
    "site_name",
    "source-hostname",
    "meta_site_name",
    "publisher",
    "media_name",
    "hostname",
    "domain",
)
# What people call our fields where they say which field of a record is what.
FIELDS = {
    "text": TEXT,
    "html": HTML,
    "id": IDENTIFIER,
    "url": URL,
    "headline": HEADLINE,
    "date": DATE,
    "author": AUTHOR,
    "outlet": OUTLET,
}
# Where an object wraps the list of its articles: the answers of news interfaces.
LISTS = ("articles", "items", "results", "data", "documents", "docs", "hits", "stories", "response", "records")

_LONGEST_NAME = 300


def text_field(record: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    """The first of the named fields that holds text; lists of paragraphs are joined by line ends."""
    for name in names:
        text = _flat(record.get(name), "\n")
        if text and not text.isspace():
            return text
    return None


def name_field(record: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    """The first of the named fields that holds a short text; lists (of authors) are joined by commas."""
    for name in names:
        text = _flat(record.get(name), ", ")
        if text and (short := " ".join(text.split()))[:1] and len(short) <= _LONGEST_NAME:
            return short
    return None


def identifier_field(record: Mapping[str, object]) -> str | None:
    """The record's own id, as text: exporters write numbers as well."""
    for name in IDENTIFIER:
        value = record.get(name)
        if isinstance(value, dict):  # MongoDB's {"$oid": "…"}
            value = value.get("$oid")
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value.strip():
            return value.strip()[:_LONGEST_NAME]
    return None


def url_field(record: Mapping[str, object]) -> str | None:
    """The address of the article; `source` counts only where it is an address (trafilatura) and no name."""
    for name in URL:
        value = record.get(name)
        if isinstance(value, str) and is_url(value := value.strip()):
            return value
    return None


def outlet_field(record: Mapping[str, object]) -> str | None:
    """The outlet's name or host; an address is no name."""
    for name in OUTLET:
        found = name_field(record, (name,))
        if found and not is_url(found):
            return found.removeprefix("www.")
    return None


def is_url(text: str) -> bool:
    """Whether it is an absolute web address of sensible length."""
    if not text.startswith(("http://", "https://")) or len(text) > 4_000 or any(c.isspace() for c in text):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False


def _flat(value: object, separator: str, depth: int = 0) -> str | None:
    """The text of a value: itself, its items, or the part of an object that names it."""
    if isinstance(value, str):
        return value
    if depth > 3:
        return None
    if isinstance(value, list):
        parts = [part for item in value if (part := _flat(item, separator, depth + 1))]
        return separator.join(parts)
    if isinstance(value, dict):
        return _from_object(value, separator, depth)
    return None


def _from_object(value: Mapping[str, object], separator: str, depth: int) -> str | None:
    # WordPress {"rendered"}, schema.org and NewsAPI {"name"}, Fundus' HTML {"content"} and its body of sections.
    for name in ("rendered", "name", "content", "value", "text", "#text"):
        if name in value:
            return _flat(value[name], separator, depth + 1)
    parts = [_flat(value.get(name), separator, depth + 1) for name in ("summary", "sections", "headline", "paragraphs")]
    return separator.join([part for part in parts if part])
