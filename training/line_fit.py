"""The two parts of the line model, fitted: a linear score of the wording, and boosted trees over all features."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from catboost import CatBoostClassifier  # type: ignore[import-not-found,unused-ignore]
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack  # type: ignore[import-untyped,import-not-found,unused-ignore]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped,import-not-found,unused-ignore]

from tasks.clean.features import Rows
from tasks.clean.line_page import Flags, Floats, read_page
from tasks.clean.line_text import BUCKETS, gram_norm, text_grams
from training.labelled_lines import FOLDS, Lines

Fitted = TypeVar("Fitted")
Weights = tuple[Floats, float]

# Pages scraped whole are mostly menus: with full weight they would drown the light scrapes that users have.
NAIVE_WEIGHT = 0.3
TEXT_C = 8.0
PROSE_WEIGHT = 0.3
TREES = {
    "iterations": 1500,
    "depth": 6,
    "learning_rate": 0.06,
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


def held_out(lines: Lines, fit: Callable[[Flags], Fitted]) -> list[Fitted]:
    """One model for each fold, fitted on no page of the fold's outlets."""
    return [fit(lines.fold != fold) for fold in range(FOLDS)]


def by_held_out(lines: Lines, models: Sequence[Fitted], score: Callable[[Fitted], Floats]) -> Floats:
    """Scores of every line by the model that has not seen its outlet."""
    scores = np.zeros(len(lines.junk))
    for fold, model in enumerate(models):
        held = lines.fold == fold
        scores[held] = score(model)[held]
    return scores


class Wording:
    """The linear score: logistic regression on the hashed n-grams of each outlet's different lines.

    Arguments:
        lines: the labelled lines.
        prose: paragraphs of other texts that are no junk. Without them, words that the labelled lines lack, and
            languages that they hardly have, would count for nothing or for whatever the few lines of theirs were.
    """

    def __init__(self, lines: Lines, prose: Sequence[str]) -> None:
        self.lines = lines
        texts = [(page.outlet, text) for page in lines.pages for text in page.lines]
        number = {key: at for at, key in enumerate(dict.fromkeys(texts))}
        self.unique = np.array([number[key] for key in texts])
        self.length = np.array([len(text) for _, text in number])
        self.matrix = _gram_matrix([text for _, text in number])
        self.prose = _gram_matrix(prose) if prose else self.matrix[:0]
        self.prose_length = np.array([len(text) for text in prose])

    def fit(self, chosen: Flags) -> Weights:
        """Weights and bias from the chosen lines."""
        use = chosen & self.lines.sure
        size = len(self.length)
        total = np.bincount(self.unique[use], minlength=size)
        junk = np.bincount(self.unique[use], self.lines.junk[use], minlength=size)
        seen = np.flatnonzero(total)
        model = LogisticRegression(C=TEXT_C, solver="liblinear", max_iter=40, tol=3e-3, random_state=1)
        model.fit(
            vstack([self.matrix[seen], self.prose]).tocsr(),
            np.concatenate([junk[seen] * 2 > total[seen], np.zeros(len(self.prose_length), bool)]),
            np.concatenate([_importance(self.length[seen]), PROSE_WEIGHT * _importance(self.prose_length)]),
        )
        return model.coef_[0], float(model.intercept_[0])

    def scores(self, fitted: Weights) -> Floats:
        """The score of every line."""
        weights, bias = fitted
        found: Floats = (self.matrix @ weights + bias)[self.unique]
        return found


def _importance(length: NDArray[np.int64]) -> Floats:
    found: Floats = np.sqrt(np.clip(length, 10, 400) / 100)
    return found


def _gram_matrix(texts: Sequence[str]) -> Any:
    """One row of bucket counts for each text, in the measure of `text_scores`."""
    parts = []
    for at in range(0, len(texts), 2000):
        page = read_page(texts[at : at + 2000])
        grams = [(buckets[real], page.line_of[places][real]) for buckets, places, real in text_grams(page)]
        buckets, rows = (np.concatenate(parts) for parts in zip(*grams, strict=True))
        parts.append(csr_matrix((1 / gram_norm(page)[rows], (rows, buckets)), shape=(len(page.starts), BUCKETS)))
    return vstack(parts).tocsr()


def fit_trees(rows: Rows, lines: Lines, chosen: Flags) -> Any:
    """Trees from the chosen lines, each weighing as the root of its characters.

    Characters are what is lost or gained, but weighing by them makes few lines decide: by their root, light pages of
    outlets not fitted on give 68 % of their junk instead of 67 for 0.46 % of the good characters.
    """
    # Of whole pages every second line will do, for twice the weight: their menus hold more of the same.
    use = chosen & lines.sure & lines.open & (lines.light | (np.arange(len(rows)) % 2 == 0))
    weight = np.sqrt(np.clip(lines.length, 20, 600) / 100) * np.where(lines.light, 1, 2 * NAIVE_WEIGHT) * lines.weight
    return CatBoostClassifier(**TREES).fit(rows[use], lines.junk[use], sample_weight=weight[use])


def probabilities(trees: Any, rows: Rows) -> Floats:
    """The probability of junk for every row."""
    found: Floats = trees.predict_proba(rows)[:, 1]
    return found


def contradicted(lines: Lines, scores: Floats) -> Flags:
    """Lines of scored pages whose label a model that has not seen their outlet contradicts with near certainty.

    Mostly wrong labels: prose that the gold text of a page left out, furniture that it kept. Left out of the fit they
    cost nothing; in it they teach the exception. (Northcutt et al., Confident learning, JAIR 2021.) Labels that were
    given by reading are right: without the contradicted ones of theirs, half a point less of the junk went.
    """
    found: Flags = (lines.junk & (scores < 0.05) & (lines.length > 100)) | (~lines.junk & (scores > 0.95))
    return found & lines.open & lines.scored
