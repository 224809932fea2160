"""Decide which articles are kept, from best to worst: one is kept unless it matches a better one that is kept.

This is the greedy maximal independent set in order of rank; what it gives depends on the articles alone. When articles
come or go, only those are decided again whose better neighbours changed, again from best to worst.
"""

from collections.abc import Iterable
from heapq import heappop, heappush

from tasks.duplicates.matching import Match, match, overlap
from tasks.duplicates.postings import Neighbours, Postings
from tasks.duplicates.rank import Rank
from tasks.load.duplicates_entries import Entries, Entry
from tasks.records import DuplicateKind


class Settlement:
    """One round of decisions."""

    def __init__(self, entries: Entries, index: Postings) -> None:
        self.entries = entries
        self.index = index
        self._neighbours: dict[int, Neighbours] = {}
        self._queue: list[tuple[tuple[Rank, int], int]] = []
        self._queued: set[int] = set()
        self._moved: set[int] = set()

    def settle(self, entries: Iterable[Entry]) -> None:
        """Decide about some articles, and about all whose answer hangs on theirs."""
        for entry in entries:
            self._push(entry)
        while self._queue:
            _, number = heappop(self._queue)
            self._decide(self.entries.by_number[number])
        self._follow()

    def _push(self, entry: Entry) -> None:
        if entry.node.number not in self._queued:
            self._queued.add(entry.node.number)
            heappush(self._queue, (entry.place, entry.node.number))

    def _decide(self, entry: Entry) -> None:
        """Find the best kept article that this one matches; where the answer is new, its neighbours are asked again."""
        near = self._near(entry)
        stood, fresh = _standing(entry), entry.fresh
        found = None
        if entry.follows is None and not entry.alone:
            found = self._find(entry, [other for other in near if other.place < entry.place])
        entry.fresh = False
        if entry.follows is None:
            entry.target, entry.match = found or (None, None)
        if not fresh and _standing(entry) == stood:
            return
        if not fresh:
            self._moved.add(entry.article_id)
        for other in near:
            if other.place > entry.place:
                self._push(other)
        if fresh:
            for other in self.entries.numbered(self._neighbours[entry.node.number].behind):
                self._push(other)

    def _find(self, entry: Entry, better: list[Entry]) -> tuple[int, Match] | None:
        """The best of the kept articles near this one, or that those near it are duplicates of, that it matches."""
        kept: dict[int, Entry] = {}
        for other in better:
            if other.follows is not None or other.alone:
                continue
            target = other if other.target is None else self.entries.by_article[other.target]
            kept[target.article_id] = target
        for target in sorted(kept.values(), key=lambda other: other.place):
            if not entry.fresh and entry.target == target.article_id and entry.match is not None:
                return target.article_id, entry.match
            found = match(self.entries.story(entry), self.entries.story(target))
            if found:
                return target.article_id, found
        return None

    def _near(self, entry: Entry) -> list[Entry]:
        """The neighbours of an article; those of all that wait are looked up together."""
        number = entry.node.number
        if number not in self._neighbours:
            waiting = [number, *(other for _, other in self._queue if other not in self._neighbours)]
            nodes = [self.entries.by_number[other].node for other in waiting]
            found = self.index.neighbours(nodes)
            self._neighbours.update(zip(waiting, found, strict=True))
            near = self.entries.numbered({other for some in found for other in some.near})
            self.entries.of_articles({other.target for other in near if other.target is not None})
        return [self.entries.by_number[other] for other in self._neighbours[number].near]

    def _follow(self) -> None:
        """Point those that follow an article to where it stands: to itself, or to what it is a duplicate of."""
        waiting = [self.entries.by_number[number] for number in self._queued]
        waiting += self.entries.followers(self._moved)
        for entry in {entry.article_id: entry for entry in waiting}.values():
            if entry.follows is None:
                continue
            [head] = self.entries.of_articles([entry.follows])
            kind = DuplicateKind.REVISION if entry.revised else DuplicateKind.NEAR
            share = overlap(self.entries.story(entry), self.entries.story(head))
            entry.target = head.article_id if head.target is None else head.target
            entry.match = Match(kind, share)


def _standing(entry: Entry) -> tuple[int | None, bool]:
    """What others see of an article: what it is a duplicate of, and whether they may be duplicates of it."""
    return entry.target, entry.kept
