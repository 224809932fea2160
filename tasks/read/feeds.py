"""Feeds and news in XML: RSS, Atom, NITF and NewsML-G2; each item becomes a record and then a document.

Entities are not expanded and nothing is fetched: an entity that a file defines itself makes it no news but a trap.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from tasks.read.markup import bounded_markup
from tasks.read.outcome import Origin, Refused, one_of_many
from tasks.read.records import read_record
from tasks.records import Document, Rejected

if TYPE_CHECKING:
    from lxml.etree import _Element

_ITEMS = frozenset({"item", "entry", "nitf", "newsItem"})
# For each field of a record the elements that hold it, the fullest first.
_FIELDS = {
    "html": ("encoded", "body.content", "inlineXML", "inlineData", "content", "description", "summary"),
    "title": ("title", "hl1", "headline"),
    "url": ("link", "origLink"),
    "id": ("guid", "id"),
    "date": ("pubDate", "published", "date", "updated", "versionCreated", "contentCreated"),
    "author": ("creator", "author", "byline", "by"),
}


def read_feed(data: bytes, origin: Origin) -> Iterator[Document | Rejected]:
    """One document per item; position is the item's number, from 0.

    Raises:
        Refused: `bad-xml` where it is no XML or defines entities, `no-text` where it has no items.
    """
    root = _parsed(bounded_markup(data, origin.limits))
    items = [element for element in root.iter() if _name(element) in _ITEMS]
    if not items:
        raise Refused("no-text", "No RSS, Atom, NITF or NewsML items in it. Ingest the pages that it lists instead.")
    outlet = next((_text(element) for element in root.iter() if _name(element) == "title"), None)
    for position, item in enumerate(items):
        # Without a mapping: these records were made here, under names that are known.
        here = Origin(origin.path, position, origin.limits)
        stated = outlet if item is not root else None
        yield one_of_many(partial(_read_item, item, stated, here), partial(_source, item), here)


def _read_item(item: "_Element", outlet: str | None, origin: Origin) -> Document:
    return read_record(_record(item, outlet), origin, "utf-8")


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


def _name(element: "_Element") -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: "_Element") -> str:
    return "".join(map(str, element.itertext())).strip()


def _record(item: "_Element", outlet: str | None) -> dict[str, object]:
    found: dict[str, object] = {"outlet": outlet} if outlet else {}
    for field, names in _FIELDS.items():
        for name in names:
            element = next((child for child in item.iter() if _name(child) == name), None)
            if element is not None and (value := _value(field, element)):
                found[field] = value
                break
    return found


def _value(field: str, element: "_Element") -> str:
    if field == "html" and len(element):
        return _source(element).decode()
    # Atom keeps the address in an attribute, NITF the date; RSS both as text.
    return _text(element) or element.get("href") or element.get("norm") or ""


def _source(element: "_Element") -> bytes:
    from lxml import etree

    source: bytes = etree.tostring(element, encoding="utf-8", with_tail=False)
    return source
