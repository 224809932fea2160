"""Related-story lists that lost their line breaks, and stand in the middle of a paragraph.

Screen readers are told of a list's length, its items and its end. Where all of it has run into one line, these marks
are all that is left to see where the list begins and ends; the headlines between them read as part of the sentence.
"""

import re
from collections.abc import Iterator

from tasks.clean.page import Decision, Page
from tasks.records import Category, Layer

LIST = Decision("block.related.inline", Category.RELATED, Layer.BLOCK)

# Longer lists have not been seen; the bound keeps a search for the end linear in the text.
_MOST = 3_000
_SIGN = "list 1 of "
_BEGIN = re.compile(
    r"(?:(?:(?:recommended|related) (?:stories|articles)|read (?:also|more)|more stories)[ :]{0,3})?"
    r"\blist of (\d{1,2}) items?[ ,.:]{0,3}list 1 of \1\b",
    re.IGNORECASE,
)
_END = re.compile(r"\bend of list\b[.]?", re.IGNORECASE)


def inline_lists(line: str) -> Iterator[tuple[int, int]]:
    """Where the lists of a line begin and end, with the space after them.

    A list whose end is not marked ends with the mark of its last item: what follows may be the article again.
    """
    at = 0
    while begin := _BEGIN.search(line, at):
        reach = begin.start() + _MOST
        items = int(begin[1])
        stop = _END.search(line, begin.end(), reach)
        last = re.compile(rf"\blist {items} of {items}\b", re.IGNORECASE).search(line, begin.start(), reach)
        end = stop.end() if stop else last.end() if last else begin.end()
        at = end + (line[end : end + 1] == " ")
        yield begin.start(), at


def cut_inline_lists(page: Page) -> None:
    """Take such lists out of the lines that are kept; the last pass, since it leaves the lines as they are."""
    # No list is without this, few pages are with it, and to look for it once is quicker than line by line.
    if " 1 " not in page.text:
        return
    for index in [index for index in page.kept if _SIGN in page.folded[index]]:
        for start, end in inline_lists(page.lines[index]):
            page.pierce(index, start, end, LIST)
