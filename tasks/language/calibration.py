"""Confidence that means what it says: the share of held-out texts that were right at a probability."""

import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from math import log
from pathlib import Path
from typing import TypeAlias

# Log-odds of the likeliest language and the share of texts for which it was right.
Points: TypeAlias = list[tuple[float, float]]

FILE = Path(__file__).with_name("data") / "calibration.toml"

SHORT_CHARACTERS = 30

# Log-odds beyond this are no longer told apart: a probability of 0.999999.
HIGHEST_ODDS = 13.8


def log_odds(probability: float) -> float:
    """log(p / (1 - p)), bounded."""
    if not 0 < probability < 1:
        return HIGHEST_ODDS if probability >= 1 else -HIGHEST_ODDS
    return max(-HIGHEST_ODDS, min(HIGHEST_ODDS, log(probability / (1 - probability))))


def calibrated(probability: float, characters: int) -> float:
    """The share of held-out texts whose likeliest language was right when it had this probability.

    Arguments:
        probability: of the likeliest language.
        characters: length of the sample; a few words are right less often than the same probability of a sentence.
    """
    return share_at(log_odds(probability), load_calibration()[length_class(characters)])


def length_class(characters: int) -> str:
    """Which points hold for a sample of this length."""
    return "short" if characters < SHORT_CHARACTERS else "long"


def share_at(odds: float, points: Points) -> float:
    """The share of right texts at these log-odds: a straight line between measured points, level beyond them."""
    above = bisect_right(points, (odds, 2.0))
    if above in (0, len(points)):
        return points[0 if above == 0 else -1][1]
    (low, share), (high, next_share) = points[above - 1 : above + 1]
    return share + (odds - low) / (high - low) * (next_share - share)


@cache
def load_calibration() -> Mapping[str, Points]:
    """The measured points per class of length, in ascending order."""
    stored = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: [(odds, share) for odds, share in points] for name, points in stored.items()}
