"""The labelled texts that the language scripts fit on, split so that no text stands on both sides.

The data (`lid.jsonl.gz`: one object per line with `text`, `language`, `kind`, `id`) is not in the repository. Some of
its paragraphs and articles are made of its sentences: texts that share a sentence stay on the same side.
"""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path

SENTENCE_END = re.compile(r"\n|(?<=[.!?。।]) ")
SHORTEST_SHARED = 25

# Labels of the data → labels of the profiles.
RENAMED = {"nb": "no"}


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One text; `side` is 0 or 1, drawn once for all texts that share a sentence."""

    text: str
    language: str
    kind: str
    side: int


def read_texts(path: Path) -> list[LabelledText]:
    """All labelled texts of a file, in its order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    roots = roots_of_groups([set(sentences(row["text"])) for row in rows])
    return [
        LabelledText(row["text"], RENAMED.get(row["language"], row["language"]), row["kind"], side(rows[root]["id"]))
        for row, root in zip(rows, roots, strict=True)
    ]


def sentences(text: str) -> Iterator[str]:
    """The sentences that are long enough to tell texts apart; a shorter text as a whole."""
    parts = [part.strip() for part in SENTENCE_END.split(text)]
    long = [part for part in parts if len(part) >= SHORTEST_SHARED]
    yield from long or [text.strip()]


def roots_of_groups(members: list[set[str]]) -> list[int]:
    """For each set, the index that stands for all sets joined to it by shared members (union-find)."""
    parent = list(range(len(members)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    first: dict[str, int] = {}
    for index, sentences_of_text in enumerate(members):
        for sentence in sorted(sentences_of_text):
            parent[root(index)] = root(first.setdefault(sentence, index))
    return [root(index) for index in range(len(members))]


def side(identifier: str) -> int:
    """0 or 1, by a hash: the same in every run."""
    return md5(identifier.encode(), usedforsecurity=False).digest()[0] % 2
