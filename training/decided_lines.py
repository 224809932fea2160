"""Which lines of a page the rules and blocks of the cleaner remove, so that the model is fitted on what they leave."""

import numpy as np

from tasks.clean import CleaningSettings, clean
from tasks.clean.line_page import Flags
from tasks.records import Document
from training.labelled_lines import LabelledPage


def decided_lines(page: LabelledPage) -> Flags:
    """The lines of which rules, blocks and learned lines remove at least half; (lines,)."""
    text = "\n".join(page.lines)
    document = Document(page.url, 0, text, "", "text/plain", "utf-8", url=page.url)
    gone = np.zeros(len(text) + 1, bool)
    for span in clean(document, CleaningSettings(model=False)).spans:
        gone[span.start : span.end] = True
    sizes = np.array([len(line) for line in page.lines])
    starts = np.cumsum(sizes + 1) - sizes - 1
    removed: Flags = np.add.reduceat(gone, starts, dtype=np.int64) * 2 >= sizes
    return removed
