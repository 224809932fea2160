"""The last lines of a page: notes about its author, corrections, appeals to readers, what the outlet says of itself.

They read as paragraphs do, and in the article the same words may be its subject. On the last lines they are not: each
is looked at alone, from the end of the page upwards, until too many are none of these.
"""

import re
from functools import lru_cache

from tasks.clean.page import Decision, Page
from tasks.clean.rulebook import LEADING, Rule, rulebook
from tasks.records import Category

OWN_NAME = Decision("any.promo.own-name", Category.PROMO, confidence=0.9)

_MOST = 15
# Footers have lines of their own between notes. On labelled light scrapes two such lines more than doubled what goes,
# for 0.03 % of the good characters; four brought a tenth of that again.
_OTHERS = 2
_MIN_NAME = 4
_MOST_NAMED = 4
_SECOND_LEVEL = frozenset(["ac", "co", "com", "edu", "gov", "net", "org"])
# "Since 1843, The Example has…", "At Example, we…".
_BEFORE = r"(?:since \d{4},? )?(?:(?:we |here )?at (?:the )?|the |der |die |das |le |la |el |il |de |o |a )?"
# In characters, and more than it can be.
_LONGEST_BEFORE = 40
_BETWEEN_LETTERS = re.compile("[^a-z0-9]+")
# What an outlet does in its articles.
_REPORTS = re.compile(
    r".{0,200}\b(?:said|says|told|tells|report(?:s|ed)|asked|understands|learned|spoke|contacted|approached|sought|reached"
    r"|seen|verif\w+|confirm\w*|interview\w*|comment|obtained|reviewed|unable|not able|could not)\b"
)


def drop_last_lines(page: Page, outlet: str | None) -> None:
    """Drop the kept lines at the end of the page that a rule for last lines knows, behind the first paragraph.

    `outlet`: its name or its host, where one is known; lines that begin with it tell what it is.
    """
    lead = page.lead()
    if not page.kept or not page.prose[page.kept[lead]]:
        return
    name = _letters(outlet) if outlet else ""
    others = 0
    for index in page.kept[:lead:-1][:_MOST]:
        rule = _rule(page.folded[index])
        if rule is not None:
            page.drop(index, rule.decision)
        elif name and _tells_of(name, page, index):
            page.drop(index, OWN_NAME)
        else:
            others += 1
            if others > _OTHERS:
                break


@lru_cache(maxsize=1024)
def _rule(folded: str) -> Rule | None:
    """The rule for a line; remembered, since a page is looked at again after each removal."""
    return rulebook().match_last(folded)


def _tells_of(name: str, page: Page, index: int) -> bool:
    """Whether the line begins with the outlet's name, written as a name, and tells no news.

    Where many lines name it, the page is about the outlet: agencies and universities write about themselves.
    """
    if name.isascii() and name.lower() not in _squeezed(page.folded[index], _LONGEST_BEFORE + 3 * len(name)):
        return False
    found = _written(name).match(page.lines[index].lstrip(LEADING))
    if found is None or found[1].islower() or _REPORTS.match(page.folded[index]):
        return False
    return sum(found[1] in page.lines[other] for other in page.kept) <= _MOST_NAMED


def _squeezed(folded: str, length: int) -> str:
    """The ASCII letters and digits that a line begins with.

    Compiling the pattern of a name takes 0.9 ms, and of thousands of outlets each would be compiled again and again.
    """
    return _BETWEEN_LETTERS.sub("", folded.lstrip(LEADING)[:length])


@lru_cache(maxsize=1024)
def _letters(outlet: str) -> str:
    """The letters and digits of the outlet's name; empty where these are too few to tell."""
    parts = [] if " " in outlet else outlet.casefold().split(".")
    national = len(parts) > 2 and parts[-2] in _SECOND_LEVEL
    letters = re.findall(r"[^\W_]", parts[-3 if national else -2] if len(parts) > 1 else outlet)
    return "".join(letters) if len(letters) >= _MIN_NAME else ""


@lru_cache(maxsize=256)
def _written(name: str) -> re.Pattern[str]:
    """A pattern for a line that begins with the name, by its letters and digits alone."""
    return re.compile(rf"{_BEFORE}({'[^a-zA-Z0-9]{0,2}'.join(name)})(?![^\W_]|:|['’]s )", re.IGNORECASE)
