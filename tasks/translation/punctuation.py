"""Punctuation evidence: rules over the whole text, removed parts included.

Players, lists and credits keep the marks of the language they were translated from: `Source :`, `To watch..`.
"""

from collections.abc import Iterator

from tasks.translation.evidence import Evidence
from tasks.translation.reading import Reading
from tasks.translation.rules import rule_book


def find_punctuation(reading: Reading) -> Iterator[Evidence]:
    """Every mark that no habit of the article's language explains; offsets in the text."""
    yield from rule_book("punctuation", reading.language).find(reading.text, reading)
