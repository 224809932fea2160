"""The rows of `quarantine`: inputs that could not become articles, each with a reason and its bytes."""

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from schema.bulk import among
from schema.compress import pack_bytes
from schema.tables import documents, quarantine
from tasks.chunks import SliceResult
from tasks.load.batches import now
from tasks.load.files import Content, contents_of
from tasks.records import Rejected


def insert_rejected(
    connection: Connection, rejected: Sequence[Rejected], batch_id: int, *, reopen: bool = False
) -> None:
    """Quarantine inputs; one that is there already gets the reason of this batch, and a second run doubles nothing.

    Arguments:
        connection: in a write transaction.
        rejected: the inputs.
        batch_id: the running batch.
        reopen: whether also one that became an article since is in quarantine again: something else is said of its
            file now, and it cannot be read so.
    """
    if not rejected:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    rows = [
        {
            "path": _without_nul(item.path),
            "position": item.position,
            "sha256": item.sha256,
            "reason": item.reason,
            "detail": _without_nul(item.detail),
            "content": pack_bytes(item.content) if item.content else None,
            "member": _without_nul(item.member) or None,
            "batch_id": batch_id,
            "created_at": now(),
        }
        for item in rejected
    ]
    insert = dialect.insert(quarantine)
    again = {name: insert.excluded[name] for name in ("reason", "detail", "batch_id", "member")}
    statement = insert.on_conflict_do_update(
        index_elements=["path", "position", "sha256"],
        set_={**again, "resolved_at": None},
        where=None if reopen else quarantine.c.resolved_at.is_(None),
    )
    connection.execute(statement, rows)


def _without_nul(text: str) -> str:
    """The text as PostgreSQL can store it: a name in a broken record may hold anything."""
    return text.replace("\0", "\ufffd")


def move_entries(connection: Connection, rejected: Sequence[tuple[int, Rejected]]) -> None:
    """Let entries of records that stand elsewhere in a newer content of their file stand for them there.

    Arguments:
        connection: in a write transaction.
        rejected: what could not be read, each with the id of its content.
    """
    contents = contents_of(connection, {one.path for _, one in rejected})
    now_in = {one.path: contents[number] for number, one in rejected}
    if len(contents) == len(now_in):
        return
    entry = quarantine.c
    query = select(entry.id, entry.path, entry.sha256, entry.position, entry.batch_id).order_by(entry.position)
    rows = connection.execute(query.where(among(connection, entry.path, now_in))).all()
    found = {(one.path, one.sha256, one.position) for _, one in rejected}
    free: defaultdict[tuple[str, str], deque[int]] = defaultdict(deque)
    for row in rows:
        # What was seen since this content was new belongs to it.
        if (row.path, row.sha256, row.position) not in found and row.batch_id < now_in[row.path].batch_id:
            free[row.path, row.sha256].append(row.id)
    moves = [
        {"entry": free[path, sha256].popleft(), "place": position}
        for path, sha256, position in sorted(found - {(row.path, row.sha256, row.position) for row in rows})
        if free[path, sha256]
    ]
    if moves:
        move = update(quarantine).where(entry.id == bindparam("entry"))
        connection.execute(move.values(position=bindparam("place")), moves)


def resolve_quarantine(connection: Connection, results: Sequence[tuple[int, SliceResult]]) -> None:
    """Close what is quarantined of documents that now became articles: the file was mended, or the reader.

    What was seen in an earlier content waits until all of this one is there: it may stand elsewhere in it.

    Arguments:
        connection: in a write transaction.
        results: what was loaded, each with the id of its content.
    """
    paths = {piece.slice.path for _, piece in results}
    entry = quarantine.c
    is_open = entry.resolved_at.is_(None) & among(connection, entry.path, paths)
    rows = connection.execute(select(entry.id, entry.path, entry.position, entry.batch_id).where(is_open)).all()
    if not rows:
        return
    contents = contents_of(connection, paths)
    now_in = {piece.slice.path: contents[number] for number, piece in results}
    read = [stored.article.document for _, piece in results for stored in piece.articles]
    good = {(document.path, document.position) for document in read}
    ended = {piece.slice.path for _, piece in results if piece.slice.is_last}
    there = good | _places(connection, [now_in[path] for path in ended], {row.position for row in rows})

    def is_mended(row: Row[Any]) -> bool:
        place = row.path, row.position
        is_of_earlier = row.batch_id < now_in[row.path].batch_id
        return row.path in ended and place in there if is_of_earlier else place in good

    resolve_entries(connection, [row.id for row in rows if is_mended(row)])


def _places(connection: Connection, contents: Sequence[Content], positions: Collection[int]) -> set[tuple[str, int]]:
    """Path and position of the documents of some contents that have one of some positions."""
    path_of = {content.id: content.path for content in contents}
    query = select(documents.c.source_file_id, documents.c.position).where(
        among(connection, documents.c.source_file_id, path_of), among(connection, documents.c.position, positions)
    )
    return {(path_of[number], position) for number, position in connection.execute(query)}


def resolve_entries(connection: Connection, entry_ids: Sequence[int]) -> None:
    """Close some entries."""
    if entry_ids:
        mine = among(connection, quarantine.c.id, entry_ids)
        connection.execute(update(quarantine).where(mine).values(resolved_at=now()))


def resolve_folders(connection: Connection, folders: Sequence[Path], is_readable: Callable[[str], bool]) -> None:
    """Close the entries of folders that could not be listed, and can be now: their files are found.

    Arguments:
        connection: in a write transaction.
        folders: those that are ingested, absolute.
        is_readable: whether a path is a folder whose files can be listed.
    """
    unread = select(quarantine.c.id, quarantine.c.path).where(quarantine.c.resolved_at.is_(None))
    rows = connection.execute(unread.where(quarantine.c.sha256 == "")).tuples()
    within = [row for row in rows if any(Path(row[1]).is_relative_to(folder) for folder in folders)]
    resolve_entries(connection, [entry_id for entry_id, path in within if is_readable(path)])


def drop(connection: Connection, entry_ids: Sequence[int]) -> None:
    """Forget some inputs for good."""
    connection.execute(delete(quarantine).where(quarantine.c.id.in_(entry_ids)))
