"""Feeds and news in XML: RSS, Atom, NITF and NewsML-G2; each item becomes a record and then a document.

Entities are not expanded and nothing is fetched: an entity that a file defines itself makes it no news but a trap.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from tasks.read import fields
from tasks.read.markup import without_long_tags
from tasks.read.newsml import attribute, find, inner, name_of, news_item_fields, nitf_fields, text_of
from tasks.read.outcome import Origin, Refused, one_of_many
from tasks.read.records import read_record
from tasks.records import Document, Rejected

if TYPE_CHECKING:
    from lxml.etree import _Element

ITEMS = frozenset({"item", "entry", "nitf", "newsItem"})
# For each field of a record the elements of RSS and Atom that hold it, the fullest first.
_FIELDS = {
    "html": ("encoded", "content", "description", "summary"),
    "title": ("title",),
    "url": ("link", "origLink"),
    "id": ("guid", "id"),
    "date": ("pubDate", "published", "date", "updated"),
    "author": ("creator", "author"),
}
_RECORDS = {name for names in fields.FIELDS.values() for name in names}


def read_feed(data: bytes, origin: Origin) -> Iterator[Document | Rejected]:
    """One document per item; position is the item's number, from that in `origin` on.

    Raises:
        Refused: `bad-xml` where it is no XML or defines entities, `no-text` where it has no items.
    """
    root = _parsed(without_long_tags(data))
    outer = list(_outermost(root))
    items = [element for element in outer if name_of(element) in ITEMS]
    if not items:
        raise Refused("no-text", "No RSS, Atom, NITF or NewsML items in it. Ingest the pages that it lists instead.")
    feed = next((text_of(element) for element in outer if name_of(element) == "title"), "")
    for position, item in enumerate(items, origin.position):
        # Without a mapping: these records were made here, under names that are known.
        here = Origin(origin.path, position, origin.limits)
        yield one_of_many(partial(_read_item, item, feed, here), partial(_source, item), here)


def _outermost(root: "_Element") -> Iterator["_Element"]:
    """The items in order, with what stands outside of them; one within another, as NITF in NewsML, belongs to that."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        yield element
        if name_of(element) not in ITEMS:
            waiting += reversed(element)


def _read_item(item: "_Element", feed: str, origin: Origin) -> Document:
    if name_of(item) == "newsItem":
        record = news_item_fields(item)
    elif name_of(item) == "nitf":
        record = nitf_fields(item)
    else:
        record = {"outlet": feed, **_record(item)} if feed else _record(item)
    if not fields.text_field(record, fields.TEXT + fields.HTML):
        raise Refused("no-text", "This item has no text of its own. Ingest the page that it is about, if there is one.")
    return read_record(record, origin, "utf-8")


def _parsed(data: bytes) -> "_Element":
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("bad-xml", f"No valid XML: {error}. Fetch it again.") from error
    document_type = root.getroottree().docinfo.internalDTD
    if document_type is not None and any(True for _ in document_type.iterentities()):
        raise Refused("bad-xml", "It defines entities of its own, which news never needs. They are not expanded.")
    return root


def _record(item: "_Element") -> dict[str, object]:
    found: dict[str, object] = {}
    for field, names in _FIELDS.items():
        for name in names:
            element = find(item, name)
            if element is not None and (value := _value(field, element)):
                found[field] = value
                break
    return found if "html" in found else {**found, **_children(item)}


def _children(item: "_Element") -> dict[str, object]:
    """An item whose elements are called as fields of records are, as Scrapy writes them; lists in `value` elements."""
    return {
        name_of(child): [text for value in child if (text := text_of(value))] if len(child) else child.text
        for child in item
        if name_of(child) in _RECORDS
    }


def _value(field: str, element: "_Element") -> str:
    if field == "html":
        return inner(element) if len(element) else "".join(map(str, element.itertext())).strip()
    # Atom keeps the address in an attribute, RSS as text.
    return text_of(element) or attribute(element, "href")


def _source(element: "_Element") -> bytes:
    from lxml import etree

    source: bytes = etree.tostring(element, encoding="utf-8", with_tail=False)
    return source
