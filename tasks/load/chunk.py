"""Load one chunk, in one transaction: manifest, documents, articles, ledger, full text, quarantine, duplicates."""

from collections.abc import Sequence

from sqlalchemy import Connection

from tasks.chunks import ChunkResult, SliceResult, StoredArticle
from tasks.load.batches import BatchCounts
from tasks.load.duplicates import decide_duplicates, follow_moved, follow_newest
from tasks.load.files import register
from tasks.load.known import Place, key_of, take_over
from tasks.load.quarantine import insert_rejected, move_entries, resolve_quarantine
from tasks.load.rewrite import rewrite
from tasks.load.rows import insert_articles


def load_chunk(
    connection: Connection, result: ChunkResult[SliceResult], batch_id: int, cleaner_version: str
) -> BatchCounts:
    """Write all that came out of a chunk; the caller's transaction makes it all or nothing.

    Arguments:
        connection: in a write transaction, with the run lock held.
        result: what the worker returned.
        batch_id: the running batch.
        cleaner_version: stored with each article.

    Returns:
        What was done; `files_seen` counts each file once, at its first range.
    """
    entered = list(zip(result.results, register(connection, result.results, batch_id), strict=True))
    readable = [(entry.source_id, piece) for piece, entry in entered if entry.source_id is not None]
    records = [(number, stored) for number, piece in readable for stored in piece.articles]
    unchanged, written = load_records(connection, records, batch_id, cleaner_version)
    move_entries(connection, [(number, one) for number, piece in readable for one in piece.rejected])
    rejected = [one for piece in result.results for one in piece.rejected]
    insert_rejected(connection, rejected, batch_id)
    resolve_quarantine(connection, readable)
    follow_newest(connection, {piece.slice.path for piece, entry in entered if entry.known and piece.slice.start == 0})
    return BatchCounts(
        files_seen=sum(piece.slice.start == 0 for piece in result.results),
        documents_seen=written + unchanged + len(rejected),
        loaded=written,
        unchanged=unchanged,
        quarantined=len(rejected),
        passed_over=sum(piece.passed_over for piece in result.results),
    )


def load_records(
    connection: Connection, records: Sequence[tuple[int, StoredArticle]], batch_id: int, cleaner_version: str
) -> tuple[int, int]:
    """Insert the records that are not in the database, and write anew those of which something else is stated now.

    Returns:
        How many are there as they were read, and how many were written.
    """
    known = take_over(connection, records)
    fresh, changed = list[tuple[int, StoredArticle]](), list[tuple[Place, StoredArticle]]()
    for record in records:
        if place := known.changed.get(key_of(record)):
            changed.append((place, record[1]))
        elif key_of(record) not in known.unchanged:
            fresh.append(record)
    rewrite(connection, changed, batch_id, cleaner_version)
    decide_duplicates(connection, insert_articles(connection, fresh, batch_id, cleaner_version))
    follow_moved(connection, known.moved)
    written = len(fresh) + len(changed)
    return len(records) - written, written
