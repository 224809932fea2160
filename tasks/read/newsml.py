"""News as agencies send it: the fields of a NITF document and of a NewsML-G2 news item (iptc.org/standards)."""

import html
from typing import TYPE_CHECKING

from tasks.read.fields import is_url

if TYPE_CHECKING:
    from lxml.etree import _Element


def nitf_fields(document: "_Element") -> dict[str, object]:
    """What a NITF document says, under names that records are read by."""
    byline = find(document, "body.head", "byline")
    published = find(document, "pubdata")
    found = {
        "html": inner(find(document, "body.content")),
        "title": text_of(find(document, "hedline", "hl1")) or text_of(find(document, "title")),
        "author": text_of(find(byline, "person")) or without_by(text_of(byline)),
        "date": attribute(find(document, "docdata", "date.issue"), "norm")
        or attribute(published, "date.publication")
        or attribute(find(document, "dateline", "story.date"), "norm"),
        "id": attribute(find(document, "docdata", "doc-id"), "id-string"),
        "outlet": attribute(published, "name") or text_of(find(document, "body.head", "distributor")),
    }
    return {name: value for name, value in found.items() if value}


def news_item_fields(item: "_Element") -> dict[str, object]:
    """What a NewsML-G2 news item says, under names that records are read by.

    Its text is XHTML, NITF or plain text within it; a picture or a film is elsewhere, and has none.
    """
    about, meta = find(item, "contentMeta"), find(item, "itemMeta")
    guid = item.get("guid") or ""
    dates = (find(about, "contentCreated"), find(meta, "firstCreated"), find(meta, "versionCreated"))
    outlets = (find(meta, "provider", "name"), find(item, "rightsInfo", "copyrightHolder", "name"))
    found = {
        "html": _content(item),
        "title": text_of(find(about, "headline")) or text_of(find(meta, "title")),
        "author": without_by(text_of(find(about, "by"))) or text_of(find(about, "creator", "name")),
        "date": next((date for element in dates if (date := text_of(element))), ""),
        "id": guid,
        "url": guid if is_url(guid) else "",
        "outlet": next((name for element in outlets if (name := text_of(element))), ""),
    }
    return {name: value for name, value in found.items() if value}


def _content(item: "_Element") -> str:
    plain = find(item, "contentSet", "inlineData")
    markup = find(item, "contentSet", "inlineXML")
    if markup is None:
        return html.escape(text_of(plain)) if plain is not None and not len(plain) else inner(plain)
    for holder in ("body.content", "body"):
        if (body := find(markup, holder)) is not None:
            return inner(body)
    return inner(markup)


def name_of(element: "_Element") -> str:
    """The element's name without its namespace; of comments and instructions none that anybody asks for."""
    return str(element.tag).rpartition("}")[2]


def find(element: "_Element | None", *names: str) -> "_Element | None":
    """The first descendant of a name, within it the first of the next name, and so on."""
    for name in names:
        if element is None:
            return None
        element = next((child for child in element.iterdescendants() if name_of(child) == name), None)
    return element


def text_of(element: "_Element | None") -> str:
    """All text of an element on one line; of a comment or an instruction none."""
    return (
        ""
        if element is None or not isinstance(element.tag, str)
        else " ".join("".join(map(str, element.itertext())).split())
    )


def attribute(element: "_Element | None", name: str) -> str:
    """An attribute's value, empty where there is none."""
    return "" if element is None else str(element.get(name) or "").strip()


def inner(element: "_Element | None") -> str:
    """What is between an element's tags, as markup without namespaces."""
    from lxml import etree

    if element is None:
        return ""
    # Serialised by itself, a child would declare the namespaces of all that it stood in.
    parts = [html.escape(element.text or "")]
    for child in element:
        if isinstance(child.tag, str):
            _without_namespaces(child)
            etree.cleanup_namespaces(child)
            parts.append(etree.tostring(child, encoding="unicode", with_tail=False))
        parts.append(html.escape(child.tail or ""))
    return "".join(parts).strip()


def _without_namespaces(element: "_Element") -> None:
    for part in element.iter():
        if isinstance(part.tag, str):
            part.tag = name_of(part)


def without_by(byline: str) -> str:
    """The name in `By Ada Byron`."""
    return byline[3:].strip() if byline[:3].lower() == "by " else byline
