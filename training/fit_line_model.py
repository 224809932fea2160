"""Fit the weights of the line model.

    python -m training.fit_line_model FOLDER [--weights FILE]

FOLDER holds labelled lines (labelled_lines.py) and, if there, unlabelled texts (plain_prose.py). Prints, for lines of
outlets that were not fitted on, how many of the junk characters go when 0.25 to 3 % of the good ones may; then fits on
everything and writes the weights. Needs, beside the project, catboost 1.2 and scikit-learn 1.9 (training/README.md).
"""

import argparse
from pathlib import Path

import numpy as np

from tasks.clean.features import FEATURE_NAMES, FEATURE_VERSION, Rows
from tasks.clean.line_page import Flags, Floats
from training.decided_lines import decided_lines
from training.labelled_lines import Lines, data_hash, gather, read_pages
from training.line_fit import Wording, contradicted, feature_matrix, fit_trees, held_out, probabilities, without_lists
from training.line_report import allowed, report
from training.line_weights import tree_tables, write_weights
from training.plain_prose import read_prose

CAREFUL_LOSS, STRICT_LOSS = 0.005, 0.015


def main() -> None:
    """Fit, report and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--weights", type=Path, default=Path("tasks/clean/weights/line_model.npz"))
    options = parser.parse_args()
    pages = list(read_pages(options.folder))
    lines = gather(pages, [decided_lines(page) for page in pages])
    wording = Wording(lines, read_prose(options.folder, without={page.outlet for page in pages}))
    rows = feature_matrix(lines, held_out(lines, wording.fit, wording.scores))
    lines = without_lists(lines, rows)
    scores = _held_out_trees(rows, lines, np.ones(len(rows), bool))
    trusted = ~contradicted(lines, scores)
    scores = _held_out_trees(rows, lines, trusted)
    report(lines, scores)
    weights, bias = wording.fit(np.ones(len(rows), bool))
    meta = {
        "feature_names": np.array(FEATURE_NAMES),
        "feature_version": np.array(FEATURE_VERSION),
        "careful": np.array(allowed(lines, scores, CAREFUL_LOSS)),
        "strict": np.array(allowed(lines, scores, STRICT_LOSS)),
        "data": np.array(data_hash(options.folder)),
    }
    write_weights(options.weights, weights, bias, tree_tables(fit_trees(rows, lines, trusted)), meta)


def _held_out_trees(rows: Rows, lines: Lines, trusted: Flags) -> Floats:
    return held_out(
        lines,
        lambda chosen: fit_trees(rows, lines, chosen & trusted),
        lambda trees: probabilities(trees, rows),
    )


if __name__ == "__main__":
    main()
