"""Fit the weights of the line model.

    python -m training.fit_line_model FOLDER [--weights FILE]

FOLDER holds labelled lines (see labelled_lines.py). Prints, for lines of outlets that were not fitted on, how many
of the junk characters go when 0.25 to 3 % of the good ones may; then fits on everything and writes the weights.
Needs, beside the project, catboost 1.2 and scikit-learn 1.9 in an environment of your own (training/README.md).
"""

import argparse
from pathlib import Path

import numpy as np

from tasks.clean.features import FEATURE_NAMES, FEATURE_VERSION
from training.labelled_lines import data_hash, read_pages
from training.line_fit import (
    Wording,
    feature_matrix,
    fit_trees,
    gather,
    held_out,
    probabilities,
)
from training.line_report import allowed, report
from training.line_weights import tree_tables, write_weights

CAREFUL_LOSS, STRICT_LOSS = 0.005, 0.015


def main() -> None:
    """Fit, report and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--weights", type=Path, default=Path("tasks/clean/weights/line_model.npz"))
    options = parser.parse_args()
    lines = gather(list(read_pages(options.folder)))
    wording = Wording(lines)
    rows = feature_matrix(lines, held_out(lines, wording.fit, wording.scores))
    scores = held_out(lines, lambda chosen: fit_trees(rows, lines, chosen), lambda trees: probabilities(trees, rows))
    report(lines, scores)
    everything = np.ones(len(lines.junk), bool)
    weights, bias = wording.fit(everything)
    meta = {
        "feature_names": np.array(FEATURE_NAMES),
        "feature_version": np.array(FEATURE_VERSION),
        "careful": np.array(allowed(lines, scores, CAREFUL_LOSS)),
        "strict": np.array(allowed(lines, scores, STRICT_LOSS)),
        "data": np.array(data_hash(options.folder)),
    }
    write_weights(options.weights, weights, bias, tree_tables(fit_trees(rows, lines, everything)), meta)


if __name__ == "__main__":
    main()
