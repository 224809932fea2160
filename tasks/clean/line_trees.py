"""Oblivious decision trees evaluated with numpy: every level of a tree asks one question of all its nodes.

That makes a tree a table: the answers are the bits of a leaf's number. The form is CatBoost's (Prokhorenkova et al.,
CatBoost: unbiased boosting with categorical features, NeurIPS 2018), which fits the shipped weights.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Bounds the memory of a page with very many lines.
_ROWS = 512
# Rows that the first trees find this unlikely need no more of them: boosting puts the large steps first.
_FIRST, _UNLIKELY = 64, -4.0


@dataclass(frozen=True, slots=True)
class Trees:
    """An ensemble of trees of one depth, at most 8.

    features: (trees, depth) column asked at each level. borders: (trees, depth) the answer is yes above it.
    leaves: (trees, 2**depth) value of each leaf. bias: added to the sum of the leaves.
    """

    features: NDArray[np.intp]
    borders: NDArray[np.float32]
    leaves: NDArray[np.float32]
    bias: float

    def log_odds(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The ensemble's value for each row of a (rows, columns) matrix; that of its first trees where that is low."""
        parts = [self._some(rows[at : at + _ROWS]) for at in range(0, len(rows), _ROWS)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _some(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        values = self._sums(rows, slice(None, _FIRST)) + self.bias
        open_rows = np.flatnonzero(values > _UNLIKELY)
        values[open_rows] += self._sums(rows[open_rows], slice(_FIRST, None))
        return values

    def _sums(self, rows: NDArray[np.float32], trees: slice) -> NDArray[np.float64]:
        leaves = self.leaves[trees]
        answers = rows.take(self.features[trees], axis=1) > self.borders[trees]
        leaf = np.packbits(answers, axis=2, bitorder="little")[:, :, 0]
        found: NDArray[np.float64] = leaves[np.arange(len(leaves)), leaf].sum(axis=1, dtype=np.float64)
        return found
