"""Markup evidence: what translation leaves in a page's HTML. Nothing in the text shows it, so no part is marked."""

import re
from collections.abc import Iterator
from itertools import islice

from tasks.translation.evidence import Evidence
from tasks.translation.reading import Reading
from tasks.translation.rules import all_rules

# The head and the first screens of a page are in here.
MOST_BYTES = 2_000_000

LINK = re.compile(r"<link\b[^<>]{1,1000}>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"\b(rel|href|hreflang) ?= ?[\"']?([^\"'<> ]{1,500})", re.IGNORECASE)
ANNOUNCED_WEIGHT = 0.3
ANNOUNCED = "The page announces itself as {announced} (hreflang), but its text is {language}."


def find_markup(reading: Reading) -> Iterator[Evidence]:
    """Every kind of mark in the page's source; they have no place in the text, so start and end are 0."""
    document = reading.article.document
    if document.content is None or "html" not in document.media_type:
        return
    # One character per byte keeps every offset; all marks are ASCII.
    page = document.content[:MOST_BYTES].decode("latin-1")
    for rule in all_rules("markup"):
        if any(sign in page for sign in rule.signs) and rule.is_in(page):
            yield Evidence("markup", 0, 0, rule.weight, rule.detail)
    announced = announced_language(page)
    if announced and reading.language not in ("und", announced):
        detail = ANNOUNCED.format(announced=announced, language=reading.language)
        yield Evidence("markup", 0, 0, ANNOUNCED_WEIGHT, detail)


def announced_language(page: str) -> str | None:
    """The language under which the page lists its own address among its translations; None where it does not."""
    links = [dict(ATTRIBUTE.findall(link)) for link in islice(LINK.findall(page), 500)]
    canonical = next((link.get("href") for link in links if link.get("rel", "").lower() == "canonical"), None)
    if canonical is None:
        return None
    named = {link["hreflang"][:2].lower() for link in links if link.get("hreflang") and link.get("href") == canonical}
    named.discard("x-")
    return named.pop() if len(named) == 1 else None
