"""The manifest: which files, and which byte ranges of big files, are in the database already."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, case, exists, func, insert, select, update

from schema.bulk import among, insert_rows
from schema.plumbing import file_slices, file_statements
from schema.tables import documents, source_files
from tasks.chunks import FileSlice, KnownFile, SliceResult
from tasks.load.ids import reserve_ids
from tasks.read.stated import stated_in

PARTIAL = "partial"
LOADED = "loaded"


class Content(NamedTuple):
    """A content that a file has or had; of two the newer is the greater."""

    modified_at: int
    id: int
    path: str
    batch_id: int
    sha256: str


class Registered(NamedTuple):
    """The id of a slice's content, none where it could not be read; and whether all of it was loaded before."""

    source_id: int | None
    known: bool = False


def known_files(connection: Connection, paths: Sequence[str]) -> dict[str, KnownFile]:
    """Of some paths, those wholly loaded, with their newest content."""
    file = source_files.c
    query = (
        select(file.path, file.size_bytes, file.modified_at, file.documents, file_statements.c.statement)
        .outerjoin(file_statements, file_statements.c.source_file_id == file.id)
        .where(among(connection, file.path, paths), file.status == LOADED)
        .order_by(file.modified_at, file.id)
    )
    rows = connection.execute(query)
    return {path: KnownFile(size, time, number, stated_in(said)) for path, size, time, number, said in rows}


def contents_of(connection: Connection, paths: Collection[str]) -> dict[int, Content]:
    """All contents that some files have or had, by id."""
    file = source_files.c
    query = select(file.modified_at, file.id, file.path, file.batch_id, file.sha256)
    rows = connection.execute(query.where(among(connection, file.path, sorted(paths)))).tuples()
    return {content.id: content for content in map(Content._make, rows)}


class Loaded(NamedTuple):
    """What there is of a big file: the starts of ranges, in bytes, and of one that is there as it is its documents."""

    ranges: set[int]
    documents: int | None = None


def look_at_ranges(connection: Connection, piece: FileSlice, sha256: str) -> Loaded:
    """Which ranges of a split file an earlier, interrupted run has loaded; one that was only touched gets its new time.

    A file that goes back to an earlier content, or of which something else is said, is to be read again.
    """
    file = source_files.c
    query = (
        select(file.id, file.status, file.documents, file_statements.c.statement)
        .outerjoin(file_statements, file_statements.c.source_file_id == file.id)
        .where(file.path == piece.path, file.sha256 == sha256)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return Loaded(set())
    ranges = set(connection.scalars(select(file_slices.c.start).where(file_slices.c.source_file_id == row.id)))
    if row.status == PARTIAL:
        return Loaded(ranges)
    is_newest = row.id == max(contents_of(connection, {piece.path}).values()).id
    if not is_newest or (piece.stated and piece.stated != stated_in(row.statement)):
        return Loaded(set())
    connection.execute(update(source_files).where(file.id == row.id).values(modified_at=piece.modified_at))
    return Loaded(ranges, row.documents)


def loaded_records(connection: Connection, path: str, sha256: str) -> int:
    """How many records of a split file an earlier, interrupted run has loaded."""
    file = source_files.c
    query = select(file.documents).where(file.path == path, file.sha256 == sha256)
    return connection.execute(query).scalar() or 0


def register(connection: Connection, results: Sequence[SliceResult], batch_id: int) -> list[Registered]:
    """Enter the slices of a chunk into the manifest; one for each is returned."""
    stored = _stored(connection, {result.slice.path for result in results})
    fresh = [r for r in results if r.sha256 and r.slice.whole and (r.slice.path, r.sha256) not in stored]
    ids = dict(zip((r.slice.path for r in fresh), reserve_ids(connection, source_files, len(fresh)), strict=True))
    if fresh:
        rows = [{"id": ids[r.slice.path], **_row(r, batch_id)} for r in fresh]
        insert_rows(connection, source_files, list(rows[0]), [tuple(row.values()) for row in rows])
    return [
        Registered(ids[r.slice.path]) if r.slice.path in ids else _register_known(connection, r, batch_id)
        for r in results
    ]


def _stored(connection: Connection, paths: set[str]) -> set[tuple[str, str]]:
    query = select(source_files.c.path, source_files.c.sha256).where(among(connection, source_files.c.path, paths))
    return set(connection.execute(query).tuples())


def _register_known(connection: Connection, result: SliceResult, batch_id: int) -> Registered:
    """Enter what is rare: a range of a split file, a file that was touched, one that could not be read."""
    if not result.sha256:
        return Registered(None)
    piece = result.slice
    same = (source_files.c.path == piece.path) & (source_files.c.sha256 == result.sha256)
    row = connection.execute(select(source_files.c.id, source_files.c.status).where(same)).one_or_none()
    if row is None:
        values = _row(result, batch_id)
        source_id = int(connection.execute(insert(source_files).returning(source_files.c.id), values).scalar_one())
        _note_range(connection, source_id, piece)
        return Registered(source_id)
    if row.status == LOADED:
        connection.execute(update(source_files).where(same).values(modified_at=piece.modified_at))
    else:
        _extend(connection, int(row.id), result)
    return Registered(int(row.id), row.status == LOADED)


def _row(result: SliceResult, batch_id: int) -> dict[str, object]:
    piece = result.slice
    return {
        "path": piece.path,
        "sha256": result.sha256,
        "size_bytes": piece.size,
        "modified_at": piece.modified_at,
        "outlet": common_outlet(result),
        "status": LOADED if piece.whole else PARTIAL,
        "documents": len(result.articles) + len(result.rejected),
        "batch_id": batch_id,
    }


def common_outlet(result: SliceResult) -> str | None:
    """The outlet of a file; none where its articles are not all of the same."""
    outlets = {stored.article.outlet for stored in result.articles}
    return outlets.pop() if len(outlets) == 1 else None


def outlet_with(result: SliceResult) -> ColumnElement[str | None]:
    """The outlet that a file still has with another part of it."""
    outlet, common = source_files.c.outlet, common_outlet(result)
    has_articles = exists().where(documents.c.source_file_id == source_files.c.id)
    return case((~has_articles, common), (outlet == common, outlet)) if result.articles else outlet


def _extend(connection: Connection, source_id: int, result: SliceResult) -> None:
    """Add a range to a partly loaded file, if it is not there; the last one makes it loaded."""
    piece = result.slice
    mine = file_slices.c.source_file_id == source_id
    if connection.execute(select(file_slices.c.start).where(mine, file_slices.c.start == piece.start)).first():
        return
    _note_range(connection, source_id, piece)
    covered = connection.execute(select(func.sum(file_slices.c.stop - file_slices.c.start)).where(mine)).scalar_one()
    more = len(result.articles) + len(result.rejected)
    connection.execute(
        update(source_files)
        .where(source_files.c.id == source_id)
        .values(
            outlet=outlet_with(result),
            documents=source_files.c.documents + more,
            status=LOADED if covered >= (piece.content_size or piece.size) else PARTIAL,
        )
    )


def _note_range(connection: Connection, source_id: int, piece: FileSlice) -> None:
    values = {"source_file_id": source_id, "start": piece.start, "stop": piece.stop}
    connection.execute(insert(file_slices), values)
