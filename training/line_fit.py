"""The two parts of the line model, fitted: a linear score of the wording, and boosted trees over all features."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from catboost import CatBoostClassifier  # type: ignore[import-not-found,unused-ignore]
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack  # type: ignore[import-untyped,import-not-found,unused-ignore]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped,import-not-found,unused-ignore]

from tasks.clean.features import line_features, plainly_prose
from tasks.clean.line_page import Flags, Floats, Ints, read_page
from tasks.clean.line_text import BUCKETS, text_grams
from training.labelled_lines import Page

Fitted = TypeVar("Fitted")
Weights = tuple[Floats, float]

FOLDS = 5
# Pages scraped whole are mostly menus: with full weight they would drown the light scrapes that users have.
NAIVE_WEIGHT = 0.3
TEXT_C = 8.0
TREES = {
    "iterations": 300,
    "depth": 6,
    "learning_rate": 0.08,
    "l2_leaf_reg": 10,
    "rsm": 0.3,
    "border_count": 64,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "thread_count": 2,
    "random_seed": 1,
    "verbose": 0,
    "allow_writing_files": False,
}


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines of all pages, one after another; the arrays have one entry for each line.

    open: lines that the model is asked about. decided: lines that rules and blocks remove before it.
    """

    pages: Sequence[Page]
    junk: Flags
    sure: Flags
    light: Flags
    fold: Ints
    length: Ints
    open: Flags
    decided: Flags

    def slices(self) -> list[slice]:
        """The lines of each page."""
        ends = np.cumsum([len(page.lines) for page in self.pages])
        return [slice(int(end) - len(page.lines), int(end)) for page, end in zip(self.pages, ends, strict=True)]


def gather(pages: Sequence[Page]) -> Lines:
    """Put the pages' lines one after another."""
    sizes = [len(page.lines) for page in pages]
    texts = [line for page in pages for line in page.lines]
    decided = np.zeros(len(texts), bool)
    return Lines(
        pages,
        junk=~np.concatenate([page.keep for page in pages]),
        sure=np.concatenate([page.sure for page in pages]),
        light=np.repeat([page.light for page in pages], sizes),
        fold=np.repeat([page.fold(FOLDS) for page in pages], sizes),
        length=np.array([len(text) for text in texts]),
        open=np.array([not plainly_prose(text) for text in texts]) & ~decided,
        decided=decided,
    )


def held_out(lines: Lines, fit: Callable[[Flags], Fitted], score: Callable[[Fitted], Floats]) -> Floats:
    """Scores of every line by a model that was not fitted on any page of its outlet."""
    scores = np.zeros(len(lines.junk))
    for fold in range(FOLDS):
        held = lines.fold == fold
        scores[held] = score(fit(~held))[held]
    return scores


class Wording:
    """The linear score: logistic regression on the hashed n-grams of each outlet's different lines."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        texts = [(page.outlet, text) for page in lines.pages for text in page.lines]
        number = {key: at for at, key in enumerate(dict.fromkeys(texts))}
        self.unique = np.array([number[key] for key in texts])
        self.matrix = _gram_matrix([text for _, text in number])

    def fit(self, chosen: Flags) -> Weights:
        """Weights and bias from the chosen lines."""
        use = chosen & self.lines.sure
        total, junk = (
            np.bincount(self.unique[use], weights, minlength=self.matrix.shape[0])
            for weights in (None, self.lines.junk[use])
        )
        length = np.zeros(self.matrix.shape[0])
        length[self.unique] = self.lines.length
        seen = np.flatnonzero(total)
        model = LogisticRegression(C=TEXT_C, solver="liblinear", max_iter=60, tol=1e-3, random_state=1)
        weight = np.sqrt(np.clip(length[seen], 10, 400) / 100)
        model.fit(self.matrix[seen], junk[seen] * 2 > total[seen], sample_weight=weight)
        return model.coef_[0], float(model.intercept_[0])

    def scores(self, fitted: Weights) -> Floats:
        """The score of every line."""
        weights, bias = fitted
        found: Floats = (self.matrix @ weights + bias)[self.unique]
        return found


def _gram_matrix(texts: Sequence[str]) -> Any:
    """One row of bucket counts for each text, divided by the root of its n-grams as at run time."""
    parts = []
    for at in range(0, len(texts), 2000):
        page = read_page(texts[at : at + 2000])
        buckets, rows = text_grams(page, np.ones(len(page.starts), bool))
        values = 1 / np.sqrt(np.maximum(page.per_line(rows), 1))[rows]
        parts.append(csr_matrix((values, (rows, buckets)), shape=(len(page.starts), BUCKETS)))
    return vstack(parts).tocsr()


def feature_matrix(lines: Lines, text: Floats) -> NDArray[np.float32]:
    """The features of every line, its page's headline unknown."""
    text = np.where(lines.open, text, 0.0)
    parts = []
    for page, at in zip(lines.pages, lines.slices(), strict=True):
        parts.append(line_features(read_page(page.lines), text[at], None, lines.decided[at]))
    return np.concatenate(parts)


def fit_trees(rows: NDArray[np.float32], lines: Lines, chosen: Flags) -> Any:
    """Trees from the chosen lines, each weighing as its characters: they are what is lost or gained."""
    use = chosen & lines.sure & lines.open
    weight = np.clip(lines.length, 20, 600) / 100 * np.where(lines.light, 1, NAIVE_WEIGHT)
    model = CatBoostClassifier(**TREES)
    return model.fit(rows[use], lines.junk[use], sample_weight=weight[use])


def probabilities(trees: Any, rows: NDArray[np.float32]) -> Floats:
    """The probability of junk for every row."""
    found: Floats = trees.predict_proba(rows)[:, 1]
    return found
