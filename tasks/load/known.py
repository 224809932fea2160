"""Records that an earlier content of their file held: of a feed that is fetched again, of a file that grows.

A record is known by its file, its text and what it states of itself, wherever it stands. Its document belongs to the
newest content that holds it: so all records of a file as it is now are documents of that content, each at its place,
and earlier contents keep what is gone from the file, or was written anew.
"""

import json
from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from sqlalchemy import Connection, bindparam, literal_column, select, update

from schema.bulk import among
from schema.plumbing import document_fields
from schema.tables import articles, documents
from tasks.chunks import StoredArticle
from tasks.load.files import Content, contents_of
from tasks.load.rows import stated_fields

# When a record was fetched is nothing that it says.
_NOT_SAID = "fetched_at"


class Place(NamedTuple):
    """Where a document is stored: its id, that of its article, and the hash of its text."""

    document_id: int
    article_id: int
    sha256: str


# The content that a record was read from, and its number there.
Key: TypeAlias = tuple[int, int]


class Known(NamedTuple):
    """Which records are in the database.

    Arguments:
        unchanged: those that are there as they were read.
        changed: those of which something else is stated now, and where they are.
        moved: the articles that belong to a newer content than before.
    """

    unchanged: set[Key]
    changed: dict[Key, Place]
    moved: list[int]


class _Signs(NamedTuple):
    """By what a record is known: it says the same, or it has the same text and is called the same."""

    same: Hashable
    alike: Hashable


class _Read(NamedTuple):
    content: Content
    stored: StoredArticle
    signs: _Signs

    @property
    def key(self) -> Key:
        return self.content.id, self.stored.article.document.position


class _Kept(NamedTuple):
    content: Content
    position: int
    place: Place
    signs: _Signs


def key_of(record: tuple[int, StoredArticle]) -> Key:
    """Content and position of a record as it was read."""
    return record[0], record[1].article.document.position


def take_over(connection: Connection, records: Sequence[tuple[int, StoredArticle]]) -> Known:
    """Find records in the database, and let their documents belong to the newest content that holds them.

    Arguments:
        connection: in a write transaction.
        records: as they were read, each with the id of its content, which is registered.
    """
    known = Known(_places(connection, records), {}, [])
    contents = contents_of(connection, {stored.article.document.path for _, stored in records})
    earlier = {number: contents[number] for number in contents.keys() - {number for number, _ in records}}
    unknown = [one for one in records if key_of(one) not in known.unchanged] if earlier else []
    missing = [_read(contents[number], stored) for number, stored in unknown]
    moves = []
    for record, found in _pairs(missing, _kept(connection, earlier, missing)):
        newer = record.content > found.content
        if newer:
            moves.append((record.key, found.place))
        if newer and record.signs.same != found.signs.same:
            known.changed[record.key] = found.place
        else:
            known.unchanged.add(record.key)
    _move(connection, moves)
    known.moved.extend(place.article_id for _, place in moves)
    return known


def _pairs(records: Iterable[_Read], kept: Sequence[_Kept]) -> Iterator[tuple[_Read, _Kept]]:
    """Records with their documents: first those that say the same, then those that are called the same.

    A document stands for one record of a newer content, and for any number of an older one.
    """
    taken = set[int]()
    for sign in range(len(_Signs._fields)):
        waiting: defaultdict[Hashable, deque[_Kept]] = defaultdict(deque)
        for one in kept:
            waiting[one.signs[sign]].append(one)
        rest = []
        for record in records:
            found = waiting.get(record.signs[sign], deque())
            while found and found[0].place.document_id in taken:
                found.popleft()
            if not found:
                rest.append(record)
                continue
            if record.content > found[0].content:
                taken.add(found[0].place.document_id)
            yield record, found[0]
        records = rest


def _signs(path: str, position: int, sha256: str, stated: Mapping[str, str]) -> _Signs:
    said = frozenset((name, str(value)) for name, value in stated.items() if name != _NOT_SAID)
    called = next(((name, stated[name]) for name in ("external_id", "url") if name in stated), position)
    return _Signs((path, sha256, said), (path, sha256, called))


def _read(content: Content, stored: StoredArticle) -> _Read:
    document = stored.article.document
    signs = _signs(content.path, document.position, document.sha256, stated_fields(document))
    return _Read(content, stored, signs)


def _places(connection: Connection, records: Sequence[tuple[int, StoredArticle]]) -> set[Key]:
    """The places of these contents that have a document, between the first and the last of some records."""
    positions = [position for _, position in map(key_of, records)]
    query = select(documents.c.source_file_id, documents.c.position).where(
        among(connection, documents.c.source_file_id, {number for number, _ in records}),
        documents.c.position.between(min(positions, default=0), max(positions, default=0)),
    )
    return set(connection.execute(query).tuples())


def _kept(connection: Connection, earlier: Mapping[int, Content], records: Sequence[_Read]) -> list[_Kept]:
    """The documents of earlier contents that have the text of one of some records, the newest first."""
    if not records:
        return []
    document = documents.c
    first = among(connection, document.source_file_id, earlier) & (document.position == 0)
    hashes = {one.stored.article.document.sha256 for one in records}
    # A parameter would hide from SQLite that the index of all but the first holds them; a bare column would make it
    # go through all documents of the files.
    behind = document.position > literal_column("0")
    behind &= among(connection, document.sha256, hashes) & among(connection, document.source_file_id + 0, earlier)
    query = (
        select(document.source_file_id, document.position, document.id, document.sha256)
        .add_columns(articles.c.id.label("article_id"), document_fields.c.fields)
        .join(articles, articles.c.document_id == document.id)
        .outerjoin(document_fields, document_fields.c.document_id == document.id)
    )
    kept = []
    for row in (row for one in (first, behind) for row in connection.execute(query.where(one)).all()):
        if row.sha256 in hashes:
            content = earlier[row.source_file_id]
            signs = _signs(content.path, row.position, row.sha256, json.loads(row.fields) if row.fields else {})
            kept.append(_Kept(content, row.position, Place(row.id, row.article_id, row.sha256), signs))
    return sorted(kept, key=lambda one: (one.content, -one.position), reverse=True)


def _move(connection: Connection, moves: Sequence[tuple[Key, Place]]) -> None:
    if moves:
        statement = update(documents).where(documents.c.id == bindparam("this"))
        connection.execute(
            statement.values(source_file_id=bindparam("file"), position=bindparam("number")),
            [{"this": place.document_id, "file": key[0], "number": key[1]} for key, place in moves],
        )
