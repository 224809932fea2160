"""Which lines recur over an outlet's articles: counted in any language, without a rule, whatever the order.

A line that stands in many articles of an outlet is boilerplate more often than not; a background paragraph that a
newsroom pastes under every report recurs, too, and is text. What decides is therefore the share of articles and
whether the line reads as prose: the sure ones are accepted by themselves, the others wait for a person.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from xxhash import xxh3_64_intdigest

from tasks.clean import normalise_line

# Fewer articles of an outlet say nothing about its habits.
MIN_ARTICLES = 20
# A line must stand in this many articles, and this share of the outlet's, to be proposed.
PROPOSED_ARTICLES = 5
PROPOSED_SHARE = 0.02
# And to be accepted by itself.
ACCEPTED_ARTICLES = 10
ACCEPTED_SHARE = 0.2
ACCEPTED_PROSE_SHARE = 0.8
# Longer lines are paragraphs; so are lines with this many words and the end of a sentence.
LONGEST = 300
PROSE_WORDS = 12
SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "۔", "।", "”", "»", '"')
# Lines of so many articles are counted at once; more are counted part by part, so that memory stays bounded.
COUNTED_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class RecurringLine:
    """A normalised line, in how many of the outlet's articles it stands, their share, and whether that is sure."""

    line: str
    articles: int
    share: float
    sure: bool


def recurring_lines(bodies: Callable[[], Iterable[str]], articles: int) -> Iterator[RecurringLine]:
    """The lines that recur over the articles of one outlet, most frequent first within each part.

    Arguments:
        bodies: gives all bodies, as often as it is called, in any order.
        articles: how many there are.
    """
    if articles < MIN_ARTICLES:
        return
    least = max(PROPOSED_ARTICLES, articles * PROPOSED_SHARE)
    parts = -(-articles // COUNTED_AT_ONCE)
    for part in range(parts):
        counts: Counter[str] = Counter()
        for body in bodies():
            counts.update(line for line in lines_of(body) if parts == 1 or _part_of(line, parts) == part)
        found = [(line, number) for line, number in counts.items() if number >= least]
        for line, number in sorted(found, key=lambda item: (-item[1], item[0])):
            share = number / articles
            yield RecurringLine(line, number, round(share, 4), _is_sure(line, number, share))


def lines_of(body: str) -> set[str]:
    """The distinct lines of a body, normalised, that may be boilerplate."""
    return {normalise_line(line) for line in body.split("\n") if 0 < len(line) <= LONGEST} - {""}


def _part_of(line: str, parts: int) -> int:
    return xxh3_64_intdigest(line.encode()) % parts


def _is_sure(line: str, articles: int, share: float) -> bool:
    prose = line.endswith(SENTENCE_ENDS) and len(line.split()) >= PROSE_WORDS
    return articles >= ACCEPTED_ARTICLES and share >= (ACCEPTED_PROSE_SHARE if prose else ACCEPTED_SHARE)
