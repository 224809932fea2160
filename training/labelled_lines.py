"""Read labelled lines of scraped pages, as the fitting of the line model wants them.

A labelled page is one JSON object per line of `lines.jsonl.gz`: url, language, variant (how it was scraped; `naive` is
all visible text), lines, keep (1: the article's text, 0: junk) and sure (0: doubtful, neither fitted nor scored).
"""

import gzip
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from tasks.clean.features import PLAIN_LENGTH
from tasks.clean.line_page import Flags, Floats, Ints

# The more folds, the more of the outlets each fit sees, and the nearer it is to the one that ships, which sees all.
FOLDS = 20
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SPACES = re.compile("[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000\u2028\u2029\x85]+")
_SECOND_LEVEL = frozenset(["ac", "co", "com", "edu", "gob", "gouv", "gov", "net", "org"])


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """One scraped page: its non-empty lines with their labels, all of one length.

    Arguments:
        url: where it was scraped; empty where nobody knows.
        outlet: its registered domain; the pages of one outlet are never in different folds.
        language: None where nobody knows.
        light: whether most of what it holds is the article; else it was scraped whole, with its menus.
        lines: its lines that are not empty.
        keep: the article's text; others are junk.
        sure: lines whose label is not doubtful; others are neither fitted nor scored.
        weight: of each of its lines in the fit.
        scored: whether it counts in what is reported.
    """

    url: str
    outlet: str
    language: str | None
    light: bool
    lines: tuple[str, ...]
    keep: Flags
    sure: Flags
    weight: float = 1.0
    scored: bool = True

    def fold(self) -> int:
        """The fold of the page's outlet, the same in every run."""
        return int(hashlib.sha256(self.outlet.encode()).hexdigest()[:12], 16) % FOLDS


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines of all pages, one after another; the arrays have one entry for each line.

    Arguments:
        pages: whose lines they are, in this order.
        junk: lines that are not the article's text.
        sure: lines whose label is not doubtful.
        light: of the page.
        fold: of the page.
        length: in characters.
        decided: lines that rules and blocks remove before the model is asked.
        open: lines that the model is fitted on; about others that are not decided it is asked as well, and has to be
            sure.
        weight: of the page.
        scored: of the page.
    """

    pages: Sequence[LabelledPage]
    junk: Flags
    sure: Flags
    light: Flags
    fold: Ints
    length: Ints
    decided: Flags
    open: Flags
    weight: Floats
    scored: Flags

    def counted(self, scored: bool = True) -> "Lines":
        """The same lines, of which those count as labelled that are (or are not) of pages that are scored."""
        return replace(self, sure=self.sure & (self.scored == scored))

    def slices(self) -> list[slice]:
        """The lines of each page."""
        ends = np.cumsum([len(page.lines) for page in self.pages])
        return [slice(int(end) - len(page.lines), int(end)) for page, end in zip(self.pages, ends, strict=True)]

    def page_numbers(self) -> Ints:
        """The number of each line's page."""
        return np.repeat(np.arange(len(self.pages)), [len(page.lines) for page in self.pages])


def gather(pages: Sequence[LabelledPage], decided: Sequence[Flags]) -> Lines:
    """Put the pages' lines one after another.

    Arguments:
        pages: pages with lines.
        decided: for each page, which of its lines rules and blocks remove.
    """
    sizes = [len(page.lines) for page in pages]
    texts = [line for page in pages for line in page.lines]
    gone = np.concatenate(decided)
    length = np.array([len(text) for text in texts])
    return Lines(
        pages,
        junk=~np.concatenate([page.keep for page in pages]),
        sure=np.concatenate([page.sure for page in pages]),
        light=np.repeat([page.light for page in pages], sizes),
        fold=np.repeat([page.fold() for page in pages], sizes),
        length=length,
        decided=gone,
        open=(length < PLAIN_LENGTH) & ~gone,
        weight=np.repeat([page.weight for page in pages], sizes),
        scored=np.repeat([page.scored for page in pages], sizes),
    )


def read_pages(folder: Path) -> Iterator[LabelledPage]:
    """The labelled pages of `folder`/lines.jsonl.gz, with their lines as the reader step would leave them."""
    with gzip.open(folder / "lines.jsonl.gz", "rt", encoding="utf-8") as file:
        for record in map(json.loads, file):
            lines = [plain(line) for line in record["lines"]]
            places = [at for at, line in enumerate(lines) if line]
            if places:
                yield LabelledPage(
                    url=record["url"],
                    outlet=outlet_of(record["url"]),
                    language=record["language"],
                    light=record["variant"] != "naive",
                    lines=tuple(lines[at] for at in places),
                    keep=np.array(record["keep"], bool)[places],
                    sure=np.array(record["sure"], bool)[places],
                )


def outlet_of(url: str) -> str:
    """The registered domain of an address."""
    parts = urlsplit(url).netloc.split(":")[0].lower().split(".")
    national = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in _SECOND_LEVEL
    return ".".join(parts[-3 if national else -2 :])


def data_hash(*labels: Path) -> str:
    """The SHA-256 of the files with labels, one after another, to name the data that weights were fitted on."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in labels)).hexdigest()


def plain(line: str) -> str:
    """The line as the reader step would leave it."""
    line = unicodedata.normalize("NFC", _INVISIBLE.sub("", line))
    return _SPACES.sub(" ", line.replace("\n", " ")).strip()
