"""Pages whose menus were run together on one line: "BBC NewsBBC HomepageSkip to contentYour account…".

Such a line cannot be split into what it was. What can be told is the menu: labels joined without a space, one close
after the other. It is cut off, and its span marks the page as one that was glued.
"""

import re

from tasks.clean.page import Decision, Page
from tasks.records import Category

GLUED = Decision("glued.menu", Category.NAVIGATION, confidence=0.9)

# A lower-case letter or a bracket with a capital right after it: where two labels were joined.
_JOINT = re.compile(r"[a-zß-öø-ÿа-я0-9)](?=[A-ZÀ-ÖØ-ÞА-Я])")
_MIN_LINE = 600
_MAX_TITLE = 200
_MAX_LABEL = 60
_MIN_LABELS = 12


def cut_menus(page: Page) -> None:
    """Cut off what every long line begins with that is a menu, or several."""
    for index in [index for index in page.kept if len(page.lines[index]) >= _MIN_LINE]:
        line, end = page.lines[index], 0
        while len(line) - end >= _MIN_LINE and (after := _menu_end(line, end)):
            end = after
        if end:
            page.cut(index, end, GLUED)


def _menu_end(line: str, start: int) -> int:
    """Where the joined labels from `start` on end, after a page title perhaps; 0 when there are too few."""
    if not _JOINT.search(line, start, start + _MAX_TITLE + 1):
        return 0
    labels, end = 0, start
    for joint in _JOINT.finditer(line, start):
        if joint.end() - end > (_MAX_LABEL if labels else _MAX_TITLE):
            break
        labels, end = labels + 1, joint.end()
    return end if labels >= _MIN_LABELS else 0
