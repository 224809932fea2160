"""Blocks of lines that belong together: lists of related articles, tags, comment sections, author boxes, page feet.

A block has an opening mark (a rule with `opens`), items, and an end: a closing mark, or the return to prose.
"""

from collections.abc import Mapping
from itertools import accumulate

from tasks.clean.page import Decision, Page, is_sentence
from tasks.clean.rulebook import Rule
from tasks.records import Category, Layer

_MAX_ITEMS = 40
_MAX_ITEM = 200
_MAX_TAG = 40
_MAX_TAGS = 25
_MAX_BIO = 3
# A comment section or a page's foot begins after the article: with this share of the paragraphs before it.
_MIN_BEFORE = 0.4
# Behind a foot with more paragraphs than this stand other articles, all in one file: of 15,000 pages seven have more.
_MAX_BEHIND_FOOT = 12
_LIST_END = "any.related.list-end"


def drop_blocks(page: Page, hits: Mapping[int, Rule]) -> None:
    """Drop the lines of every block that a matched line opens."""
    if not any(rule.opens for rule in hits.values()):
        return
    paragraphs = [0, *accumulate(page.prose[index] for index in page.kept)]
    ended = len(page.kept)
    for place, index in enumerate(page.kept):
        rule = hits.get(index)
        if rule is None or not rule.opens or place >= ended:
            continue
        if rule.opens in _TO_THE_END:
            if not _behind_the_article(rule.opens, paragraphs[place], paragraphs[-1]):
                continue
            ended, items = place, page.kept[place + 1 :]
        else:
            items = _ITEMS[rule.opens](page, hits, place, paragraphs[place])
        decision = Decision(f"block.{rule.opens}", _CATEGORIES[rule.opens], Layer.BLOCK)
        for item in items:
            if item not in hits:
                page.drop(item, decision)


def _behind_the_article(opens: str, before: int, total: int) -> bool:
    """Whether a mark with so many paragraphs before it, of so many on the page, stands behind the article."""
    if opens == "end" and total - before > _MAX_BEHIND_FOOT:
        return False
    return before >= 2 and before >= _MIN_BEFORE * total


def _related(page: Page, hits: Mapping[int, Rule], place: int, before: int) -> list[int]:
    """Headlines of other articles, up to the closing mark of the list or the first paragraph.

    Above the article the list may go on into the article's own headline, so there only a closing mark makes a block.
    """
    rest = page.kept[place + 1 : place + 1 + _MAX_ITEMS]
    for count, index in enumerate(rest):
        if index in hits and hits[index].id == _LIST_END:
            return rest[:count]
    if not before:
        return []
    items: list[int] = []
    for index in rest:
        line = page.lines[index]
        if index not in hits and (page.prose[index] or is_sentence(line) or len(line) > _MAX_ITEM):
            # The last short line before the body goes on may be its subheading.
            return items[:-1] if items and len(page.lines[items[-1]]) <= _MAX_TAG else items
        items.append(index)
    return items


def _tags(page: Page, hits: Mapping[int, Rule], place: int, before: int) -> list[int]:
    """Names of subjects, as long as lines are short; wherever they stand."""
    del before
    items: list[int] = []
    for index in page.kept[place + 1 : place + 1 + _MAX_TAGS]:
        if index not in hits and (len(page.lines[index]) > _MAX_TAG or is_sentence(page.lines[index])):
            break
        items.append(index)
    return items


def _author(page: Page, hits: Mapping[int, Rule], place: int, before: int) -> list[int]:
    """The lines about the author, when they are the last thing on the page."""
    rest = page.kept[place + 1 : place + 1 + _MAX_ITEMS]
    if not before or place + 1 + len(rest) < len(page.kept) or sum(index not in hits for index in rest) > _MAX_BIO:
        return []
    return rest


_TO_THE_END = ("comments", "end")
_ITEMS = {"related": _related, "tags": _tags, "author": _author}
_CATEGORIES = {
    "related": Category.RELATED,
    "tags": Category.NAVIGATION,
    "comments": Category.COMMENT_FORM,
    "end": Category.LEGAL,
    "author": Category.PROMO,
}
