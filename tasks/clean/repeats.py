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
_DASHES = ("–", "—", "―", "- ", "− ")
_MAX_ATTRIBUTION = 90


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
            page.drop(index, PARAGRAPH)
        elif _within_another(page, index, core):
            page.drop(index, STANDFIRST if place < page.lead(2) else PULL_QUOTE)
            _drop_attribution(page, place + 1)
        seen.add(core)


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


def _drop_attribution(page: Page, place: int) -> None:
    """A pull quote's speaker, on a line of its own after a dash."""
    if place < len(page.kept):
        line = page.lines[page.kept[place]]
        if line.startswith(_DASHES) and len(line) <= _MAX_ATTRIBUTION and not page.prose[page.kept[place]]:
            page.drop(page.kept[place], ATTRIBUTION)
