"""Quarantined inputs that are read again: fetch them, and write what became of them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, func, select, update

from schema.bulk import among
from schema.tables import quarantine, source_files
from tasks.chunks import Chunk, ChunkResult
from tasks.load.batches import BatchCounts
from tasks.load.duplicates import decide_duplicates
from tasks.load.quarantine import resolve_quarantine
from tasks.load.rows import insert_articles, load_chunk
from tasks.replay import QuarantinedInput, Replayed


def count_open(connection: Connection, reason: str | None) -> int:
    """How many inputs are in quarantine, of one reason or of all."""
    return int(connection.execute(select(func.count()).select_from(quarantine).where(*_open(reason))).scalar_one())


def open_chunk(
    connection: Connection, number: int, reason: str | None, after: int, size: int
) -> Chunk[QuarantinedInput] | None:
    """The next `size` inputs in quarantine, by id after `after`; None when there are no more."""
    columns = [quarantine.c[name] for name in ("id", "path", "position", "sha256", "reason", "content")]
    query = select(*columns).where(*_open(reason), quarantine.c.id > after).order_by(quarantine.c.id).limit(size)
    rows = connection.execute(query).all()
    return Chunk(number, tuple(QuarantinedInput(*row) for row in rows)) if rows else None


def store_replayed(
    connection: Connection, results: Sequence[Replayed], batch_id: int, cleaner_version: str
) -> BatchCounts:
    """Load the articles, resolve their entries, and note of the others why they stay."""
    # A file that could not be read before is a new file; of the others only the manifest knows.
    unknown = tuple(r.result for r in results if not r.entry.sha256 and r.result.sha256)
    counts = load_chunk(connection, ChunkResult(0, unknown), batch_id, cleaner_version)
    known = [r for r in results if r.entry.sha256]
    owners = _owners(connection, {r.entry.path for r in known})
    fresh = [(owners[r.entry.path], stored) for r in known if r.entry.path in owners for stored in r.result.articles]
    loaded = insert_articles(connection, fresh, batch_id, cleaner_version)
    resolve_quarantine(connection, [r.result for r in known])
    decide_duplicates(connection, loaded)
    still = [r for r in results if not r.result.articles]
    for replayed in still:
        _note(connection, replayed)
    counts.loaded += len(loaded)
    counts.quarantined = len(still)
    counts.documents_seen = len(results)
    return counts


def _open(reason: str | None) -> list[ColumnElement[bool]]:
    open_entry = quarantine.c.resolved_at.is_(None)
    return [open_entry] if reason is None else [open_entry, quarantine.c.reason == reason]


def _owners(connection: Connection, paths: set[str]) -> dict[str, int]:
    """Path → the id of its newest content."""
    newest = select(source_files.c.path, func.max(source_files.c.id)).where(
        among(connection, source_files.c.path, paths)
    )
    return dict(connection.execute(newest.group_by(source_files.c.path)).tuples().all())


def _note(connection: Connection, replayed: Replayed) -> None:
    for rejected in replayed.result.rejected[:1]:
        values = {"reason": rejected.reason, "detail": rejected.detail}
        entry = quarantine.c.id == replayed.entry.entry_id
        connection.execute(update(quarantine).where(entry).values(**values))
