"""How large groups of duplicates are, and how a duplicate differs from the article kept in its place."""

from dataclasses import dataclass

from desk.records.articles import Copy


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a body that another body does not have: offsets in characters of the body, `end` exclusive."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One duplicate beside the kept article: why that one was kept, and the passages that only one of them has."""

    id: int
    why_kept: str
    only_in_kept: tuple[Passage, ...]
    only_in_duplicate: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class GroupSize:
    """A kept article, and how many duplicates of each kind it has, the most first."""

    kept: Copy
    kinds: tuple[tuple[str, int], ...]

    @property
    def copies(self) -> int:
        """How many duplicates it has."""
        return sum(count for _kind, count in self.kinds)
