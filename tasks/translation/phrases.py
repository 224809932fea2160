"""Calques and notices: what is said as in another language, and where the text says itself that it was translated."""

from collections.abc import Iterator

from tasks.translation.evidence import Evidence
from tasks.translation.reading import Reading
from tasks.translation.rules import rule_book


def find_calques(reading: Reading) -> Iterator[Evidence]:
    """Phrases carried over word for word; offsets in the body."""
    yield from rule_book("calques", reading.language).find(reading.body, reading)


def find_notices(reading: Reading) -> Iterator[Evidence]:
    """Sentences and lines that name a translation or a translator; offsets in the text, removed parts included."""
    yield from rule_book("notices", reading.language).find(reading.text, reading)
