"""Evidence that rules find: punctuation, calques and notices. The rules themselves are in `data/`."""

from collections.abc import Iterator

from tasks.translation.evidence import Evidence
from tasks.translation.reading import Reading
from tasks.translation.rules import find_called, rules_in


def find_punctuation(reading: Reading) -> Iterator[Evidence]:
    """Every mark that no habit of the article's language explains; offsets in the text, removed parts included.

    Players, lists and credits keep the marks of the language they were translated from: `Source :`, `To watch..`.
    """
    yield from find_called(rules_in("punctuation", reading.language), reading.called, reading.text)


def find_calques(reading: Reading) -> Iterator[Evidence]:
    """Phrases carried over word for word; offsets in the body."""
    yield from find_called(rules_in("calques", reading.language), reading.called, reading.body)


def find_notices(reading: Reading) -> Iterator[Evidence]:
    """Sentences and lines that name a translation or a translator; offsets in the text, removed parts included."""
    yield from find_called(rules_in("notices", reading.language), reading.called, reading.text)
