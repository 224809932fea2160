"""Paragraphs that are surely an article's text, in many languages, to show the wording score what is no junk.

They come from unlabelled files beside the labelled lines, where those are present: raw news (from inside the article,
ending as a sentence does), documents in several languages, and sentences gathered for language detection.
"""

import gzip
import json
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

from training.hand_labels import WHOLE_PAGES
from training.labelled_lines import outlet_of, plain

_PER_DOCUMENT = 4
_SENTENCE_ENDS = (".", "!", "?", "”", '"', "»", "。", "۔", "؟", "।")


def read_prose(folder: Path, without: Set[str]) -> list[str]:
    """Different paragraphs from the files of a folder, sorted.

    Arguments:
        folder: holds some of the three files.
        without: outlets that none are taken from; a document without an address is an outlet of its own.
    """
    found: set[str] = set()
    for record in _records(folder / "raw_news.jsonl.gz"):
        # The lines of whole pages may be anything.
        outlet = outlet_of(record["url"]) if record["url"] else record["id"]
        if record["corpus"] not in WHOLE_PAGES and outlet not in without:
            inside = _lines(record["text"])[1:-2]
            found.update(_spread([line for line in inside if len(line) >= 60 and line.endswith(_SENTENCE_ENDS)]))
    for record in _records(folder / "translation_docs.jsonl.gz"):
        if record["label"] != "mt":
            found.update(_spread([line for line in _lines(record["text"])[1:] if len(line) >= 40]))
    for record in _records(folder / "lid.jsonl.gz"):
        if record["kind"] in ("sentence", "paragraph", "article"):
            found.update(_spread([line for line in _lines(record["text"]) if len(line) >= 40]))
    return sorted(found)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)


def _lines(text: str) -> list[str]:
    return [line for line in map(plain, text.split("\n")) if line]


def _spread(lines: list[str]) -> list[str]:
    """A few lines from all over the document."""
    return lines[:: max(1, len(lines) // _PER_DOCUMENT)][:_PER_DOCUMENT]
