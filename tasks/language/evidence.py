"""What a text says about its language: its fit to each profile, what CLD2 makes of it, and telling words; added up.

For language l of a text with n known n-grams the logit is

    lift · n^(-dependence) · (fit of l - best fit)          the posterior over the profiles
    + opinion · share · min(1, n / opinion_grams)           where CLD2 says l or a close relative of l
    + opinion_relatives · share · min(1, n / opinion_grams) where CLD2 says l
    + relatives · telling words                             that speak for l among its close relatives
    - rare                                                  where l is not one of langdetect's 55

and the probabilities are the softmax. Overlapping n-grams repeat each other, so the evidence of a text grows slower
than its length: with a dependence of 0.75, as n^0.25 for the same difference per n-gram. A language without a profile,
known to CLD2 only, takes `unmodelled` nats per n-gram as its fit: less than most texts reach in their own language,
more than they reach in another.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tasks.language.opinion import STANDS_FOR, Opinion, second_opinion
from tasks.language.profiles import Profiles, load_profiles
from tasks.language.relatives import load_relatives, telling_words

WEIGHTS_FILE = Path(__file__).with_name("data") / "weights.toml"

# Columns of the matrix that are one language in two writings.
SAME_LANGUAGE = {"zh-cn": "zh", "zh-tw": "zh", "sr-latn": "sr"}


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of the formula above, as fitted."""

    lift: float
    dependence: float
    opinion: float
    opinion_relatives: float
    opinion_grams: float
    relatives: float
    rare: float
    unmodelled: float


@dataclass(frozen=True, slots=True)
class Labels:
    """The languages that have profiles.

    Arguments:
        codes: one code per language.
        index: code → position.
        columns: first and last matrix column of each language, which has two at most, shape (2, languages).
        relatives: code → positions of the language and its close relatives.
        rare: 1 for languages that are not langdetect's, shape (languages,).
    """

    codes: tuple[str, ...]
    index: Mapping[str, int]
    columns: NDArray[np.intp]
    relatives: Mapping[str, list[int]]
    rare: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one text says: its fit to each language, in nats; telling words for each language; the second opinion."""

    lifts: NDArray[np.float32]
    telling: NDArray[np.float32]
    known: int
    total: int
    opinion: Opinion


def gather(text: str, context: str | None = None) -> Evidence:
    """The evidence of a text, which is taken as it is (see `sample.prose_sample`).

    Arguments:
        text: the sample of prose.
        context: where to look for telling words, if not in the sample alone.
    """
    return evidence_of(text, load_profiles(), load_labels(), context)


def evidence_of(text: str, profiles: Profiles, labels: Labels, context: str | None = None) -> Evidence:
    """The evidence of a text by the given profiles: of two writings of a language, the one that fits better."""
    fit = profiles.fit(text)
    first, last = labels.columns
    lifts = np.maximum(fit.lifts.take(first), fit.lifts.take(last))
    fitting = labels.codes[int(lifts.argmax())]
    telling = np.zeros(len(labels.codes), dtype=np.float32)
    for code, words in telling_words(context or text, fitting).items():
        telling[labels.index[code]] = words
    return Evidence(lifts, telling, fit.known, fit.total, opinion_on(text, fitting))


def opinion_on(text: str, fitting: str) -> Opinion:
    """CLD2's opinion; of a language that it does not know, it names a relative."""
    opinion = second_opinion(text)
    return replace(opinion, language=fitting) if STANDS_FOR.get(opinion.language) == fitting else opinion


def posterior(evidence: Evidence, labels: Labels, weights: Weights) -> tuple[NDArray[np.float64], float]:
    """The probability of each language, shape (languages,), and that of CLD2's language where it has no profile."""
    grams = max(1, evidence.known)
    scale = weights.lift * grams**-weights.dependence
    best = float(evidence.lifts.max())
    logits = scale * (evidence.lifts.astype(np.float64) - best) - weights.rare * labels.rare
    logits += weights.relatives * evidence.telling
    support = evidence.opinion.share * min(1.0, grams / weights.opinion_grams)
    unmodelled = -np.inf
    if evidence.opinion.language in labels.index:
        for near in labels.relatives[evidence.opinion.language]:
            logits[near] += weights.opinion * support
        logits[labels.index[evidence.opinion.language]] += weights.opinion_relatives * support
    elif support > 0:
        unmodelled = scale * (weights.unmodelled * evidence.total - best) - weights.rare
        unmodelled += (weights.opinion + weights.opinion_relatives) * support
    largest = max(float(logits.max()), unmodelled)
    shares = np.exp(logits - largest)
    outside = float(np.exp(unmodelled - largest))
    whole = float(shares.sum()) + outside
    return shares / whole, outside / whole


@cache
def load_weights() -> Weights:
    """The shipped weights."""
    return Weights(**tomllib.loads(WEIGHTS_FILE.read_text(encoding="utf-8")))


@cache
def load_labels() -> Labels:
    """The languages of the shipped profiles."""
    return labels_of(load_profiles())


def labels_of(profiles: Profiles) -> Labels:
    """The languages of the profiles, in alphabetical order."""
    of_column = [SAME_LANGUAGE.get(name, name) for name in profiles.languages]
    codes = tuple(sorted(set(of_column)))
    index = {code: position for position, code in enumerate(codes)}
    rare = np.ones(len(codes), dtype=np.float32)
    rare[[index[SAME_LANGUAGE.get(name, name)] for name in profiles.languages[: profiles.of_langdetect]]] = 0
    groups = load_relatives()
    relatives = {
        code: [index[near] for near in groups[code].languages] if code in groups else [index[code]] for code in codes
    }
    last = {code: column for column, code in enumerate(of_column)}
    columns = np.array([[of_column.index(code) for code in codes], [last[code] for code in codes]], dtype=np.intp)
    return Labels(codes, index, columns, relatives, rare)
