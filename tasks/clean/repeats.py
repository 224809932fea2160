"""Text that a page says twice: a standfirst, a pull quote with its attribution, a paragraph put in again."""

from collections.abc import Iterator
from itertools import islice, pairwise

from tasks.clean.page import Decision, Page, is_sentence
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
# Each is looked for in the whole text; no page has more.
_MAX_STANDFIRSTS = 5
_MAX_QUOTES = 20


def drop_repeats(page: Page) -> None:
    """Drop each paragraph that stands there again, a standfirst that the article repeats, and repeated pull quotes."""
    lead = page.lead()
    seen: set[str] = set()
    for index in page.kept:
        if page.prose[index]:
            if page.folded[index] in seen:
                page.drop(index, PARAGRAPH)
            seen.add(page.folded[index])
    for index in page.kept[max(0, lead - _MAX_STANDFIRSTS) : lead + 1]:
        if (page.prose[index] or is_sentence(page.lines[index])) and _said_elsewhere(page, index):
            page.drop(index, STANDFIRST)
    # Without a speaker it may be a subheading or a key point: those repeat the text as well, and stay.
    for index, speaker in islice(_quotes(page), _MAX_QUOTES):
        if _said_elsewhere(page, index):
            page.drop(index, PULL_QUOTE)
            page.drop(speaker, ATTRIBUTION)


def _said_elsewhere(page: Page, index: int) -> bool:
    """Whether another, longer kept line holds the line, its quotation marks and final stop aside."""
    line = page.folded[index]
    core = line.strip(_MARKS)
    if len(line) > _MAX_CHARACTERS or not _long_enough(core):
        return False
    folded, length = page.folded, len(line)
    return any(core in folded[other] for other in page.kept if len(folded[other]) > length)


def _long_enough(core: str) -> bool:
    if core.isascii() or core.count(" ") > 2:
        return len(core) >= _MIN_CHARACTERS and core.count(" ") >= _MIN_SPACES
    return len(core) >= _MIN_IDEOGRAPHS


def _quotes(page: Page) -> Iterator[tuple[int, int]]:
    """The lines that may be a pull quote, each with its speaker's line, which follows it after a dash."""
    for index, after in pairwise(page.kept):
        if not page.prose[index] and not page.prose[after]:
            line = page.lines[after]
            if line.startswith(_DASHES) and len(line) <= _MAX_SPEAKER:
                yield index, after
