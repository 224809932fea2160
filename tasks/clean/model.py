"""The line model: how likely a line is junk, for the lines that rules and blocks leave open.

Two parts, both fitted by training/fit_line_model.py: a linear score of the wording (hashed words and character
n-grams) and boosted trees over that score and the features of shape, position, neighbours, repetition and
vocabulary. At run time both are plain arrays.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import IO

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tasks.clean.features import (
    FEATURE_NAMES,
    FEATURE_VERSION,
    bulleted,
    line_features,
    only_when_sure,
    word_buckets,
)
from tasks.clean.line_page import Floats, read_page, read_pages
from tasks.clean.line_text import text_scores
from tasks.clean.line_trees import Trees

__all__ = [
    "CAREFUL",
    "FEATURE_VERSION",
    "STRICT",
    "STRICT_SURE",
    "SURE",
    "LineModel",
    "Question",
    "answers",
    "load_model",
    "page_bar",
]

# Remove a line from this probability on. Chosen by training/fit_line_model.py on lines of outlets that the trees which
# judged them had not seen: light scrapes lose at most 0.5 % (careful) and 1.5 % (strict) of their good characters.
CAREFUL = 0.8125
STRICT = 0.5024
# Long paragraphs and lists go only from SURE on; with the harder setting, long paragraphs and the article's own lists
# from STRICT_SURE on (a point more of the junk of whole pages for the same loss), and other lists as any line.
SURE = 0.97
STRICT_SURE = 0.93
# A page from which rules took nothing is most likely clean: unless one of its lines is junk by these odds to one, none
# reaches CAREFUL. When it was chosen, pages without any junk, of outlets that the trees had not seen, lost 0.14 % of
# their characters so; 0.20 % where every page needs a line of 0.97, and half a point less of others' junk went.
PAGE_ODDS = 150.0

# So many lines are judged at once; measured per page of 28 lines: alone 422 µs, 300 lines 123, 1,000 lines 103.
_LINES = 1000


@dataclass(frozen=True, slots=True)
class LineModel:
    """The fitted weights, and what they were fitted on.

    Arguments:
        text: one weight for each n-gram bucket, in steps of `text_scale`.
        features: names of the trees' columns.
        data: SHA-256 of the labels.
    """

    text: NDArray[np.int8]
    text_scale: float
    text_bias: float
    trees: Trees
    features: tuple[str, ...]
    version: str
    careful: float
    strict: float
    data: str


@dataclass(frozen=True, slots=True)
class Question:
    """The lines of one page that are to be judged.

    Arguments:
        lines: non-empty ones, in order; those that are removed already are not among them.
        headline: where one is known.
        removed: how many other lines of the page rules took.
    """

    lines: Sequence[str]
    headline: str | None
    removed: int


def page_bar(removed: ArrayLike) -> Floats:
    """How surely the surest line of a page has to be junk for lines of the page to go from CAREFUL on.

    Arguments:
        removed: for each page, how many lines rules took: where there is junk, there is more, so that the odds asked
            for fall with the square of it.

    Returns:
        For each page a probability, 0 to 1.
    """
    odds = PAGE_ODDS / (1.0 + np.asarray(removed)) ** 2
    found: Floats = odds / (1.0 + odds)
    return found


def answers(questions: Sequence[Question]) -> list[list[float]]:
    """Judge the lines of pages, each page as it would be by itself.

    Pages are judged some at a time: most of the cost of a page by itself is in starting some two hundred operations on
    small arrays.

    Returns:
        For each line of each page the probability, 0 to 1, that it is junk. It is 0 for long paragraphs and the
        article's own lists below STRICT_SURE; less than CAREFUL for those and bulleted lines below SURE, and for all
        lines of a page on which none reaches `page_bar`.
    """
    found: list[list[float]] = [[] for _ in questions]
    asked = [number for number, question in enumerate(questions) if question.lines]
    for some in _handfuls(asked, [len(question.lines) for question in questions]):
        for number, scores in zip(some, _judge([questions[number] for number in some]), strict=True):
            found[number] = scores
    return found


def _handfuls(numbers: Iterable[int], sizes: Sequence[int]) -> Iterator[list[int]]:
    """The numbers in runs of `_LINES` lines or one page."""
    some: list[int] = []
    lines = 0
    for number in numbers:
        if some and lines + sizes[number] > _LINES:
            yield some
            some, lines = [], 0
        some.append(number)
        lines += sizes[number]
    if some:
        yield some


def _judge(questions: Sequence[Question]) -> list[list[float]]:
    """The probability of each line of pages that have some."""
    model = load_model()
    page = read_pages([question.lines for question in questions])
    text = text_scores(page, model.text, model.text_scale, model.text_bias)
    rows = line_features(page, text, [_headline_buckets(question.headline) for question in questions])
    judged = _probability(model.trees.log_odds(rows))
    wary = only_when_sure(rows, page.length)
    judged[wary & (judged < STRICT_SURE)] = 0.0
    sure = np.maximum.reduceat(judged, page.first[:-1]) >= page_bar([question.removed for question in questions])
    unsure = ~sure.take(page.page_of) | ((bulleted(rows) | wary) & (judged < SURE))
    np.minimum(judged, CAREFUL - 1e-4, out=judged, where=unsure)
    scores = np.rint(judged * 1e4) / 1e4
    together: list[float] = scores.tolist()
    return [together[begin:end] for begin, end in pairwise(page.first.tolist())]


@lru_cache(maxsize=1)
def load_model() -> LineModel:
    """The shipped weights, read once in a process.

    Raises:
        ValueError: they are not of this code.
    """
    with (files("tasks.clean") / "weights" / "line_model.npz").open("rb") as file:
        model = read_model(file)
    check_model(model)
    return model


def read_model(file: IO[bytes]) -> LineModel:
    """Weights as training/line_weights.py writes them."""
    with np.load(file, allow_pickle=False) as stored:
        arrays = dict(stored)
    return LineModel(
        text=arrays["text"],
        text_scale=float(arrays["text_scale"]),
        text_bias=float(arrays["text_bias"]),
        trees=Trees(
            np.ascontiguousarray(arrays["features"].T.astype(np.intp)),
            np.ascontiguousarray(arrays["borders"].T),
            arrays["leaves"],
            float(arrays["trees_bias"]),
        ),
        features=tuple(str(name) for name in arrays["feature_names"]),
        version=str(arrays["feature_version"]),
        careful=float(arrays["careful"]),
        strict=float(arrays["strict"]),
        data=str(arrays["data"]),
    )


def check_model(model: LineModel) -> None:
    """Refuse weights that were fitted on other features than the code computes.

    Raises:
        ValueError: they were; it names both versions.
    """
    if model.version != FEATURE_VERSION or model.features != FEATURE_NAMES:
        raise ValueError(
            f"line model: weights of feature version {model.version}, code of {FEATURE_VERSION}: "
            "fit again with training/fit_line_model.py"
        )


def _headline_buckets(headline: str | None) -> list[int] | None:
    if not headline or not headline.strip():
        return None
    found: list[int] = word_buckets(read_page([headline.replace("\n", " ")])).tolist()
    return found


def _probability(log_odds: Floats) -> Floats:
    result: Floats = 1.0 / (1.0 + np.exp(np.minimum(np.maximum(-log_odds, -30.0), 30.0)))
    return result
