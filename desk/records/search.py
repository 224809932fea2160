"""What a search found."""

from dataclasses import dataclass

# Control characters that no stored text holds, so that a match is told from the text's own punctuation.
MATCH_START, MATCH_END = "\x02", "\x03"


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found by a search; `snippet` marks each match with `MATCH_START` and `MATCH_END`."""

    id: int
    headline: str | None
    outlet: str | None
    published_at: str | None
    language: str
    word_count: int
    translation_likely: bool
    duplicate_of: int | None
    snippet: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The best hits of a search and how many articles it found in all."""

    query: str
    total: int
    hits: tuple[Hit, ...]
