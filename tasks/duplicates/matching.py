"""Whether two articles are one story: the comparison on the texts that every candidate must pass."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

import numpy as np

from tasks.duplicates.rank import days_apart
from tasks.duplicates.shingles import Hashes, Words, distinct, shingles, words
from tasks.records import DuplicateKind

# The lead says what a story is about: articles of one serial template, or with the same background, differ in it.
LEAD_WORDS = 120
OPENING_WORDS = 30
NUMBERED_WORDS = 60
_PHRASE_WORDS = 3
_NUMBER = re.compile(r"\d+")


class Agreement(StrEnum):
    """How the headlines of two articles compare."""

    SAME = "same"
    SIMILAR = "similar"
    UNKNOWN = "unknown"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Limits:
    """What two articles must share to be one story, all shares between 0 and 1.

    `containment` is the share of the shorter body that is in the longer, `lead` the smaller share of either lead that
    is in the other article, by how well the headlines agree. Fitted on 3,292 labelled pairs: with these 0.4 % of the
    pairs that are two stories pass, and 2.8 % of the duplicates do not.
    """

    containment: Mapping[Agreement, float] = field(
        default_factory=lambda: {
            Agreement.SAME: 0.4,
            Agreement.SIMILAR: 0.7,
            Agreement.UNKNOWN: 0.5,
            Agreement.OTHER: 0.9,
        }
    )
    lead: Mapping[Agreement, float] = field(
        default_factory=lambda: {
            Agreement.SAME: 0.3,
            Agreement.SIMILAR: 0.55,
            Agreement.UNKNOWN: 0.5,
            Agreement.OTHER: 0.6,
        }
    )
    # With the same headline it is enough that the opening of one stands in the other.
    opening: float = 0.9
    similar_headline: float = 0.67
    headline_containment: float = 0.25
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
    def numbers(self) -> frozenset[int]:
        """The distinct numbers of the body."""
        return frozenset(self.words.hashes[self.words.numeric].tolist())

    @cached_property
    def lead_numbers(self) -> frozenset[int]:
        """The distinct numbers near the beginning."""
        own = self.words
        return frozenset(own.hashes[:NUMBERED_WORDS][own.numeric[:NUMBERED_WORDS]].tolist())

    @cached_property
    def headline_words(self) -> frozenset[str]:
        """The distinct words of the headline key; where it has no spaces, the pairs of characters."""
        key = self.headline_key or ""
        return frozenset(key.split() if " " in key else map("".join, pairwise(key)))

    @cached_property
    def headline_numbers(self) -> frozenset[str]:
        """The distinct numbers of the headline key."""
        return frozenset(_NUMBER.findall(self.headline_key or ""))

    @cached_property
    def shingles(self) -> Hashes:
        """The distinct shingles of the body, sorted."""
        return distinct(shingles(self.words.hashes, self.words.width))

    @cached_property
    def phrases(self) -> Hashes:
        """The runs of three words, in order: the lead is compared by them."""
        return shingles(self.words.hashes, _PHRASE_WORDS)

    @cached_property
    def phrase_set(self) -> Hashes:
        """The distinct runs of three words, sorted."""
        return distinct(self.phrases)


def match(a: Story, b: Story, limits: Limits = LIMITS) -> Match | None:
    """Compare two articles on their texts.

    Arguments:
        a: one article.
        b: the other; the order does not matter.
        limits: what they must share.

    Returns:
        The kind of duplicate and the score, or None where they are two stories.
    """
    agreement = _headlines(a, b, limits)
    if not _comparable(a, b, agreement, limits):
        return None
    if np.array_equal(a.words.hashes, b.words.hashes):
        return Match(DuplicateKind.EXACT, 1.0)
    if _numbers_contradict(a, b):
        return None
    short, long = (a, b) if a.shingles.size <= b.shingles.size else (b, a)
    share = overlap(a, b)
    if share >= limits.containment[agreement] and _same_lead(short, long, agreement, limits):
        contained = short.shingles.size < 0.8 * long.shingles.size
        return Match(DuplicateKind.CONTAINED if contained else DuplicateKind.NEAR, share)
    if share >= limits.headline_containment and agreement == Agreement.SAME and _same_issue(a, b, limits):
        return Match(DuplicateKind.HEADLINE, share)
    return None


def _comparable(a: Story, b: Story, agreement: Agreement, limits: Limits) -> bool:
    """Whether there is enough text to go by; short bodies need the same headline, or none."""
    words = min(a.words.hashes.size, b.words.hashes.size)
    return words >= (limits.short_body if agreement in {Agreement.SIMILAR, Agreement.OTHER} else 1)


def overlap(a: Story, b: Story) -> float:
    """The share of the shorter body's shingles that are in the longer, 0 to 1."""
    short, long = (a, b) if a.shingles.size <= b.shingles.size else (b, a)
    return round(_share(short.shingles, long.shingles), 4)


def _headlines(a: Story, b: Story, limits: Limits) -> Agreement:
    if a.headline_key is None or b.headline_key is None:
        return Agreement.UNKNOWN
    if a.headline_key == b.headline_key:
        return Agreement.SAME
    x, y = a.headline_words, b.headline_words
    return Agreement.SIMILAR if len(x & y) >= limits.similar_headline * min(len(x), len(y)) else Agreement.OTHER


def _numbers_contradict(a: Story, b: Story) -> bool:
    """Whether each article has numbers in its headline or near its beginning that the other does not have."""
    x, y = a.headline_numbers, b.headline_numbers
    if x - y and y - x:
        return True
    return bool(a.lead_numbers - b.numbers and b.lead_numbers - a.numbers)


def _same_lead(short: Story, long: Story, agreement: Agreement, limits: Limits) -> bool:
    """Whether each lead stands in the other article; a lead is no longer than the shorter body."""
    size = min(LEAD_WORDS, short.phrases.size)
    mine, other = short.phrases[:size], long.phrases[:size]
    shares = _share(mine, long.phrase_set), _share(other, short.phrase_set)
    if min(shares) >= limits.lead[agreement]:
        return True
    if agreement != Agreement.SAME:
        return False
    openings = _share(mine[:OPENING_WORDS], long.phrase_set), _share(other[:OPENING_WORDS], short.phrase_set)
    return max(openings) >= limits.opening


def _same_issue(a: Story, b: Story, limits: Limits) -> bool:
    """The same outlet within the days of the limits."""
    apart = days_apart(a.published_at, b.published_at)
    return a.outlet is not None and a.outlet == b.outlet and apart is not None and apart <= limits.headline_days


def _share(values: Hashes, ordered: Hashes) -> float:
    """The share of the values that are in a sorted array; neither may be empty."""
    places = np.searchsorted(ordered, values)
    places[places == ordered.size] = 0
    return np.count_nonzero(ordered[places] == values) / values.size
