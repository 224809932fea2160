"""What a detector returns, and how evidence is summed up to a score."""

import tomllib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from types import MappingProxyType

from tasks.records import RemovedSpan, TranslationFlag

DATA = Path(__file__).parent / "data"

# Flags kept per kind: past these, one more says nothing new.
MOST_FLAGS = 25


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding of a detector; `start` and `end` are offsets in the text that the detector was given."""

    kind: str
    start: int
    end: int
    weight: float
    detail: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of evidence: a sentence for the reader, the most that it may add, and whether it can stand alone."""

    explanation: str
    most: float
    decisive: bool = False


def kinds() -> Mapping[str, Kind]:
    """The kinds of evidence in the order in which a reader should meet them."""
    with (DATA / "kinds.toml").open("rb") as file:
        table = tomllib.load(file)
    return MappingProxyType({name: Kind(**entry) for name, entry in table.items()})


TABLE: Mapping[str, Kind] = kinds()
KINDS: Mapping[str, str] = MappingProxyType({name: kind.explanation for name, kind in TABLE.items()})

# `translation_likely` needs this much in all, and two kinds of evidence of this strength unless one is decisive.
LIKELY, COUNTS = 0.7, 0.15


def score(flags: Iterable[TranslationFlag]) -> tuple[float, bool]:
    """Sum the evidence up.

    The score is 1 − ∏ₖ(1 − sₖ) over the kinds k, where sₖ = min(mostₖ, 1 − ∏ᵢ(1 − wᵢ)) over the weights w of the
    kind's flags: a noisy-or (Pearl 1988), in which much of one kind cannot outweigh a second kind. It measures the
    strength of the evidence and is no probability.

    Returns:
        The score, 0 to 1, and whether the article is likely a translation: the score is at least `LIKELY`, and
        either one decisive kind reaches it alone or at least two kinds have a strength of `COUNTS`.
    """
    left: dict[str, float] = defaultdict(lambda: 1.0)
    for flag in flags:
        left[flag.kind] *= 1 - flag.weight
    strength = {kind: min(TABLE[kind].most, 1 - rest) for kind, rest in left.items()}
    total = 1 - prod(1 - part for part in strength.values())
    decisive = any(TABLE[kind].decisive and part >= LIKELY for kind, part in strength.items())
    return round(total, 4), total >= LIKELY and (decisive or sum(part >= COUNTS for part in strength.values()) > 1)


def body_offsets(spans: tuple[RemovedSpan, ...]) -> tuple[list[int], list[int]]:
    """Where the parts of the body begin: their offsets in the body, and how far the text is ahead of it there."""
    begins, ahead = [0], [0]
    for span in spans:
        begins.append(span.start - ahead[-1])
        ahead.append(ahead[-1] + span.end - span.start)
    return begins, ahead


def in_text(found: Iterable[Evidence], spans: tuple[RemovedSpan, ...]) -> list[Evidence]:
    """Evidence with offsets in the body, moved to offsets in the text."""
    begins, ahead = body_offsets(spans)

    def move(at: int) -> int:
        return at + ahead[bisect_right(begins, at) - 1]

    return [Evidence(e.kind, move(e.start), move(e.end - 1) + 1, e.weight, e.detail) for e in found]


def as_flag(evidence: Evidence, text: str) -> TranslationFlag:
    """The record of one finding; its offsets are in `text`."""
    excerpt = text[evidence.start : evidence.end]
    return TranslationFlag(
        evidence.kind, evidence.start, evidence.end, excerpt, evidence.weight, evidence.detail.format(excerpt=excerpt)
    )
