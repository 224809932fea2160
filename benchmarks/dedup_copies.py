"""How many made copies are found, by language: for scripts without spaces between words the labelled pairs have few.

    python -m benchmarks.dedup_copies FILE.jsonl.gz --languages zh,ja,th

FILE has one text per line with its language. Of each text copies are made (cut, with characters changed, with a tail),
and each copy must be found as the loading step finds it: by its sketch, then on the text. As many pairs of different
texts are compared too.
"""

import argparse
import gzip
import json
import random
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from tasks.duplicates import Story, match
from tasks.duplicates.postings import ENOUGH
from tasks.duplicates.shingles import words
from tasks.duplicates.sketch import STRONG, promising, sketch

SHORTEST = 150


def copies(texts: Sequence[str], chance: random.Random) -> dict[str, Callable[[str], str]]:
    """The ways to make a copy, by name."""
    characters = "".join(texts)

    def changed(share: float) -> Callable[[str], str]:
        return lambda text: "".join(chance.choice(characters) if chance.random() < share else c for c in text)

    return {
        "cut to 30 %": lambda text: text[: len(text) * 3 // 10],
        "cut to 50 %": lambda text: text[: len(text) // 2],
        "1 % of characters changed": changed(0.01),
        "3 % of characters changed": changed(0.03),
        "5 % of characters changed": changed(0.05),
        "a tail of 40 %": lambda text: text + chance.choice(texts)[: len(text) * 4 // 10],
    }


def found(a: str, b: str) -> bool:
    """Whether the loading step would find that two texts are one."""
    x, y = sketch(words(a), None), sketch(words(b), None)
    shared = sum(ENOUGH if value >= STRONG else 1 for value in set(x) & set(y))
    return shared >= ENOUGH and promising(x, y) and match(Story(a), Story(b)) is not None


def evaluate(texts: Sequence[str]) -> dict[str, float]:
    """The share of the copies that are found, by how they are made, and of different texts that are taken for one."""
    chance = random.Random(1)
    shares = {
        name: sum(found(text, copy(text)) for text in texts) / len(texts)
        for name, copy in copies(texts, chance).items()
    }
    shares["different texts"] = sum(found(a, b) for a, b in pairwise(texts)) / max(1, len(texts) - 1)
    return {name: round(share, 4) for name, share in shares.items()}


def main() -> None:
    """Print one block per language."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--languages", default="zh,ja,th")
    options = parser.parse_args()
    with gzip.open(options.file, "rt", encoding="utf-8") as lines:
        rows = [(row["language"], row["text"]) for row in map(json.loads, lines) if len(row["text"]) >= SHORTEST]
    for language in options.languages.split(","):
        texts = list(dict.fromkeys(text for of, text in rows if of == language))
        if texts:
            print(f"{language}: {len(texts)} texts", json.dumps(evaluate(texts), indent=1), sep="\n")


if __name__ == "__main__":
    main()
