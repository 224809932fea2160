"""The manifest: which files, and which byte ranges of big files, are in the database already."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import NoResultFound

from schema.plumbing import file_slices
from schema.tables import source_files
from tasks.chunks import FileSlice, SliceResult

PARTIAL = "partial"
LOADED = "loaded"
# SQLite takes 32,766 parameters; fewer keep the statement's text short.
PARAMETERS_AT_ONCE = 500


def known_files(connection: Connection, paths: Sequence[str]) -> dict[str, tuple[int, int, int]]:
    """Of some paths, those wholly loaded → (size in bytes, modification time in ns, documents), newest content."""
    found: dict[str, tuple[int, int, int]] = {}
    for at in range(0, len(paths), PARAMETERS_AT_ONCE):
        some = paths[at : at + PARAMETERS_AT_ONCE]
        query = (
            select(
                source_files.c.path, source_files.c.size_bytes, source_files.c.modified_at, source_files.c.documents
            )
            .where(source_files.c.path.in_(some), source_files.c.status == LOADED)
            .order_by(source_files.c.modified_at, source_files.c.id)
        )
        for path, size, modified, documents in connection.execute(query):
            found[path] = (size, modified, documents)
    return found


def loaded_ranges(connection: Connection, path: str, sha256: str) -> set[int]:
    """The starts, in bytes, of the ranges of a split file that an earlier, interrupted run has loaded."""
    query = (
        select(file_slices.c.start)
        .join(source_files, source_files.c.id == file_slices.c.source_file_id)
        .where(source_files.c.path == path, source_files.c.sha256 == sha256)
    )
    return set(connection.execute(query).scalars())


def register(connection: Connection, result: SliceResult, batch_id: int) -> tuple[int, bool]:
    """Enter a slice into the manifest.

    Returns:
        The id of its source file, and whether the content is new: False for a file that was only touched or
        a range that is loaded already, of which nothing may be loaded twice.
    """
    piece = result.slice
    same = (source_files.c.path == piece.path) & (source_files.c.sha256 == result.sha256)
    row = connection.execute(select(source_files.c.id, source_files.c.status).where(same)).one_or_none()
    if row is None:
        return _enter(connection, result, batch_id), True
    if row.status == LOADED:
        touched = update(source_files).where(same).values(modified_at=piece.modified_at, size_bytes=piece.size)
        connection.execute(touched)
        return int(row.id), False
    return int(row.id), _extend(connection, int(row.id), result)


def _enter(connection: Connection, result: SliceResult, batch_id: int) -> int:
    piece = result.slice
    values = {
        "path": piece.path,
        "sha256": result.sha256,
        "size_bytes": piece.size,
        "modified_at": piece.modified_at,
        "outlet": _common_outlet(result),
        "status": LOADED if piece.whole else PARTIAL,
        "documents": len(result.articles) + len(result.rejected),
        "batch_id": batch_id,
    }
    source_id = int(connection.execute(insert(source_files).returning(source_files.c.id), values).scalar_one())
    if not piece.whole:
        _note_range(connection, source_id, piece)
    return source_id


def _extend(connection: Connection, source_id: int, result: SliceResult) -> bool:
    """Add a range to a partly loaded file; the last one makes it loaded."""
    piece = result.slice
    mine = file_slices.c.source_file_id == source_id
    try:
        connection.execute(select(file_slices.c.start).where(mine, file_slices.c.start == piece.start)).one()
    except NoResultFound:
        pass
    else:
        return False
    _note_range(connection, source_id, piece)
    covered = connection.execute(select(func.sum(file_slices.c.stop - file_slices.c.start)).where(mine)).scalar_one()
    more = len(result.articles) + len(result.rejected)
    connection.execute(
        update(source_files)
        .where(source_files.c.id == source_id)
        .values(documents=source_files.c.documents + more, status=LOADED if covered >= piece.size else PARTIAL)
    )
    return True


def _note_range(connection: Connection, source_id: int, piece: FileSlice) -> None:
    values = {"source_file_id": source_id, "start": piece.start, "stop": piece.stop}
    connection.execute(insert(file_slices), values)


def _common_outlet(result: SliceResult) -> str | None:
    """The outlet of a file is that of its articles, when they agree."""
    outlets = {stored.article.outlet for stored in result.articles}
    return outlets.pop() if len(outlets) == 1 else None
