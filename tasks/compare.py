"""What another version of the cleaner would change: per rule, and the largest changes as whole bodies."""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

LARGEST = 20


class Removed(Protocol):
    """A removed span, as the cleaner makes it or as it lies in the database."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def rule(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class BodyChange:
    """An article whose body would change, and by how many characters, removed and returned together."""

    article_id: int
    headline: str | None
    before: str
    after: str
    characters: int


@dataclass(slots=True)
class CleaningChanges:
    """Sums over many articles. Per rule: articles touched, characters newly removed, characters returned."""

    articles: int = 0
    changed: int = 0
    touched: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    returned: Counter[str] = field(default_factory=Counter)
    largest: list[tuple[int, int, BodyChange]] = field(default_factory=list)

    def add(self, before: Sequence[Removed], after: Sequence[Removed], change: BodyChange) -> None:
        """Count one article; both lists of spans are of the same text, sorted, without overlaps."""
        removed, returned = Counter(outside(after, before)), Counter(outside(before, after))
        self.articles += 1
        self.changed += change.before != change.after
        self.removed += removed
        self.returned += returned
        self.touched.update(removed.keys() | returned.keys())
        if change.characters:
            # Of equal changes that of the lower id is shown.
            heapq.heappush(self.largest, (change.characters, -change.article_id, change))
            if len(self.largest) > LARGEST:
                heapq.heappop(self.largest)


def outside(spans: Sequence[Removed], others: Sequence[Removed]) -> dict[str, int]:
    """Rule → characters of its spans that lie in none of the others."""
    found: Counter[str] = Counter()
    for span in spans:
        covered = sum(max(0, min(span.end, other.end) - max(span.start, other.start)) for other in others)
        if span.end - span.start > covered:
            found[span.rule] += span.end - span.start - covered
    return found


def characters_changed(before: Sequence[Removed], after: Sequence[Removed]) -> int:
    """How many characters are removed by only one of the two."""
    return sum(outside(before, after).values()) + sum(outside(after, before).values())


def ranked(changes: CleaningChanges) -> Iterator[tuple[str, int, int, int]]:
    """Rules with articles touched, characters removed and returned, most articles first."""
    order: Iterable[str] = sorted(changes.touched, key=lambda rule: (-changes.touched[rule], rule))
    for rule in order:
        yield rule, changes.touched[rule], changes.removed[rule], changes.returned[rule]
