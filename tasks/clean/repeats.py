"""Text that a page says twice: a standfirst, a pull quote with its attribution, a paragraph put in again."""

from tasks.clean.page import Decision, Page
from tasks.records import Category

STANDFIRST = Decision("repeat.standfirst", Category.STANDFIRST)
PULL_QUOTE = Decision("repeat.pull-quote", Category.DUPLICATE)
ATTRIBUTION = Decision("repeat.attribution", Category.DUPLICATE)
PARAGRAPH = Decision("repeat.paragraph", Category.DUPLICATE)

_MIN_CHARACTERS = 40
_MIN_IDEOGRAPHS = 20
_MAX_CHARACTERS = 400
_MIN_SPACES = 5
_MARKS = " \t\"'“”‘«»„‚‹›「」『』.…!?,;:–—-"
_DASHES = ("–", "—", "―", "−")
_MAX_SPEAKER = 90


def drop_repeats(page: Page) -> None:
    """Drop each kept line that another kept line says in full: the later of two equals, the shorter of two others."""
    text = "\n".join(page.folded[index] for index in page.kept)
    seen: set[str] = set()
    for place, index in enumerate(page.kept):
        line = page.folded[index]
        if not _MIN_IDEOGRAPHS <= len(line) <= _MAX_CHARACTERS:
            continue
        core = line.strip(_MARKS)
        if not _long_enough(core) or text.count(core) < 2:
            continue
        if core in seen:
            if page.prose[index]:
                page.drop(index, PARAGRAPH)
        elif _within_another(page, index, core):
            _drop_quoted(page, place)
        seen.add(core)


def _drop_quoted(page: Page, place: int) -> None:
    """Drop a line that a longer one holds: the standfirst above the article, a pull quote with its speaker within.

    A pull quote is told by its speaker: subheadings and key points repeat the text as well.
    """
    index = page.kept[place]
    if page.prose[index] and place == page.lead():
        page.drop(index, STANDFIRST)
    elif (speaker := _speaker_after(page, place)) is not None:
        page.drop(index, PULL_QUOTE)
        page.drop(speaker, ATTRIBUTION)


def _long_enough(core: str) -> bool:
    if core.isascii() or core.count(" ") > 2:
        return len(core) >= _MIN_CHARACTERS and core.count(" ") >= _MIN_SPACES
    return len(core) >= _MIN_IDEOGRAPHS


def _within_another(page: Page, index: int, core: str) -> bool:
    """Whether another, longer kept line holds the core."""
    return any(
        other != index and len(page.folded[other]) > len(page.folded[index]) and core in page.folded[other]
        for other in page.kept
    )


def _speaker_after(page: Page, place: int) -> int | None:
    """The line of a pull quote's speaker, which follows it after a dash."""
    if place + 1 >= len(page.kept):
        return None
    index = page.kept[place + 1]
    line = page.lines[index]
    return index if line.startswith(_DASHES) and len(line) <= _MAX_SPEAKER and not page.prose[index] else None
