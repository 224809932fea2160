"""Fit the weights by which the evidence for a language adds up: `tasks/language/data/weights.toml`.

Run: `python -m training.fit_language_weights FOLDER`, where FOLDER holds `lid.jsonl.gz`.

The profiles of languages outside langdetect are fitted on one half of the texts and read the other half, both ways
round; the weights are those that make the labels of these texts likeliest. Printed are accuracy and calibration of
held-out texts by weights fitted on the half that the profiles were fitted on.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tasks.language.calibration import FILE as CALIBRATION_FILE
from tasks.language.calibration import HIGHEST_ODDS, Points, length_class, log_odds, share_at
from tasks.language.evidence import WEIGHTS_FILE, Evidence, Labels, Weights, evidence_of, labels_of, posterior
from tasks.language.profiles import from_arrays
from tasks.language.sample import prose_sample
from tasks.language.substance import is_prose
from training.fit_language_matrix import langdetect_profiles, lowered, matrix_arrays
from training.fit_language_profiles import as_stored, fit_all
from training.language_texts import LabelledText, read_texts

KINDS = ("sentence", "paragraph", "article")
# Texts of one and two words: only for the calibration of short texts.
SHORT_KINDS = ("pair", "word")
START = Weights(
    lift=3.5,
    dependence=0.75,
    opinion=2.5,
    opinion_relatives=0.7,
    opinion_grams=40.0,
    relatives=1.5,
    rare=0.4,
    unmodelled=4.7,
)
# Set by hand. The data hold far more texts in rare languages than newspapers do. And what a language without a profile
# reaches cannot be fitted where all have one: of 38 languages left out one by one, 4.7 gives 94 % of the articles to
# CLD2's language, and takes 11 of 11,300 texts in languages with a profile for one without.
FIXED = ("rare", "unmodelled")

# A few labels are wrong, which must not make everything else look uncertain.
LABEL_NOISE = 0.01

SURE = 0.9
ODDS_EDGES = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 7.0, 8.0)
FEWEST_IN_BIN = 30

CALIBRATION_HEADER = """\
# Log-odds of the likeliest language, and the share of held-out texts for which it was right.
# Written by training/fit_language_weights.py.
"""
HEADER = """\
# How the evidence for each language adds up: see tasks/language/evidence.py.
# Written by training/fit_language_weights.py.
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One text as evidence, with the position of its true language and the length of its sample in characters."""

    evidence: Evidence
    characters: int
    truth: int
    text: LabelledText


def held_out(texts: Sequence[LabelledText], side: int) -> tuple[list[Case], Labels]:
    """The texts of the other side, read by profiles fitted on this side."""
    own = [lowered(as_stored(profile)) for profile in fit_all(text for text in texts if text.side == side)]
    profiles = from_arrays(matrix_arrays(langdetect_profiles() + own))
    labels = labels_of(profiles)
    cases = []
    for text in texts:
        sample = prose_sample(text.text)
        if text.side != side and (text.kind in KINDS or is_prose(sample)):
            evidence = evidence_of(sample, profiles, labels)
            cases.append(Case(evidence, len(sample), labels.index[text.language], text))
    return cases, labels


def loss(cases: Sequence[Case], labels: Labels, weights: Weights) -> float:
    """Mean negative log-probability of the true language, in nats, bounded for labels that may be wrong."""
    prose = [case for case in cases if case.text.kind in KINDS]
    chances = np.array([posterior(case.evidence, labels, weights)[0][case.truth] for case in prose])
    return float(-np.log(chances + LABEL_NOISE).mean())


def minimise(function: Callable[[Weights], float], start: Weights, step: float = 0.3) -> Weights:
    """The weights with the least loss: a pattern search that halves its relative step until it is below 1 %."""
    best, least = start, function(start)
    while step > 0.01:
        improved = False
        for name in (name for name in asdict(start) if name not in FIXED):
            for factor in (1 + step, 1 / (1 + step)):
                tried = Weights(**(asdict(best) | {name: round(asdict(best)[name] * factor, 4)}))
                value = function(tried)
                if value < least:
                    best, least, improved = tried, value, True
        step = step if improved else step / 2
    return best


def judged(cases: Sequence[Case], labels: Labels, weights: Weights) -> NDArray[np.float64]:
    """Judge texts by their evidence.

    Returns:
        (texts, 3): the probability of the likeliest language, whether it is right, and whether the true one is rare.
    """
    rows = []
    for case in cases:
        chances, outside = posterior(case.evidence, labels, weights)
        best = int(chances.argmax())
        right = best == case.truth and chances[best] >= outside
        rows.append((max(float(chances[best]), outside), right, labels.rare[case.truth]))
    return np.array(rows, dtype=np.float64)


def report(cases: Sequence[Case], labels: Labels, weights: Weights, calibration: Mapping[str, Points]) -> None:
    """Print accuracy and calibration per kind of text."""
    for kind in KINDS + SHORT_KINDS:
        chosen = [case for case in cases if case.text.kind == kind]
        chance, right, rare = judged(chosen, labels, weights).T
        points = [calibration[length_class(case.characters)] for case in chosen]
        sure = np.array(list(map(share_at, map(log_odds, chance), points))) >= SURE
        print(
            f"{kind:10} {len(right):5} accuracy {right.mean():.4f}, langdetect's {right[rare == 0].mean():.4f}, "
            f"others {right[rare == 1].mean():.4f}; sure of {sure.mean():.4f}, "
            f"right of these {right[sure].mean():.4f}, sure and wrong {(sure & (right == 0)).mean():.4f}"
        )


def calibrate(cases: Sequence[Case], labels: Labels, weights: Weights) -> dict[str, Points]:
    """Per class of length, how many texts were right at which log-odds."""
    return {
        name: points_of(judged([case for case in cases if length_class(case.characters) == name], labels, weights))
        for name in ("short", "long")
    }


def points_of(verdicts: NDArray[np.float64]) -> Points:
    """The share of right texts in bins of the log-odds; it never falls from one bin to the next."""
    chance, right, _ = verdicts.T
    odds = np.array([log_odds(value) for value in chance])
    order = np.argsort(odds, kind="stable")
    points: Points = [(-HIGHEST_ODDS, 0.0)]
    for part in np.split(order, np.searchsorted(odds[order], ODDS_EDGES)):
        if len(part) >= FEWEST_IN_BIN:
            share = float((right[part].sum() + 0.5) / (len(part) + 1))
            points.append((round(float(odds[part].mean()), 2), round(max(share, points[-1][1]), 4)))
    return points[1:]


def main() -> None:
    """Fit on each half and measure on the other; then fit on all held-out texts and write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    texts = read_texts(options.parse_args().folder / "lid.jsonl.gz")
    halves = [held_out(texts, side) for side in (0, 1)]
    (first, labels), (second, _) = halves
    for fitted_on, measured_on in ((first, second), (second, first)):
        weights = minimise(partial(loss, fitted_on, labels), START)
        report(measured_on, labels, weights, calibrate(fitted_on, labels, weights))
    weights = minimise(partial(loss, first + second, labels), START)
    calibration = calibrate(first + second, labels, weights)
    report(first + second, labels, weights, calibration)
    WEIGHTS_FILE.write_text(HEADER + "".join(f"{name} = {value}\n" for name, value in asdict(weights).items()))
    CALIBRATION_FILE.write_text(CALIBRATION_HEADER + "".join(map(as_toml, calibration.items())))


def as_toml(named: tuple[str, Points]) -> str:
    """One class of length with its points."""
    name, points = named
    return f"{name} = [\n" + "".join(f"    {list(point)},\n" for point in points) + "]\n"


if __name__ == "__main__":
    main()
