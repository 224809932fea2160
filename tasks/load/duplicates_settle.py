"""Decide which articles are kept, from best to worst: one is kept unless it matches a better one that is kept.

This is the greedy maximal independent set in order of rank; what it gives depends on the articles alone. When articles
come or go, only those are decided again whose better neighbours changed, again from best to worst.
"""

from collections.abc import Iterable
from heapq import heappop, heappush, nsmallest

from tasks.duplicates.matching import Match, match, overlap
from tasks.duplicates.postings import Neighbours, Postings
from tasks.duplicates.rank import Rank
from tasks.duplicates.sketch import promising
from tasks.load.duplicates_entries import Entries, Entry
from tasks.records import DuplicateKind

_READ_AHEAD = 100


class Settlement:
    """One round of decisions."""

    def __init__(self, entries: Entries, index: Postings) -> None:
        self.entries = entries
        self.index = index
        self._neighbours: dict[int, Neighbours] = {}
        self._queue: list[tuple[tuple[Rank, int], int]] = []
        # What is to be decided, and the neighbours that changed; None where every neighbour has to be looked at.
        self._causes: dict[int, list[Entry] | None] = {}
        self._moved: set[int] = set()

    def settle(self, entries: Iterable[Entry]) -> None:
        """Decide about some articles, and about all whose answer hangs on theirs."""
        for entry in entries:
            self._ask(entry)
            self._causes[entry.node.number] = None
        while self._queue:
            _, number = heappop(self._queue)
            self._decide(self.entries.by_number[number])
        self._follow()

    def _ask(self, entry: Entry, *changed: Entry) -> None:
        """Have an article decided, because some of its neighbours changed or are no longer its neighbours."""
        number = entry.node.number
        if number not in self._causes:
            self._causes[number] = []
            heappush(self._queue, (entry.place, number))
        causes = self._causes[number]
        if causes is not None:
            causes.extend(changed)

    def _decide(self, entry: Entry) -> None:
        """Find the best kept article that this one matches; where the answer is new, its neighbours are asked again."""
        stood, fresh = _standing(entry), entry.fresh
        if entry.alone:
            entry.target = entry.match = None
        elif entry.follows is None:
            entry.target, entry.match = self._find(entry)
        entry.fresh = False
        if not fresh and _standing(entry) == stood:
            return
        if not fresh:
            self._moved.add(entry.article_id)
        for other in self._near(entry):
            if other.place > entry.place:
                self._ask(other, entry)
        if fresh:
            # Those behind may have lost a neighbour; one that is kept has no answer to lose.
            for other in self._known(self._neighbours[entry.node.number].behind):
                if other.target is not None:
                    self._ask(other)

    def _find(self, entry: Entry) -> tuple[int | None, Match | None]:
        """The best of the kept articles near this one, or that those near it are duplicates of, that it matches."""
        known = None if entry.fresh else entry.target
        causes = self._causes[entry.node.number]
        asked = self._better_targets(entry) if entry.fresh or causes is None else self._targets(causes)
        if known is not None:
            # A kept article has no answer to lose; of this one it must be seen whether it is still near.
            targets = self._better_targets(entry)
            if known not in targets:
                known, asked = None, targets
        wanted = [target for article_id, target in asked.items() if article_id != known]
        if known is not None:
            wanted = [target for target in wanted if target.place < targets[known].place]
        wanted = _promising(entry, wanted)
        if wanted and not self.entries.has_stories([entry, *wanted]):
            self._read_ahead([entry, *wanted])
        for target in sorted(wanted, key=lambda other: other.place):
            found = match(self.entries.story(entry), self.entries.story(target))
            if found:
                return target.article_id, found
        return known, entry.match if known is not None else None

    def _better_targets(self, entry: Entry) -> dict[int, Entry]:
        return self._targets(other for other in self._near(entry) if other.place < entry.place)

    def _targets(self, better: Iterable[Entry]) -> dict[int, Entry]:
        """The articles themselves where they are kept, else what they are duplicates of."""
        targets = {}
        for other in better:
            if other.follows is None and not other.alone:
                target = other if other.target is None else self.entries.by_article[other.target]
                targets[target.article_id] = target
        return targets

    def _read_ahead(self, first: Iterable[Entry]) -> None:
        """Read the texts of these articles, and those that the next decisions are likely to need."""
        wanted = list(first)
        for place, number in nsmallest(_READ_AHEAD, self._queue):
            entry, near = self.entries.by_number[number], self._causes[number] or []
            if number in self._neighbours:
                near = self._known(self._neighbours[number].near)
            others = _promising(entry, self._targets(other for other in near if other.place < place).values())
            wanted += [entry, *others] if others else []
        self.entries.read_stories(wanted)

    def _near(self, entry: Entry) -> list[Entry]:
        """The neighbours of an article; those of all that wait are looked up together."""
        number = entry.node.number
        if number not in self._neighbours:
            waiting = [number, *(other for _, other in self._queue if other not in self._neighbours)]
            nodes = [self.entries.by_number[other].node for other in waiting]
            found = self.index.neighbours(nodes)
            self._neighbours.update(zip(waiting, found, strict=True))
            near = self.entries.numbered({other for some in found for other in (*some.near, *some.behind)})
            self.entries.of_articles({other.target for other in near if other.target is not None})
        return self._known(self._neighbours[number].near)

    def _known(self, numbers: Iterable[int]) -> list[Entry]:
        by_number = self.entries.by_number
        return [by_number[number] for number in numbers if number in by_number]

    def _follow(self) -> None:
        """Point those that follow an article to where it stands: to itself, or to what it is a duplicate of."""
        waiting = [self.entries.by_number[number] for number in self._causes]
        waiting += self.entries.followers(self._moved)
        for entry in {entry.article_id: entry for entry in waiting}.values():
            if entry.follows is None:
                continue
            [head] = self.entries.of_articles([entry.follows])
            kind = DuplicateKind.REVISION if entry.revised else DuplicateKind.NEAR
            self.entries.read_stories([entry, head])
            share = overlap(self.entries.story(entry), self.entries.story(head))
            entry.target = head.article_id if head.target is None else head.target
            entry.match = Match(kind, share)


def _promising(entry: Entry, others: Iterable[Entry]) -> list[Entry]:
    """Those of some articles whose texts are worth comparing with this one's."""
    return [other for other in others if promising(entry.node.sketch, other.node.sketch)]


def _standing(entry: Entry) -> tuple[int | None, bool]:
    """What others see of an article: what it is a duplicate of, and whether they may be duplicates of it."""
    return entry.target, entry.kept
