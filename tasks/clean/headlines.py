"""The headline: from the record, else a line that is repeated near the top, else a first line that is no prose.

A headline is never made up: not from the lead, not from the address, not from the file's name. What is taken is a line
of the text. It shares words with the paragraphs that follow, which section names and slogans do not, or with the
address of the page, where publishers put the words of the headline. (On labelled pages, of the lines that share most
words with the address 1 in 50 belonged to the article; of those taken by their shape 1 in 17.)
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from urllib.parse import unquote, urlsplit

from tasks.clean.page import Decision, Page, ideographic
from tasks.records import Category, Document, HeadlineSource

SAME = Decision("headline.same-as-record", Category.HEADLINE)
REPEATED = Decision("headline.repeated-line", Category.HEADLINE)
ADDRESS = Decision("headline.first-line-in-address", Category.HEADLINE)
FIRST = Decision("headline.first-line", Category.HEADLINE, confidence=0.9)
DECK = Decision("headline.deck", Category.STANDFIRST, confidence=0.8)

_MIN_CHARACTERS = 15
_MIN_IDEOGRAPHS = 8
_MAX_CHARACTERS = 200
_MIN_WORDS = 3
# By its shape alone only a line of a headline's usual length is taken, and only from a short head.
_USUAL_CHARACTERS = 110
_SHORT_HEAD = 12
# How much of a headline's words (of four letters or more) the paragraphs have to take up.
_MIN_SHARED = 0.35
# How much of the address's words a headline has to hold, and how many words make an address speak.
_MIN_IN_ADDRESS = 0.7
_MIN_REPEATED_IN_ADDRESS = 0.5
_MIN_SHAPED_IN_ADDRESS = 0.25
_MIN_ADDRESS_WORDS = 3
_MIN_SPOKEN = 0.4
# How far above and below the first paragraph is looked; whole menus stand above some.
_LONG_HEAD = 300
_LINES_BELOW = 60
_CHARACTERS_BELOW = 20_000
# Two typings of one headline differ little in length: spaces, quotes, a stop.
_TYPING = 12
_NOT_WORD = re.compile(r"[\W_]+")
_ADDRESS_WORDS = re.compile(r"[^\W\d_]{3,}")
_NO_HEADLINE_ENDS = (".", ",", ";", ":", "。", "、", "，", "：", "۔", "।", "…", "›", "—", "–", "-")
_ITEM_BEGINS = ("-", "–", "—", "•", "*", "●", "▪", "·")


def drop_headline(page: Page, document: Document, found: str | None) -> tuple[str, HeadlineSource] | None:
    """Find one headline among the kept lines, and drop the lines that repeat it.

    Arguments:
        page: the lines that are still kept.
        document: whose record may give the headline or an address.
        found: the headline found on this page before; a further line of the kind is its deck, the standfirst.

    Returns:
        The headline as published and where it came from; None when there is none.
    """
    if document.headline:
        _drop_typings(page, document.headline, SAME, page.kept[: page.lead(3)])
        return document.headline, document.headline_source
    lead = page.lead()
    head = [index for index in page.kept[max(0, lead - _LONG_HEAD) : lead] if _reads_as_headline(page.lines[index])]
    if not head:
        return None
    below = _below(page, lead)
    words = _speaking_address(below, document.url)

    # Asked last: above some articles stand hundreds of lines, and each of their words is sought in the text.
    @cache
    def taken_up(line: str) -> bool:
        return _shared(line, below) >= _MIN_SHARED

    index = _drop_repeated(page, head, words, taken_up)
    if index is not None:
        return page.lines[index], HeadlineSource.REPEATED_LINE
    index = _drop_in_address(page, head, words, taken_up)
    if index is None and lead <= _SHORT_HEAD:
        index = _drop_shaped(page, head, words, taken_up, DECK if found else FIRST)
    return None if index is None else (page.lines[index], HeadlineSource.FIRST_LINE)


def _drop_repeated(page: Page, head: list[int], words: frozenset[str], taken_up: Callable[[str], bool]) -> int | None:
    """Drop all typings of the first line of the head that the page says again."""
    lines = [page.folded[index] for index in page.kept]
    if len(set(lines)) == len(lines):
        return None
    counts = Counter(lines)
    for index in head:
        line = page.folded[index]
        if counts[line] > 1 and _in_address(line, words) >= _MIN_REPEATED_IN_ADDRESS and taken_up(line):
            _drop_typings(page, page.lines[index], REPEATED, page.kept)
            return index
    return None


def _drop_in_address(page: Page, head: list[int], words: frozenset[str], taken_up: Callable[[str], bool]) -> int | None:
    """Drop the lines of the head that hold the words of the address; answers the first."""
    lines = ((index, page.folded[index]) for index in head if words)
    named = [index for index, line in lines if _in_address(line, words) >= _MIN_IN_ADDRESS and taken_up(line)]
    for index in named:
        page.drop(index, ADDRESS)
    return named[0] if named else None


def _drop_shaped(
    page: Page, head: list[int], words: frozenset[str], taken_up: Callable[[str], bool], decision: Decision
) -> int | None:
    """Drop the first line of the head that is no longer than headlines are."""
    for index in head:
        line = page.folded[index]
        shaped = len(line) <= _USUAL_CHARACTERS and _in_address(line, words) >= _MIN_SHAPED_IN_ADDRESS
        if shaped and taken_up(line):
            page.drop(index, decision)
            return index
    return None


def _speaking_address(below: str, url: str | None) -> frozenset[str]:
    """The address's words, when the paragraphs use enough of them to be what the address is about."""
    words = address_words(url)
    return words if words and sum(word in below for word in words) >= _MIN_SPOKEN * len(words) else frozenset()


def address_words(url: str | None) -> frozenset[str]:
    """The words in the wordiest part of an address's path; none where they are too few to say anything."""
    if not url:
        return frozenset()
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return frozenset()
    words = max((_ADDRESS_WORDS.findall(part.casefold()) for part in path.split("/")), key=len, default=[])
    return frozenset(words) if len(words) >= _MIN_ADDRESS_WORDS else frozenset()


def _below(page: Page, lead: int) -> str:
    """The first lines of the article, which take up what the headline says."""
    return "\n".join([page.folded[index] for index in page.kept[lead : lead + _LINES_BELOW]])[:_CHARACTERS_BELOW]


def _in_address(headline: str, words: frozenset[str]) -> float:
    """The share of the address's words that the line holds; all of them where the address says nothing."""
    return len(words.intersection(_ADDRESS_WORDS.findall(headline))) / len(words) if words else 1.0


def _reads_as_headline(line: str) -> bool:
    length = len(line)
    if not _MIN_IDEOGRAPHS <= length <= _MAX_CHARACTERS or line.endswith(_NO_HEADLINE_ENDS):
        return False
    if line.startswith(_ITEM_BEGINS):
        return False
    if length >= _MIN_CHARACTERS and line.count(" ") >= _MIN_WORDS - 1:
        return True
    return ideographic(line)


def _shared(headline: str, below: str) -> float:
    """The share of the headline's words, or pairs of ideographs, that the text below takes up."""
    if ideographic(headline):
        letters = _NOT_WORD.sub("", headline)
        parts = [letters[at : at + 2] for at in range(len(letters) - 1)]
    else:
        parts = [word for word in _NOT_WORD.split(headline) if len(word) >= 4]
    return sum(part in below for part in parts) / len(parts) if parts else 0.0


def _drop_typings(page: Page, headline: str, decision: Decision, among: list[int]) -> None:
    """Drop the lines that are the headline, whatever the spaces and quotes."""
    key = _NOT_WORD.sub("", headline.casefold())
    for index in among:
        if abs(len(page.lines[index]) - len(headline)) > _TYPING:
            continue
        if _NOT_WORD.sub("", page.lines[index].casefold()) == key:
            page.drop(index, decision)
