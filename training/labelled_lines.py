"""Read labelled lines of scraped pages, as the fitting of the line model wants them.

A labelled page is one JSON object per line of `lines.jsonl.gz`: url, language, variant (how it was scraped; `naive` is
all visible text), lines, keep (1: the article's text, 0: junk) and sure (0: doubtful, neither fitted nor scored).
"""

import gzip
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SPACES = re.compile("[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000\u2028\u2029\x85]+")
_SECOND_LEVEL = frozenset(["ac", "co", "com", "edu", "gob", "gouv", "gov", "net", "org"])


@dataclass(frozen=True, slots=True)
class Page:
    """One scraped page: its non-empty lines with their labels, all of one length."""

    url: str
    language: str | None
    light: bool
    lines: tuple[str, ...]
    keep: NDArray[np.bool_]
    sure: NDArray[np.bool_]

    @property
    def outlet(self) -> str:
        """The registered domain: pages of one outlet are never in different folds."""
        parts = urlsplit(self.url).netloc.split(":")[0].lower().split(".")
        national = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in _SECOND_LEVEL
        return ".".join(parts[-3 if national else -2 :])

    def fold(self, folds: int) -> int:
        """The fold of the page's outlet, the same in every run."""
        return int(hashlib.sha256(self.outlet.encode()).hexdigest()[:12], 16) % folds


def read_pages(folder: Path) -> Iterator[Page]:
    """The labelled pages of `folder`/lines.jsonl.gz, with their lines as the reader step would leave them."""
    with gzip.open(folder / "lines.jsonl.gz", "rt", encoding="utf-8") as file:
        for record in map(json.loads, file):
            lines = [_plain(line) for line in record["lines"]]
            places = [at for at, line in enumerate(lines) if line]
            if places:
                yield Page(
                    record["url"],
                    record["language"],
                    record["variant"] != "naive",
                    tuple(lines[at] for at in places),
                    np.array(record["keep"], bool)[places],
                    np.array(record["sure"], bool)[places],
                )


def data_hash(folder: Path) -> str:
    """SHA-256 of the labelled lines, to name the data that weights were fitted on."""
    return hashlib.sha256((folder / "lines.jsonl.gz").read_bytes()).hexdigest()


def _plain(line: str) -> str:
    line = unicodedata.normalize("NFC", _INVISIBLE.sub("", line))
    return _SPACES.sub(" ", line.replace("\n", " ")).strip()
