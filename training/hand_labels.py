"""Labels that were given by reading: which lines of unlabelled scrapes are the article's text.

`hand_labels.tsv` names documents of `raw_news.jsonl.gz` and numbers of lines, and holds no text: `document`, how many
`lines` it has that are not empty, which of these are the `article`'s (0-4,7: the first is 0), and which are `doubtful`.
All others are junk. A language model read the documents, each line in its place, as an editor would; the labelled
pages that are scored say by their gold text what is the article's, which is another opinion at times.
"""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tasks.clean.line_page import Flags
from training.labelled_lines import LabelledPage, outlet_of, plain

HAND_LABELS = Path(__file__).with_name("hand_labels.tsv")
# Dumps of whole pages, or of pages on one line.
WHOLE_PAGES = frozenset({"aj_bbc_glued_dump", "trafilatura_eval_naive_dump"})
# These are pages of firms, agencies and blogs more than of outlets, and hold as many lines as all labelled pages: with
# full weight, pages of outlets that were not fitted on gave a point less of their junk.
WHOLE_PAGE_WEIGHT = 0.3


def read_hand_labels(folder: Path, labels: Path = HAND_LABELS) -> Iterator[LabelledPage]:
    """The documents of `folder`/raw_news.jsonl.gz that have labels; none where that file is missing.

    Raises:
        ValueError: a document has not the lines that were labelled.
    """
    path = folder / "raw_news.jsonl.gz"
    if not path.exists():
        return
    with labels.open(encoding="utf-8", newline="") as file:
        rows = {row["document"]: row for row in csv.DictReader(file, delimiter="\t")}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for record in map(json.loads, file):
            if (row := rows.get(record["id"])) is None:
                continue
            lines = tuple(line for line in map(plain, record["text"].split("\n")) if line)
            if len(lines) != int(row["lines"]):
                raise ValueError(f"{record['id']}: {len(lines)} lines, labels for {row['lines']}")
            doubtful = _chosen(row["doubtful"], len(lines))
            light = record["corpus"] not in WHOLE_PAGES
            yield LabelledPage(
                url=record["url"] or "",
                outlet=_outlet(record["url"]) or record["id"],
                language=record["language"],
                light=light,
                lines=lines,
                keep=_chosen(row["article"], len(lines)),
                sure=~doubtful,
                weight=1.0 if light else WHOLE_PAGE_WEIGHT,
                scored=False,
            )


def _outlet(url: str | None) -> str:
    """The outlet of an address; none where the page was fetched from an archive of all outlets."""
    found = outlet_of(url or "")
    return "" if found == "archive.org" else found


def _chosen(ranges: str, count: int) -> Flags:
    """Which of `count` lines are in ranges such as 0-4,7."""
    found = np.zeros(count, bool)
    for part in filter(None, ranges.split(",")):
        first, _, last = part.partition("-")
        found[int(first) : int(last or first) + 1] = True
    return found
