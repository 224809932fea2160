"""Which of the titles that a page gives itself is its headline, without the outlet's name behind it."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

_WORD = re.compile(r"\w+")
# A title's last part, from the last separator on: " - River Post", " | News | RP", "：朝日新聞デジタル".
_SEPARATOR = re.compile(r"\s[|•·–—\-»«:]{1,2}\s|\s*[｜：]\s*")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_LONGEST = 400
_WHOLE_HEADLINE = 5


def words(text: str) -> list[str]:
    """The words of a text in lower case, without marks."""
    return _WORD.findall(text.lower())


def choose_headline(
    visible: Sequence[str], stated: Sequence[str], title: str, outlet: str | None, url: str | None
) -> str | None:
    """The headline of a page, or none where the page has no title, or none but the outlet's name.

    What readers see stands above what machines are told, if it is one of the page's titles and not, say, the outlet's
    name: the stated ones are often written for search engines. Two stated titles that agree stand above it.

    Arguments:
        visible: texts of the first-level headings, in order.
        stated: titles from meta elements and JSON-LD, OpenGraph's first.
        title: the title element.
        outlet: the outlet's name, to be cut off.
        url: the page's address, whose host is the outlet's name as well.
    """
    site = {"".join(words(outlet or ""))} | _host_names(url)
    headline = _chosen(visible, stated, title, site)
    return None if headline is None or "".join(words(headline)) in site else headline


def _chosen(visible: Sequence[str], stated: Sequence[str], title: str, site: set[str]) -> str | None:
    """The best title of a page; `site` are the names of its outlet."""
    shown = [text for heading in visible if (text := " ".join(heading[:_LONGEST].split()))]
    told = [_without_outlet(text, site, shown) for text in stated if text.strip()]
    named = [*told, _without_outlet(title, site, shown)] if title.strip() else told
    if not named:
        return shown[0] if shown else None
    heading = max(shown, key=lambda text: _likeness(text, named), default="")
    # A heading with none of the title's words is the name of the outlet or of a section, if it is that short.
    if _likeness(heading, named) < (0.3 if len(words(heading)) < _WHOLE_HEADLINE else 0.05):
        return named[0]
    return _better_stated(heading, told, named) or heading


def _better_stated(heading: str, told: list[str], named: list[str]) -> str | None:
    """A stated title that leaves out the heading's kicker, or that all others agree on."""
    key = words(heading)
    part = words(told[0]) if told else []
    if 3 <= len(part) < len(key) and key[-len(part) :] == part:
        return told[0]
    if len(named) >= 3 and all(words(text) == words(named[0]) for text in named):
        return named[0]
    agreed = len(told) >= 3 and all(words(text) == part for text in told)
    return told[0] if agreed and part[-len(key) :] == key else None


def _likeness(heading: str, named: list[str]) -> float:
    """Share of common words, by the most similar title (Jaccard)."""
    mine = set(words(heading))
    others = [set(words(text)) for text in named]
    return max((len(mine & other) / len(mine | other) for other in others if mine or other), default=0.0)


def _host_names(url: str | None) -> set[str]:
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return set()
    return {part for part in host.split(".")[:-1] if len(part) > 1} | {host.removeprefix("www.").replace(".", "")}


def _without_outlet(title: str, site: set[str], shown: list[str]) -> str:
    """The title without trailing parts that name the outlet, a section or a date, and without the outlet before it."""
    title = " ".join(title[:_LONGEST].split())
    headings = [words(text) for text in shown]
    while cuts := list(_SEPARATOR.finditer(title)):
        head, tail = title[: cuts[-1].start()], title[cuts[-1].end() :]
        key = "".join(words(tail))
        names_site = any(key and name and (key in name or name in key) for name in site)
        if not (names_site or _DATE.fullmatch(tail) or words(head) in headings) or not words(head):
            break
        title = head
    first = _SEPARATOR.search(title)
    return title[first.end() :] if first and "".join(words(title[: first.start()])) in site else title
