"""Labelled lines as rows of features, and which of them go when the cleaner asks the model until nothing goes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from tasks.clean.features import FEATURE_NAMES, Rows, article_lists, bulleted, line_features, only_when_sure
from tasks.clean.line_page import Flags, Floats, read_page
from tasks.clean.model import SURE, page_bar
from training.labelled_lines import Lines


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of the cleaner.

    Arguments:
        name: as it is printed.
        bar: the probability of junk from which a line goes.
        wary: whether only those lines go that `may_go` lets go.
        sure: how sure the model has to be of a long paragraph and of a line of the article's own lists.
    """

    name: str
    bar: float
    wary: bool
    sure: float


def feature_matrix(lines: Lines, text: Floats, decided: Flags, pages: Iterable[int] | None = None) -> Rows:
    """The features of every line among those that are not decided on its page.

    Arguments:
        lines: the labelled lines.
        text: their scores of the wording.
        decided: lines that are gone.
        pages: the numbers of the pages whose lines are wanted; None: all.

    Returns:
        (lines, features), zeros for lines that are gone and for other pages.
    """
    rows = np.zeros((len(text), len(FEATURE_NAMES)), np.float32)
    slices = lines.slices()
    for number in range(len(slices)) if pages is None else pages:
        at, page = slices[number], lines.pages[number]
        left = np.flatnonzero(~decided[at])
        if len(left):
            rows[at.start + left] = line_features(read_page([page.lines[i] for i in left]), text[at][left], [None])
    return rows


def without_lists(lines: Lines, rows: Rows) -> Lines:
    """The lines with those of the articles' own lists closed to the fit."""
    return replace(lines, open=lines.open & ~article_lists(rows))


def as_taken(lines: Lines, rows: Rows, scores: Floats, decided: Flags, sure: float) -> Floats:
    """The scores as a setting takes them: 0 for decided lines, and where the model has to be sure and is not."""
    unsure = only_when_sure(rows, lines.length) & (scores < sure)
    return np.where(decided | unsure, 0.0, scores)


def judged_until_nothing_goes(
    lines: Lines, text: Floats, rows: Rows, setting: Setting, score: Callable[[Rows], Floats]
) -> Flags:
    """Which lines go when the model is asked again about what it leaves, as the cleaner does.

    Arguments:
        lines: the labelled lines.
        text: their scores of the wording.
        rows: the features of the lines that are not decided.
        setting: which of them go.
        score: gives the scores of rows.
    """
    gone, page_of = lines.decided, lines.page_numbers()
    touched = np.ones(len(gone), bool)
    while True:
        scores = as_taken(lines, rows, score(rows), gone | ~touched, setting.sure)
        new = (scores >= setting.bar) & may_go(lines, rows, scores, setting.wary)
        if not new.any():
            return gone
        gone = gone | new
        touched = np.isin(page_of, page_of[new])
        rows = feature_matrix(lines, text, gone, np.unique(page_of[new]).tolist())


def may_go(lines: Lines, rows: Rows, scores: Floats, wary: bool) -> Flags:
    """Which lines may go: with a wary setting those of pages with a line over `page_bar`, and of lists those SURE."""
    if not wary:
        return np.ones(len(scores), bool)
    page_of = lines.page_numbers()
    highest = np.zeros(len(lines.pages))
    np.maximum.at(highest, page_of, scores)
    left = np.flatnonzero(rows.any(axis=1))
    listed = np.zeros(len(rows), bool)
    listed[left] = bulleted(rows[left])
    sure = highest >= page_bar(np.bincount(page_of, lines.decided))
    found: Flags = sure[page_of] & (~listed | (scores >= SURE))
    return found
