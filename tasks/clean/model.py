"""The line model: how likely a line is junk, for the lines that rules and blocks leave open.

Two parts, both fitted by training/fit_line_model.py: a linear score of the wording (hashed words and character
n-grams) and boosted trees over that score and the features of shape, position, neighbours, repetition and
vocabulary. At run time both are plain arrays.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain, pairwise
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
    "junk_scores",
    "load_model",
    "page_bar",
]

# Remove a line from this probability on. Chosen by training/fit_line_model.py on lines of outlets that the fitted
# half had not seen: light scrapes lose at most 0.5 % (careful) and 1.5 % (strict) of their good characters.
CAREFUL = 0.7877
STRICT = 0.5071
# Long paragraphs and lists go only from SURE on; with the harder setting, long paragraphs and the article's own lists
# from STRICT_SURE on (a point more of the junk of whole pages for the same loss), and other lists as any line.
SURE = 0.97
STRICT_SURE = 0.93
# A page from which rules took nothing is most likely clean: unless one of its lines is junk by these odds to one, none
# reaches CAREFUL. Of outlets that the fitted half had not seen, pages without any junk lose 0.14 % of their characters
# so; 0.20 % where every page needs a line of 0.97, and half a point less of the junk of others goes.
PAGE_ODDS = 150.0

# So many lines are judged at once; measured per page of 28 lines: alone 422 µs, 300 lines 123, 1,000 lines 103.
_LINES = 1000


@dataclass(frozen=True, slots=True)
class LineModel:
    """The fitted weights, and what they were fitted on.

    text: one weight for each n-gram bucket, in steps of text_scale. features: names of the trees' columns.
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
    """The lines of one page of which some are to be judged.

    lines: non-empty ones, in order. headline: where one is known. wanted: which of the lines to judge. removed: how
    many other lines of the page rules took.
    """

    lines: Sequence[str]
    headline: str | None
    wanted: Sequence[bool]
    removed: int


def junk_scores(
    lines: Sequence[str], headline: str | None, decided: Sequence[bool], wanted: Sequence[bool]
) -> list[float]:
    """Judge the wanted lines of one document.

    lines: all lines of the text in order, empty ones as "". headline: where one is known. decided: lines that are
    removed already: they are not judged, and the others are judged as if they were not there, so that judging what
    remains until nothing more goes leaves a body from which a second cleaning takes nothing. wanted: lines to judge.
    Returns for each line the probability, 0 to 1, that it is junk; 0 for lines not judged, and for long paragraphs and
    the article's own lists below STRICT_SURE; less than CAREFUL for those and bulleted ones below SURE, and for all
    lines where none reaches `page_bar`.
    """
    scores = [0.0] * len(lines)
    # A removed line is as if it had never been there: what is left is judged as it would be on its own.
    places = [at for at, line in enumerate(lines) if line and not decided[at]]
    shown, asked = [lines[at] for at in places], [wanted[at] for at in places]
    (judged,) = answers([Question(shown, headline, asked, sum(decided))])
    for at, score in zip(places, judged, strict=True):
        scores[at] = score
    return scores


def page_bar(removed: ArrayLike) -> Floats:
    """How surely the surest line of a page has to be junk for lines of the page to go from CAREFUL on.

    removed: for each page, how many lines rules took: where there is junk, there is more, so that the odds asked for
    fall with the square of it. Returns for each page a probability, 0 to 1.
    """
    odds = PAGE_ODDS / (1.0 + np.asarray(removed)) ** 2
    found: Floats = odds / (1.0 + odds)
    return found


def answers(questions: Sequence[Question]) -> list[list[float]]:
    """Judge the wanted lines of many pages: for each page what `junk_scores` returns for it alone.

    Pages are judged some at a time: most of the cost of a page by itself is in starting some two hundred operations on
    small arrays.
    """
    found = [[0.0] * len(question.lines) for question in questions]
    asked = [number for number, question in enumerate(questions) if any(question.wanted)]
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
    """The probability of each wanted line of pages with such lines; 0 for the others."""
    model = load_model()
    page = read_pages([question.lines for question in questions])
    text = text_scores(page, model.text, model.text_scale, model.text_bias)
    rows = line_features(page, text, [_headline_buckets(question.headline) for question in questions])
    asked = np.fromiter(chain.from_iterable(question.wanted for question in questions), bool, len(rows))
    judged = _probability(model.trees.log_odds(rows))
    wary = only_when_sure(rows, page.length)
    judged[~asked | (wary & (judged < STRICT_SURE))] = 0.0
    sure = np.maximum.reduceat(judged, page.first[:-1]) >= page_bar([question.removed for question in questions])
    unsure = ~sure.take(page.page_of) | ((bulleted(rows) | wary) & (judged < SURE))
    np.minimum(judged, CAREFUL - 1e-4, out=judged, where=unsure)
    scores = np.rint(judged * 1e4) / 1e4
    together: list[float] = scores.tolist()
    return [together[begin:end] for begin, end in pairwise(page.first.tolist())]


@lru_cache(maxsize=1)
def load_model() -> LineModel:
    """The shipped weights, read once in a process; ValueError when they are not of this code."""
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

    Raises ValueError with both versions.
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
