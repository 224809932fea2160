"""The date of a page that does not state it to machines: visible marks, the address, then htmldate's search."""

import re
from itertools import islice

from lxml.etree import _Element

from tasks.read.dates import published

_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?|[a-z]{3})[/-](\d\d?)(?=[/-]|$)", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MOST_TIMES = 40
# What outlets call the time element of the article itself; others belong to the articles beside it.
_NAMED = re.compile(r"publish|entry-date|post-date|dateline|article|byline", re.IGNORECASE)
# What outlets call the element, whatever it is, that holds nothing but the date of publication.
_POSTED = re.compile(
    r"\b(?:date[-_]?(?:posted|published)|(?:publish(?:ed)?|publication|posted|post|article)[-_]?(?:date|on)|pub[-_]?date)\b",
    re.IGNORECASE,
)
_LONGEST = 60
# A last part of a title that is a date: "Bridge to be rebuilt | River Post | 04.05.2021".
_TITLE_END = re.compile(r"[|·–—-]\s([^|·–—]{6,40})$")


def page_date(tree: _Element, url: str | None) -> str | None:
    """When the page was published, from its visible marks, or none.

    Arguments:
        tree: the parsed page.
        url: its address, which often holds the day.
    """
    return (
        _from_time_elements(tree)
        or _from_address(url)
        or _from_named_elements(tree)
        or _from_title(tree)
        or _searched(tree)
    )


def _from_time_elements(tree: _Element) -> str | None:
    """The time element that is marked as the date of publication, else the only one there is."""
    times = list(islice(tree.iter("time"), _MOST_TIMES))
    for element in times:
        named = f"{element.get('itemprop', '')} {element.get('class', '')}"
        marked = element.get("pubdate") is not None or _NAMED.search(named)
        if marked and (moment := published(element.get("datetime"))):
            return moment
    days = {moment for element in times if (moment := published(element.get("datetime")))}
    return days.pop() if len(days) == 1 else None


def _from_named_elements(tree: _Element) -> str | None:
    """The first element that is named for the date of publication and holds a date alone."""
    for element in tree.iterfind(".//*"):
        name = f"{element.get('id', '')} {element.get('class', '')}"
        if len(name) > 1 and _POSTED.search(name):
            text = " ".join("".join(map(str, element.itertext())).split())
            if len(text) <= _LONGEST and (moment := published(text)):
                return moment
    return None


def _from_title(tree: _Element) -> str | None:
    found = _TITLE_END.search((tree.findtext(".//title") or "").strip())
    return published(found[1]) if found else None


def _from_address(url: str | None) -> str | None:
    if not url or not (found := _IN_ADDRESS.search(url)):
        return None
    year, month, day = found.groups()
    number = int(month) if month.isdigit() else _MONTHS.index(month) + 1 if month in _MONTHS else 0
    return published(f"{year}-{number:02}-{int(day):02}")


def _searched(tree: _Element) -> str | None:
    # htmldate comes with trafilatura; its search costs 5-20 ms, so it comes last. Its extensive search makes days out
    # of years in copyright lines, which nobody stated.
    from htmldate import find_date

    try:
        return published(find_date(tree, original_date=True, extensive_search=False))
    except (ValueError, TypeError, AttributeError):
        return None
