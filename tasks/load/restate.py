"""Files that are in the database and of which something else is said now: an outlet, a manifest's row, a mapping.

Their documents are read again and take the place of what is stored of them; ids stay.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select, update

from schema.bulk import among
from schema.plumbing import file_statements
from schema.tables import articles, documents, source_files
from tasks.chunks import ChunkResult, SliceResult
from tasks.load.batches import BatchCounts
from tasks.load.chunk import load_chunk, load_records
from tasks.load.files import LOADED, common_outlet, outlet_with
from tasks.load.known import Place
from tasks.load.quarantine import insert_rejected, resolve_quarantine
from tasks.load.rewrite import rewrite
from tasks.load.statements import save_statements
from tasks.read.stated import stated_in


def load_or_restate(
    connection: Connection, result: ChunkResult[SliceResult], batch_id: int, cleaner_version: str
) -> BatchCounts:
    """`load_chunk`, and for files that are in the database already what is new about them.

    Arguments:
        connection: in a write transaction, with the run lock held.
        result: what the worker returned.
        batch_id: the running batch.
        cleaner_version: stored with each article.
    """
    touched = _touched(connection, result.results)
    new: list[SliceResult] = []
    again: list[SliceResult] = []
    for piece in result.results:
        known = piece.slice.again or (piece.slice.path, piece.sha256) in touched
        (again if known else new).append(piece)
    counts = load_chunk(connection, replace(result, results=tuple(new)), batch_id, cleaner_version)
    for piece in again:
        counts.add(restate(connection, piece, batch_id, cleaner_version))
    save_statements(connection, result.results)
    return counts


def _touched(connection: Connection, results: Sequence[SliceResult]) -> set[tuple[str, str]]:
    """Path and hash of files that only were touched since they were loaded, and of which something else is said now."""
    said = {(r.slice.path, r.sha256): r.slice.stated for r in results if r.slice.stated}
    if not said:
        return set()
    query = (
        select(source_files.c.path, source_files.c.sha256, file_statements.c.statement)
        .outerjoin(file_statements, file_statements.c.source_file_id == source_files.c.id)
        .where(among(connection, source_files.c.path, sorted({path for path, _ in said})))
        .where(source_files.c.status == LOADED)
    )
    stored = {(path, sha256): stated_in(statement) for path, sha256, statement in connection.execute(query)}
    return {file for file, stated in said.items() if file in stored and stored[file] != stated}


def restate(connection: Connection, piece: SliceResult, batch_id: int, cleaner_version: str) -> BatchCounts:
    """Write what the documents of one file became; the file's own rows stay, since its bytes are the same."""
    same = (source_files.c.path == piece.slice.path) & (source_files.c.sha256 == piece.sha256)
    source_id = connection.execute(select(source_files.c.id).where(same)).scalar()
    if source_id is None:
        # It cannot be read any more, or its bytes changed between two looks at it.
        return load_chunk(connection, ChunkResult(0, (piece,)), batch_id, cleaner_version)
    _note_reading(connection, source_id, piece)
    stored = _stored(connection, source_id, [one.article.document.position for one in piece.articles])
    load_records(connection, [(source_id, one) for one in piece.articles], batch_id, cleaner_version)
    known = [(stored[n], one) for one in piece.articles if (n := one.article.document.position) in stored]
    rewrite(connection, known, batch_id, cleaner_version)
    insert_rejected(connection, piece.rejected, batch_id, reopen=True)
    resolve_quarantine(connection, [(source_id, piece)])
    return BatchCounts(
        files_seen=int(piece.slice.start == 0),
        documents_seen=len(piece.articles) + len(piece.rejected),
        loaded=len(piece.articles),
        quarantined=len(piece.rejected),
        passed_over=piece.passed_over,
    )


def _note_reading(connection: Connection, source_id: int, piece: SliceResult) -> None:
    """What is known of a file that is read again: how many documents it holds may be another number than before."""
    file = source_files.c
    number = len(piece.articles) + len(piece.rejected)
    documents_now = number if piece.slice.start == 0 else file.documents + number
    outlet = common_outlet(piece) if piece.slice.start == 0 else outlet_with(piece)
    values = {"modified_at": piece.slice.modified_at, "documents": documents_now, "outlet": outlet}
    connection.execute(update(source_files).where(file.id == source_id).values(values))


def _stored(connection: Connection, source_id: int, positions: Sequence[int]) -> dict[int, Place]:
    """The documents of a content by their number, between the first and the last of some numbers."""
    query = (
        select(documents.c.position, documents.c.id, articles.c.id, documents.c.sha256)
        .join(articles, articles.c.document_id == documents.c.id)
        .where(documents.c.source_file_id == source_id)
        .where(documents.c.position.between(min(positions, default=0), max(positions, default=0)))
    )
    return {position: Place(*place) for position, *place in connection.execute(query).tuples()}
