"""Pages made to be slow: as many lines as the reader lets through, each asking for the costliest look."""

import time
from dataclasses import replace

import pytest

from tasks.clean import CleaningSettings, clean
from tasks.records import Document

SENTENCE = "The harbour of the small town was closed on Monday after a storm tore two boats from their moorings."
LINES = 20_000
PAGES = {
    "openers": "Read also\nTen ways to cook rice\n" * (LINES // 2),
    "comment buttons": f"{SENTENCE}\n{SENTENCE} Again.\n" + "Leave a comment\n" * LINES,
    "about the author": SENTENCE + "\nAbout the author" * LINES,
    "tags": "Tags\nEurope\n" * (LINES // 2),
    "pull quotes": "".join(f"We asked for a breakwater {n} years ago now\n– A fisherman\n" for n in range(LINES // 2)),
    "headlines": "".join(f"Storm {n} closes harbour of the town\n" for n in range(LINES)) + SENTENCE,
    "the same headline": "Storm closes the harbour of the town\n" * LINES + SENTENCE,
    "standfirsts": (SENTENCE + "\n") * LINES + SENTENCE * 3,
    "dates": "March 16, 2024\n" * LINES + SENTENCE,
    "datelines": "PARIS (AFP) - " * LINES,
    "blank lines": "\n" * LINES + "Advertisement" + "\n" * LINES,
    "one long line": SENTENCE * 2_000,
    "a menu without end": "HomeNews" * LINES,
    "menus and sentences": ("HomeNews" * 10 + SENTENCE[:90]) * 1_000,
    "words without spaces": "x" * 200_000,
}


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
def test_no_page_takes_long_by_rules(text: str) -> None:
    document = Document(
        "a.txt", 0, text, "0" * 64, "text/plain", "utf-8", url="https://example.org/storm-closes-harbour"
    )
    began = time.process_time()
    clean(document, CleaningSettings(model=False))
    clean(replace(document, url=None), CleaningSettings(model=False))
    assert time.process_time() - began < 10
