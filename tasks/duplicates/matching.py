"""Whether two articles are one story: the comparison on the texts that every candidate must pass."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tasks.duplicates.rank import days_apart
from tasks.duplicates.shingles import Hashes, Words, shingles, words
from tasks.records import DuplicateKind

# The lead says what a story is about: articles of one serial template, or with the same background, differ in it.
LEAD_WORDS = 120
OPENING_WORDS = 30
NUMBERED_WORDS = 60
_PHRASE_WORDS = 3


class Agreement(StrEnum):
    """How the headlines of two articles compare."""

    SAME = "same"
    SIMILAR = "similar"
    UNKNOWN = "unknown"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Limits:
    """What two articles must share to be one story, all between 0 and 1 but the last two.

    `containment` is the share of the shorter body that is in the longer, `lead` the smaller share of either lead that
    is in the other article, by how well the headlines agree. Fitted on labelled pairs of four sources: with these,
    0.2 % of the pairs that are two stories pass, and 2.8 % of the duplicates do not.
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
    def vocabulary(self) -> Hashes:
        """The distinct words of the body, sorted."""
        return np.unique(self.words.hashes)

    @cached_property
    def headline_words(self) -> Words:
        """The words of the headline key."""
        return words(self.headline_key or "")

    @cached_property
    def shingles(self) -> Hashes:
        """The distinct shingles of the body, sorted."""
        return np.unique(shingles(self.words.hashes, self.words.width))

    @cached_property
    def phrases(self) -> Hashes:
        """The runs of three words, in order: the lead is compared by them."""
        return shingles(self.words.hashes, _PHRASE_WORDS)

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
    short, long = sorted((a.shingles, b.shingles), key=len)
    return round(float(_found(short, long).mean()), 4) if short.size else 0.0


def _headlines(a: Story, b: Story, limits: Limits) -> Agreement:
    if a.headline_key is None or b.headline_key is None:
        return Agreement.UNKNOWN
    if a.headline_key == b.headline_key:
        return Agreement.SAME
    x, y = sorted((a.headline_words, b.headline_words), key=lambda words: words.hashes.size)
    if x.hashes.size and not _contradict(x, y) and _in(x.hashes, y.hashes).mean() >= limits.similar_headline:
        return Agreement.SIMILAR
    return Agreement.OTHER


def _same_lead(short: Story, long: Story, agreement: Agreement, limits: Limits) -> bool:
    """Whether each lead stands in the other article; a lead is no longer than the shorter body."""
    size = min(LEAD_WORDS, short.phrases.size)
    leads = _found(short.phrases[:size], long.phrase_set), _found(long.phrases[:size], short.phrase_set)
    if min(lead.mean() for lead in leads) >= limits.lead[agreement]:
        return True
    return agreement == Agreement.SAME and max(lead[:OPENING_WORDS].mean() for lead in leads) >= limits.opening


def _numbers_contradict(a: Story, b: Story) -> bool:
    """Whether each article has numbers in its headline or near its beginning that the other does not have."""
    if a.headline_key and b.headline_key and _contradict(a.headline_words, b.headline_words):
        return True
    size = min(NUMBERED_WORDS, a.words.hashes.size, b.words.hashes.size)
    pairs = ((a, b), (b, a))
    return all(not _found(x.words.hashes[:size][x.words.numeric[:size]], y.vocabulary).all() for x, y in pairs)


def _contradict(a: Words, b: Words) -> bool:
    """Whether each of two short texts has a number that the other does not have."""
    x, y = a.hashes[a.numeric], b.hashes[b.numeric]
    return not _in(x, y).all() and not _in(y, x).all()


def _same_issue(a: Story, b: Story, limits: Limits) -> bool:
    """The same outlet within the days of the limits."""
    apart = days_apart(a.published_at, b.published_at)
    return a.outlet is not None and a.outlet == b.outlet and apart is not None and apart <= limits.headline_days


def _in(values: Hashes, others: Hashes) -> NDArray[np.bool_]:
    """Which of a few values are among a few others."""
    found: NDArray[np.bool_] = np.equal(values[:, None], others[None, :]).any(axis=1)
    return found


def _found(values: Hashes, ordered: Hashes) -> NDArray[np.bool_]:
    """Which of the values are in a sorted array that is not empty."""
    places = np.minimum(np.searchsorted(ordered, values), ordered.size - 1)
    return np.equal(ordered[places], values)
