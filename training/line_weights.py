"""The fitted line model as plain arrays, in the file that tasks/clean/model.py reads."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.clean.line_page import Floats

Arrays = dict[str, NDArray[Any]]


def tree_tables(model: Any) -> Arrays:
    """The oblivious trees of a fitted CatBoost model as arrays."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        return tables_of(json.loads(path.read_text(encoding="utf-8")))


def tables_of(written: Mapping[str, Any]) -> Arrays:
    """CatBoost's JSON form of a model as (trees, depth) questions and (trees, 2**depth) leaves."""
    trees = written["oblivious_trees"]
    depth = max(len(tree["splits"] or ()) for tree in trees)
    scale, (bias,) = written["scale_and_bias"]
    questions = [_padded(tree, depth) for tree in trees]
    return {
        "features": np.array([[feature for feature, _ in asked] for asked in questions], np.uint16),
        "borders": np.array([[border for _, border in asked] for asked in questions], np.float32),
        "leaves": np.array([_leaves(tree, depth) for tree in trees], np.float32) * np.float32(scale),
        "trees_bias": np.array(bias),
    }


def _padded(tree: Mapping[str, Any], depth: int) -> list[tuple[int, float]]:
    asked = [(split["float_feature_index"], split["border"]) for split in tree["splits"] or ()]
    # A question that is never answered yes leaves the leaf's number as it is.
    return asked + [(0, float("inf"))] * (depth - len(asked))


def _leaves(tree: Mapping[str, Any], depth: int) -> list[float]:
    values: list[float] = tree["leaf_values"]
    return values + [0.0] * ((1 << depth) - len(values))


def write_weights(path: Path, text: Floats, text_bias: float, trees: Arrays, meta: Arrays) -> None:
    """Write all arrays; the text weights as 8-bit steps of their largest."""
    scale = float(np.abs(text).max()) / 127
    arrays: dict[str, Any] = {**trees, **meta}
    arrays["text"] = np.round(text / scale).astype(np.int8)
    arrays["text_scale"], arrays["text_bias"] = np.array(scale), np.array(text_bias)
    np.savez_compressed(path, **arrays)
