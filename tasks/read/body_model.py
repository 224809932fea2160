"""Which blocks of a page are the article: boosted decision trees over `block_features`, as plain arrays.

Fitted by `training/fit_page_model.py` on pages with gold text; evaluated with numpy alone.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from tasks.read.block_features import FEATURE_VERSION, NAMES

# Sums of whole numbers come out the same on every machine, in whatever order they are added.
SCALE = 1 << 16


@dataclass(frozen=True, slots=True)
class BodyModel:
    """Complete binary trees of one depth, level by level.

    Arguments:
        features: column that each inner node looks at; shape (trees, 2^depth - 1).
        thresholds: a value above it goes right; same shape.
        leaves: log-odds times `SCALE`, whole numbers; shape (trees, 2^depth).
        threshold: log-odds times `SCALE` from which on a block is taken.
    """

    features: NDArray[np.int16]
    thresholds: NDArray[np.float32]
    leaves: NDArray[np.int32]
    threshold: int

    def scores(self, rows: NDArray[np.float32]) -> NDArray[np.int64]:
        """The log-odds times `SCALE` of each row."""
        trees, inner = self.features.shape
        every = np.arange(trees)
        node = np.zeros((len(rows), trees), dtype=np.intp)
        for _ in range((inner + 1).bit_length() - 1):
            values = np.take_along_axis(rows, self.features[every, node].astype(np.intp), axis=1)
            node = 2 * node + 1 + (values > self.thresholds[every, node])
        found: NDArray[np.int64] = self.leaves[every, node - inner].sum(axis=1, dtype=np.int64)
        return found

    def is_body(self, rows: NDArray[np.float32]) -> list[bool]:
        """For each block whether it is part of the article."""
        taken: list[bool] = ((self.scores(rows) >= self.threshold) | _stated(rows)).tolist()
        return taken


_IN_JSON, _FEW, _LINKED = (NAMES.index(name) for name in ("in_json_body", "few_words", "linked"))


def _stated(rows: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Sentences that the page itself gives as its article's text in JSON-LD: too few pages do for trees to learn it."""
    found: NDArray[np.bool_] = (rows[:, _IN_JSON] >= 0.8) & (rows[:, _FEW] < 0.5) & (rows[:, _LINKED] < 0.5)
    return found


@cache
def body_model() -> BodyModel:
    """The shipped model, loaded once per process.

    Raises:
        ValueError: the weights were fitted for other features than this code computes.
    """
    with files("tasks.read").joinpath("weights", "body.npz").open("rb") as file, np.load(file) as stored:
        if str(stored["version"]) != FEATURE_VERSION or tuple(stored["names"].tolist()) != NAMES:
            raise ValueError("weights/body.npz was fitted for other features; run training/fit_page_model.py again")
        arrays = (stored["features"], stored["thresholds"], stored["leaves"])
        return BodyModel(*arrays, int(stored["threshold"]))
