"""Fit the body model of `tasks/read` (which blocks of a page are the article) and measure it by outlet.

    python -m training.fit_page_model PAGES.jsonl HTML_FOLDER

PAGES has one object per line with `id`, `url`, `dataset` and `gold_text`; HTML_FOLDER holds `<id>.html`. Needs
scikit-learn beside copydesk's own dependencies. Prints precision, recall and F1 of 4-gram shingles per dataset, out of
fold (five folds, split by registered domain), beside trafilatura's `favor_precision`, and writes
`tasks/read/weights/body.npz`.
"""

import argparse
import gzip
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from trafilatura import bare_extraction
from trafilatura.utils import load_html
from trafilatura.xml import xmltotxt

from tasks.read.block_features import FEATURE_VERSION, NAMES, block_features, mark_accepted
from tasks.read.blocks import Block, key_of, read_blocks
from tasks.read.body import extract_text, unrepeated
from tasks.read.body_model import SCALE, BodyModel
from tasks.read.decode import decode
from tasks.read.markup import declared_charset
from tasks.read.structured import page_facts

DEPTH = 4
FOLDS = 5
# From 0.45 down to 0.3 the F1 out of fold rises a little; what is taken too much, the cleaner still looks at.
THRESHOLD = 0.3
WEIGHTS = Path(__file__).parent.parent / "tasks" / "read" / "weights" / "body.npz"


@dataclass
class Page:
    """A page with its features, labels and weights per block."""

    domain: str
    dataset: str
    gold: Counter[tuple[str, ...]]
    baseline: str
    blocks: list[Block]
    rows: NDArray[np.float32]
    labels: NDArray[np.bool_]
    weights: NDArray[np.float64]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """4-grams of words, as scrapinghub's article extraction benchmark counts them."""
    tokens = re.findall(r"\w+", text)
    return Counter(tuple(tokens[at : at + 4]) for at in range(max(1, len(tokens) - 3)) if tokens[at : at + 4])


def read_page(case: dict[str, str], html: bytes) -> Page:
    """The training page of one case."""
    tree: Any = load_html(decode(html, declared_charset(html)).text)
    titles = ["".join(map(str, element.itertext())) for element in tree.iter("h1")] + [tree.findtext(".//title") or ""]
    blocks = read_blocks(tree)
    rows = block_features(blocks, mark_accepted(blocks, extract_text(tree)), page_facts(tree), titles)
    gold = shingles(case["gold_text"])
    labels = label(blocks, gold, {key_of(line) for line in case["gold_text"].split("\n")})
    lengths = np.array([max(1, len(re.findall(r"\w+", block.text))) for block in blocks], dtype=float)
    # By words, since the measure counts words; every page the same, however long it is.
    weights = lengths / max(200.0, float(lengths[labels].sum()))
    precise: Any = bare_extraction(tree, favor_precision=True, include_comments=False)
    baseline = xmltotxt(precise.body, False) if precise else ""
    domain = ".".join((urlsplit(case["url"]).hostname or "").split(".")[-2:])
    return Page(domain, case["dataset"], gold, baseline, blocks, rows, labels, weights)


def label(blocks: Sequence[Block], gold: Counter[tuple[str, ...]], lines: set[str]) -> NDArray[np.bool_]:
    """Which blocks are in the gold text: by shingles, short ones by whole lines; a repeated block once."""
    seen: set[str] = set()
    found = []
    for block in blocks:
        mine = shingles(block.text)
        size = mine.total()
        inside = (mine & gold).total() >= 0.6 * size if size > 3 else block.key in lines
        found.append(inside and not (len(block.key) > 40 and block.key in seen))
        seen.add(block.key)
    return np.array(found, dtype=bool)


def fit(pages: Sequence[Page]) -> BodyModel:
    """The model of these pages."""
    rows = np.vstack([page.rows for page in pages])
    weights = np.concatenate([page.weights for page in pages])
    fitted = HistGradientBoostingClassifier(
        max_iter=120,
        learning_rate=0.06,
        max_depth=DEPTH,
        min_samples_leaf=30,
        max_features=0.4,
        l2_regularization=5.0,
        random_state=0,
    ).fit(rows, np.concatenate([page.labels for page in pages]), sample_weight=weights / weights.mean())
    trees = [complete(stage[0].nodes) for stage in fitted._predictors]
    leaves = np.array([tree[2] for tree in trees])
    leaves[0] += fitted._baseline_prediction.ravel()[0]
    odds = np.log(THRESHOLD / (1 - THRESHOLD))
    return BodyModel(
        np.array([tree[0] for tree in trees], dtype=np.int16),
        np.array([tree[1] for tree in trees], dtype=np.float32),
        np.rint(leaves * SCALE).astype(np.int32),
        round(odds * SCALE),
    )


def complete(nodes: NDArray[np.void]) -> tuple[list[int], list[float], list[float]]:
    """A tree of scikit-learn as a complete one of `DEPTH` levels: a leaf that comes early is repeated below."""
    level = [0]
    features: list[int] = []
    thresholds: list[float] = []
    for _ in range(DEPTH):
        below = []
        for at in level:
            node = nodes[at]
            features.append(0 if node["is_leaf"] else int(node["feature_idx"]))
            thresholds.append(np.inf if node["is_leaf"] else float(node["num_threshold"]))
            below += [at, at] if node["is_leaf"] else [int(node["left"]), int(node["right"])]
        level = below
    return features, thresholds, [float(nodes[at]["value"]) for at in level]


def measure(name: str, pages: Iterable[Page], text_of: Callable[[Page], str]) -> None:
    """Print precision, recall and F1 of the mean page per dataset."""
    figures = defaultdict(list)
    for page in pages:
        got = shingles(text_of(page))
        both = (got & page.gold).total()
        figures[page.dataset].append((both / max(1, got.total()), both / max(1, page.gold.total())))
    for dataset, pairs in sorted(figures.items()):
        precision, recall = (float(np.mean(side)) for side in zip(*pairs, strict=True))
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{name:24} {dataset:24} precision {precision:.4f} recall {recall:.4f} F1 {f1:.4f}", flush=True)


def text_by(model: BodyModel) -> Callable[[Page], str]:
    """The text that a model takes from a page."""
    return lambda page: "\n".join(
        unrepeated(block for block, taken in zip(page.blocks, model.is_body(page.rows), strict=True) if taken)
    )


def main() -> None:
    """Measure out of fold, then fit on all pages and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("html", type=Path)
    options = parser.parse_args()
    stored = options.pages.read_bytes()
    lines = (gzip.decompress(stored) if options.pages.suffix == ".gz" else stored).splitlines()
    cases = [json.loads(line) for line in lines]
    pages = [read_page(case, (options.html / f"{case['id']}.html").read_bytes()) for case in cases]
    measure("trafilatura precision", pages, lambda page: page.baseline)

    domains = sorted({page.domain for page in pages})
    np.random.default_rng(0).shuffle(domains)
    fold = {domain: at % FOLDS for at, domain in enumerate(domains)}
    models = [fit([page for page in pages if fold[page.domain] != at]) for at in range(FOLDS)]
    measure("body model, out of fold", pages, lambda page: text_by(models[fold[page.domain]])(page))

    model = fit(pages)
    WEIGHTS.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        WEIGHTS,
        features=model.features,
        thresholds=model.thresholds,
        leaves=model.leaves,
        threshold=model.threshold,
        names=np.array(NAMES),
        version=FEATURE_VERSION,
        data_sha256=hashlib.sha256(stored).hexdigest(),
    )
    print(f"wrote {WEIGHTS.name}: {model.features.shape[0]} trees, {WEIGHTS.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
