"""The articles that a duplicate decision touches, read from the database when they are first needed."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from struct import Struct

from sqlalchemy import Column, ColumnElement, Connection, bindparam, delete, func, select, update

from schema.bulk import among, insert_rows
from schema.plumbing import duplicate_decisions, fingerprints, index_tombstones
from schema.tables import articles
from tasks.duplicates.matching import Match, Story
from tasks.duplicates.rank import Rank, rank
from tasks.duplicates.segments import Node
from tasks.duplicates.sketch import pack_sketch, unpack_sketches
from tasks.records import Article, DuplicateKind

# Big-endian, so that ranks are in order byte by byte.
_RANK = Struct(">QQ")
# With all that is computed of it, an article of 4 KB takes some 30 KB.
STORIES_AT_ONCE = 1000


@dataclass(slots=True)
class Entry:
    """An article in duplicate finding, and what is decided about it.

    `target` is the article it is a duplicate of; `follows` the one it stands behind whatever the texts say, as an older
    revision where `revised`. `fresh` says that nothing is decided yet, `alone` that people split it off;
    `stored` is what the database says, `place` where it stands in the order from best to worst.
    """

    node: Node
    article_id: int
    target: int | None = None
    match: Match | None = None
    follows: int | None = None
    revised: bool = False
    fresh: bool = False
    alone: bool = False
    stored: tuple[int | None, Match | None] = (None, None)
    place: tuple[Rank, int] = field(init=False)

    @property
    def kept(self) -> bool:
        """Whether other articles may be duplicates of this one."""
        return not self.fresh and self.target is None and self.follows is None and not self.alone

    def __post_init__(self) -> None:
        self.place = (self.node.rank, self.node.number)

    def reopen(self) -> None:
        """Take back what was decided."""
        self.target, self.match, self.fresh = None, None, True


class Entries:
    """Entries by their number in the index and by article, and the texts of the articles compared last."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.by_number: dict[int, Entry] = {}
        self.by_article: dict[int, Entry] = {}
        self._stories: OrderedDict[int, Story] = OrderedDict()
        split = select(duplicate_decisions.c.article_id).where(duplicate_decisions.c.decision == "split")
        self._alone = set(connection.execute(split).scalars())

    def add(self, loaded: Iterable[tuple[int, Article]]) -> list[Entry]:
        """Store the fingerprints of new articles; `loaded` gives article ids and articles."""
        new: list[Entry] = []
        for number, (article_id, article) in enumerate(loaded, self._last_number() + 1):
            node = Node(number, rank(article), article.sketch)
            new.append(Entry(node, article_id, fresh=True, alone=article_id in self._alone))
            self._keep(new[-1])
            self._stories[article_id] = Story(article.body, article.headline_key, article.outlet, article.published_at)
        insert_rows(self.connection, fingerprints, ("id", "article_id", "rank", "sketch"), [_row(e) for e in new])
        return new

    def drop(self, entries: Sequence[Entry]) -> None:
        """Forget the fingerprints of some articles."""
        gone = delete(fingerprints).where(fingerprints.c.id == bindparam("number"))
        if entries:
            self.connection.execute(gone, [{"number": entry.node.number} for entry in entries])
        for entry in entries:
            del self.by_number[entry.node.number], self.by_article[entry.article_id]
            self._stories.pop(entry.article_id, None)

    def numbered(self, numbers: Iterable[int]) -> list[Entry]:
        """The entries with these numbers in the index; the index may know articles whose rows were deleted."""
        numbers = list(numbers)
        self._read(fingerprints.c.id, [number for number in numbers if number not in self.by_number])
        return [self.by_number[number] for number in numbers if number in self.by_number]

    def of_articles(self, article_ids: Iterable[int]) -> list[Entry]:
        """The entries of these articles; those that have none are left out."""
        ids = list(dict.fromkeys(article_ids))
        self._read(fingerprints.c.article_id, [n for n in ids if n not in self.by_article])
        return [self.by_article[n] for n in ids if n in self.by_article]

    def copies(self, article_ids: Iterable[int]) -> list[Entry]:
        """The articles that the database marks as duplicates of these."""
        return self._pointing(articles.c.id, articles.c.duplicate_of, article_ids)

    def followers(self, article_ids: Iterable[int]) -> list[Entry]:
        """The articles that follow these."""
        return self._pointing(fingerprints.c.article_id, fingerprints.c.follows, article_ids)

    def _pointing(self, column: Column[int], at: Column[int], article_ids: Iterable[int]) -> list[Entry]:
        query = select(column).where(among(self.connection, at, article_ids))
        return self.of_articles(self.connection.execute(query.order_by(column)).scalars())

    def story(self, entry: Entry) -> Story:
        """The text of an article, as it is compared; see `read_stories`."""
        self._stories.move_to_end(entry.article_id)
        return self._stories[entry.article_id]

    def has_stories(self, entries: Iterable[Entry]) -> bool:
        """Whether the texts of these articles are at hand."""
        return all(entry.article_id in self._stories for entry in entries)

    def read_stories(self, entries: Iterable[Entry]) -> None:
        """Read the texts of some articles, at most `STORIES_AT_ONCE`, the first ones for sure."""
        wanted = list(islice(dict.fromkeys(entry.article_id for entry in entries), STORIES_AT_ONCE))
        for article_id in wanted:
            if article_id in self._stories:
                self._stories.move_to_end(article_id)
        missing = [article_id for article_id in wanted if article_id not in self._stories]
        article = articles.c
        query = select(article.id, article.body, article.headline_key, article.outlet, article.published_at)
        if missing:
            for article_id, *fields in self.connection.execute(
                query.where(among(self.connection, article.id, missing))
            ):
                self._stories[article_id] = Story(*fields)
        while len(self._stories) > 2 * STORIES_AT_ONCE:
            self._stories.popitem(last=False)

    def save(self) -> list[Entry]:
        """Write what was decided, and give the entries whose mark changed."""
        changed = [entry for entry in self.by_article.values() if (entry.target, entry.match) != entry.stored]
        mark = update(articles).where(articles.c.id == bindparam("number"))
        mark = mark.values(
            duplicate_of=bindparam("of"), duplicate_kind=bindparam("kind"), duplicate_score=bindparam("score")
        )
        rows = [
            {
                "number": entry.article_id,
                "of": entry.target,
                "kind": entry.match.kind if entry.match else None,
                "score": entry.match.score if entry.match else None,
            }
            for entry in changed
        ]
        if rows:
            self.connection.execute(mark, rows)
        return changed

    def save_follows(self, entries: Iterable[Entry]) -> None:
        """Write whom some entries follow."""
        rows = [{"number": entry.node.number, "head": entry.follows} for entry in entries]
        if rows:
            head = (
                update(fingerprints).where(fingerprints.c.id == bindparam("number")).values(follows=bindparam("head"))
            )
            self.connection.execute(head, rows)

    def _read(self, column: ColumnElement[int], values: Sequence[int]) -> None:
        if not values:
            return
        own, article = fingerprints.c, articles.c
        query = select(
            own.id,
            own.rank,
            own.sketch,
            own.follows,
            own.article_id,
            article.duplicate_of,
            article.duplicate_kind,
            article.duplicate_score,
        ).join(articles, article.id == own.article_id)
        rows = self.connection.execute(query.where(among(self.connection, column, values))).tuples().all()
        sketches = unpack_sketches([row[2] for row in rows])
        for (number, place, _, follows, article_id, of, kind, score), sketch in zip(rows, sketches, strict=True):
            node = Node(number, _unpack_rank(place), sketch)
            match = Match(DuplicateKind(kind), score) if kind else None
            revised = kind == DuplicateKind.REVISION
            entry = Entry(node, article_id, of, match, follows, revised, alone=article_id in self._alone)
            entry.stored = (of, match)
            self._keep(entry)

    def _keep(self, entry: Entry) -> None:
        self.by_number[entry.node.number] = self.by_article[entry.article_id] = entry

    def _last_number(self) -> int:
        """The greatest number in use, by an article or by one that is gone but still in the index."""
        used = (func.max(fingerprints.c.id), func.max(index_tombstones.c.fingerprint_id))
        return max(self.connection.execute(select(column)).scalar() or 0 for column in used)


def _row(entry: Entry) -> tuple[object, ...]:
    return entry.node.number, entry.article_id, _RANK.pack(*entry.node.rank), pack_sketch(entry.node.sketch)


def _unpack_rank(packed: bytes) -> Rank:
    return Rank(*_RANK.unpack(packed))
