"""How well the comparison tells duplicates from other pairs: the labelled pairs of the evaluation data.

    python -m benchmarks.dedup_pairs FOLDER     (the folder with dedup_pairs.jsonl.gz)

Pairs labelled "update" are left out: whether an update is a duplicate is a matter of taste. Headlines are part of the
data; `--without-headlines` shows what the bodies alone say, as for plain text without a title.
"""

import argparse
import gzip
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from tasks.duplicates import Story, headline_key, match
from tasks.duplicates.shingles import SHINGLE_CHARACTERS


class Figures(NamedTuple):
    """Precision, recall and F1 over some pairs, and how many there are."""

    pairs: int
    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, outcomes: Counter[tuple[bool, bool]]) -> "Figures":
        """From the counts of (is a duplicate, was found)."""
        right, wrong, missed = outcomes[True, True], outcomes[False, True], outcomes[True, False]
        precision = right / (right + wrong) if right + wrong else 1.0
        recall = right / (right + missed) if right + missed else 1.0
        f1 = 2 * right / (2 * right + wrong + missed) if right + wrong + missed else 1.0
        return cls(outcomes.total(), round(precision, 4), round(recall, 4), round(f1, 4))


def evaluate(path: Path, *, headlines: bool) -> dict[str, Figures]:
    """Figures over all pairs, by source, by kind, and for texts without spaces between words."""
    outcomes: dict[str, Counter[tuple[bool, bool]]] = defaultdict(Counter)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for pair in map(json.loads, lines):
            if pair["label"] == "update":
                continue
            a, b = (story(pair, side, headlines=headlines) for side in "ab")
            outcome = pair["label"] == "duplicate", match(a, b) is not None
            groups = ["all", f"source {pair['dataset']}", f"kind {pair['kind']}"]
            if SHINGLE_CHARACTERS in {a.words.width, b.words.width}:
                groups.append("no spaces between words")
            for group in groups:
                outcomes[group][outcome] += 1
    return {group: Figures.of(outcomes[group]) for group in sorted(outcomes)}


def story(pair: dict[str, str | None], side: str, *, headlines: bool) -> Story:
    """One side of a pair."""
    title = pair[f"{side}_title"]
    return Story(pair[side] or "", headline_key(title, None) if title and headlines else None)


def main() -> None:
    """Print one line per group."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without-headlines", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = evaluate(options.folder / "dedup_pairs.jsonl.gz", headlines=not options.without_headlines)
    if options.json:
        print(json.dumps({group: figures._asdict() for group, figures in found.items()}, indent=1))
        return
    print(f"{'':36} pairs precision recall     f1")
    for group, figures in found.items():
        print(f"{group:36} {figures.pairs:5} {figures.precision:9.4f} {figures.recall:6.4f} {figures.f1:6.4f}")


if __name__ == "__main__":
    main()
