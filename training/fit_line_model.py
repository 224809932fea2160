"""Fit the weights of the line model.

    python -m training.fit_line_model FOLDER [--weights FILE]

FOLDER holds labelled lines (labelled_lines.py) and, if there, unlabelled texts (plain_prose.py), of which some were
labelled by reading them (hand_labels.py). Prints, for lines of outlets that were not fitted on, how many of the junk
characters go when 0.25 to 3 % of the good ones may; then fits on everything and writes the weights. Needs, beside the
project, catboost 1.2 and scikit-learn 1.9 (training/README.md).
"""

import argparse
from pathlib import Path

import numpy as np

from tasks.clean.features import FEATURE_NAMES, FEATURE_VERSION, Rows
from tasks.clean.line_page import Flags, Floats
from tasks.clean.model import STRICT_SURE, SURE
from training.decided_lines import decided_lines
from training.hand_labels import HAND_LABELS, read_hand_labels
from training.labelled_lines import Lines, data_hash, gather, read_pages
from training.line_fit import Wording, by_held_out, contradicted, fit_trees, held_out, probabilities
from training.line_report import allowed, report, report_setting
from training.line_rows import (
    Setting,
    as_taken,
    feature_matrix,
    judged_until_nothing_goes,
    may_go,
    without_lists,
)
from training.line_weights import tree_tables, write_weights
from training.plain_prose import read_prose

# What the first judgement may lose. Asked again about what it leaves, until nothing goes, the model loses more: 0.41
# and 1.47 % of the good characters in all. What is careful has to be so on pages of any outlets: drawn anew from these,
# 19 of 20 sets of outlets lose less than 0.5 %.
LOSSES = (("careful", 0.0038, True, SURE), ("strict", 0.012, False, STRICT_SURE))


def main() -> None:
    """Fit, report and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--weights", type=Path, default=Path("tasks/clean/weights/line_model.npz"))
    options = parser.parse_args()
    pages = [*read_pages(options.folder), *read_hand_labels(options.folder)]
    lines = gather(pages, [decided_lines(page) for page in pages])
    wording = Wording(lines, read_prose(options.folder, without={page.outlet for page in pages}))
    text = by_held_out(lines, held_out(lines, wording.fit), wording.scores)
    rows = feature_matrix(lines, text, lines.decided)
    lines = without_lists(lines, rows)
    trusted, settings = _validate(lines, text, rows)
    weights, bias = wording.fit(np.ones(len(rows), bool))
    meta = {
        "feature_names": np.array(FEATURE_NAMES),
        "feature_version": np.array(FEATURE_VERSION),
        "careful": np.array(settings[0].bar),
        "strict": np.array(settings[1].bar),
        "data": np.array(data_hash(options.folder / "lines.jsonl.gz", HAND_LABELS)),
    }
    write_weights(options.weights, weights, bias, tree_tables(fit_trees(rows, lines, trusted)), meta)


def _validate(lines: Lines, text: Floats, rows: Rows) -> tuple[Flags, list[Setting]]:
    """Fit on some outlets, report on the others; the lines whose labels can be trusted, and the settings."""
    rough = held_out(lines, lambda chosen: fit_trees(rows, lines, chosen))
    trusted = ~contradicted(lines, by_held_out(lines, rough, lambda trees: probabilities(trees, rows)))
    models = held_out(lines, lambda chosen: fit_trees(rows, lines, chosen & trusted))

    def score(some: Rows) -> Floats:
        return by_held_out(lines, models, lambda trees: probabilities(trees, some))

    judged = score(rows)
    scored, by_hand = lines.counted(), lines.counted(scored=False)
    report(scored, as_taken(lines, rows, judged, lines.decided, SURE))
    settings = []
    for name, loss, wary, sure in LOSSES:
        scores = as_taken(lines, rows, judged, lines.decided, sure)
        setting = Setting(name, allowed(scored, scores * may_go(lines, rows, scores, wary), loss), wary, sure)
        settings.append(setting)
        gone = judged_until_nothing_goes(lines, text, rows, setting, score)
        report_setting(setting.name, setting.bar, scored, gone)
        if by_hand.sure.any():
            report_setting(f"{setting.name}, labelled by reading", setting.bar, by_hand, gone)
    return trusted, settings


if __name__ == "__main__":
    main()
