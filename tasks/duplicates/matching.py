"""Whether two articles are one story: the comparison on the texts that every candidate must pass."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tasks.duplicates.rank import days_apart
from tasks.duplicates.shingles import Hashes, Words, shingles, words
from tasks.records import DuplicateKind

# The lead is what a story is about; serial templates and articles that share background differ in it.
LEAD_WORDS = 60
LONG_LEAD_WORDS = 120
_LEAD_SHINGLE = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """What two articles must share to be one story; the shares are between 0 and 1."""

    containment: float = 0.45
    lead: float = 0.65
    lead_numbers: int = 1
    long_lead: float = 0.55
    long_lead_numbers: int = 2
    headline_words: float = 0.67
    headline_containment: float = 0.35
    headline_days: int = 7
    # A shorter body is too little to go by: "Watch the video" is the whole text of many articles.
    short_body: int = 20


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Match:
    """Why two articles are one; `score` is the share of the shorter body that is in the longer, 0 to 1."""

    kind: DuplicateKind
    score: float


@dataclass(frozen=True)
class Story:
    """What of an article is compared; the arrays are made when they are first needed."""

    body: str
    headline_key: str | None = None
    outlet: str | None = None
    published_at: str | None = None

    @cached_property
    def words(self) -> Words:
        """The words of the body."""
        return words(self.body)

    @cached_property
    def vocabulary(self) -> Hashes:
        """The distinct words of the body, sorted."""
        return np.unique(self.words.hashes)

    @cached_property
    def headline_words(self) -> Hashes:
        """The distinct words of the headline key, sorted."""
        return np.unique(words(self.headline_key or "").hashes)

    @cached_property
    def shingles(self) -> Hashes:
        """The distinct shingles of the body, sorted."""
        return np.unique(shingles(self.words.hashes, self.words.width))

    @cached_property
    def phrases(self) -> Hashes:
        """The runs of three words, in order: the lead is compared by them."""
        return shingles(self.words.hashes, _LEAD_SHINGLE)

    @cached_property
    def phrase_set(self) -> Hashes:
        """The distinct runs of three words, sorted."""
        return np.unique(self.phrases)


def match(a: Story, b: Story, limits: Limits = LIMITS) -> Match | None:
    """Compare two articles on their texts.

    Args:
        a: one article.
        b: the other; the order does not matter.
        limits: what they must share.

    Returns:
        The kind of duplicate and the score, or None where they are two stories.
    """
    if not a.shingles.size or not b.shingles.size:
        return None
    short, long = (a, b) if a.shingles.size <= b.shingles.size else (b, a)
    if short.words.hashes.size < limits.short_body and _headlines_differ(a, b):
        return None
    if np.array_equal(a.words.hashes, b.words.hashes):
        return Match(DuplicateKind.EXACT, 1.0)
    share = float(_found(short.shingles, long.shingles).mean())
    if share >= limits.containment and _same_lead(short, long, limits):
        kind = DuplicateKind.CONTAINED if short.shingles.size < 0.8 * long.shingles.size else DuplicateKind.NEAR
        return Match(kind, round(share, 4))
    if share >= limits.headline_containment and _same_headline(a, b, limits) and _few_numbers_differ(a, b, limits):
        return Match(DuplicateKind.HEADLINE, round(share, 4))
    return None


def overlap(a: Story, b: Story) -> float:
    """The share of the shorter body's shingles that are in the longer, 0 to 1."""
    short, long = sorted((a.shingles, b.shingles), key=len)
    return round(float(_found(short, long).mean()), 4) if short.size else 0.0


def _same_lead(short: Story, long: Story, limits: Limits) -> bool:
    """Whether each lead stands in the other article; where only most of it does, the headlines must agree."""
    if _numbers_missing(short, long, LEAD_WORDS) + _numbers_missing(long, short, LEAD_WORDS) > limits.lead_numbers:
        return False
    in_long, in_short = _found(short.phrases, long.phrase_set), _found(long.phrases, short.phrase_set)
    if min(in_long[:LEAD_WORDS].mean(), in_short[:LEAD_WORDS].mean()) >= limits.lead:
        return True
    if min(in_long[:LONG_LEAD_WORDS].mean(), in_short[:LONG_LEAD_WORDS].mean()) < limits.long_lead:
        return False
    return _headline_share(short, long) >= limits.headline_words


def _numbers_missing(story: Story, other: Story, lead: int) -> int:
    """How many numbers of the story's lead are nowhere in the other."""
    numbers = story.words.hashes[:lead][story.words.numeric[:lead]]
    return int(np.count_nonzero(~_found(numbers, other.vocabulary)))


def _few_numbers_differ(a: Story, b: Story, limits: Limits) -> bool:
    return _numbers_missing(a, b, LEAD_WORDS) + _numbers_missing(b, a, LEAD_WORDS) <= limits.lead_numbers


def _headline_share(a: Story, b: Story) -> float:
    """The share of the shorter headline's words that are in the other; 1 where one has no headline."""
    x, y = sorted((a.headline_words, b.headline_words), key=len)
    return float(_found(x, y).mean()) if x.size else 1.0


def _headlines_differ(a: Story, b: Story) -> bool:
    return a.headline_key != b.headline_key and None not in {a.headline_key, b.headline_key}


def _same_headline(a: Story, b: Story, limits: Limits) -> bool:
    """The same headline in the same outlet within the days of the limits."""
    if not a.headline_key or a.headline_key != b.headline_key or not a.outlet or a.outlet != b.outlet:
        return False
    apart = days_apart(a.published_at, b.published_at)
    return apart is not None and apart <= limits.headline_days


def _found(values: Hashes, ordered: Hashes) -> NDArray[np.bool_]:
    """Which of the values are in a sorted array that is not empty."""
    places = np.minimum(np.searchsorted(ordered, values), ordered.size - 1)
    return np.equal(ordered[places], values)
