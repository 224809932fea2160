"""Quarantined inputs that are read again: fetch them, and write what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from schema.bulk import among
from schema.plumbing import batch_statements, file_statements
from schema.tables import quarantine, source_files
from tasks.chunks import Chunk, ChunkResult
from tasks.load.batches import BatchCounts
from tasks.load.chunk import load_chunk, load_records
from tasks.load.files import contents_of
from tasks.load.known import key_of
from tasks.load.quarantine import resolve_entries, resolve_quarantine
from tasks.read.stated import stated_in
from tasks.records import Stated
from tasks.replay import QuarantinedInput, Replayed


def count_open(connection: Connection, reason: str | None) -> int:
    """How many inputs are in quarantine, of one reason or of all."""
    return int(connection.execute(select(func.count()).select_from(quarantine).where(*_open(reason))).scalar_one())


def open_chunk(
    connection: Connection, number: int, reason: str | None, after: int, size: int
) -> Chunk[QuarantinedInput] | None:
    """The next `size` inputs in quarantine, by id after `after`; None when there are no more."""
    columns = [quarantine.c[name] for name in ("id", "path", "position", "sha256", "reason", "content", "member")]
    query = (
        select(*columns, batch_statements.c.statement)
        .outerjoin(batch_statements, batch_statements.c.batch_id == quarantine.c.batch_id)
        .where(*_open(reason), quarantine.c.id > after)
        .order_by(quarantine.c.id)
        .limit(size)
    )
    rows = connection.execute(query).all()
    said = _statements(connection, {row.path for row in rows})
    hashes = _hashes(connection, {row.path for row in rows})
    pieces = [replace(_piece(row, said), file_sha256=hashes.get(row.path, "")) for row in rows]
    return Chunk(number, tuple(pieces)) if pieces else None


def _hashes(connection: Connection, paths: set[str]) -> dict[str, str]:
    """Path → the hash of its newest content."""
    ids = _owners(connection, paths).values()
    query = select(source_files.c.path, source_files.c.sha256).where(among(connection, source_files.c.id, ids))
    return dict(connection.execute(query).tuples().all())


def _statements(connection: Connection, paths: set[str]) -> dict[str, tuple[str, Stated]]:
    """Path → the hash of its newest content and what was said of it."""
    query = (
        select(source_files.c.path, source_files.c.sha256, file_statements.c.statement)
        .join(file_statements, file_statements.c.source_file_id == source_files.c.id)
        .where(among(connection, source_files.c.id, _owners(connection, paths).values()))
    )
    return {path: (sha256, stated_in(statement)) for path, sha256, statement in connection.execute(query)}


def _piece(row: Row[Any], said: Mapping[str, tuple[str, Stated]]) -> QuarantinedInput:
    """An entry with what was said of it: of one record of a file not what was meant for a file with one document."""
    file_sha256, stated = said.get(row.path, ("", stated_in(row.statement)))
    if row.sha256 != file_sha256:
        stated = Stated(outlet=stated.outlet, mapping=stated.mapping)
    same = {name: getattr(row, name) for name in ("path", "position", "sha256", "reason")}
    return QuarantinedInput(row.id, **same, packed_content=row.content, stated=stated, member=row.member or "")


def store_replayed(
    connection: Connection, results: Sequence[Replayed], batch_id: int, cleaner_version: str
) -> BatchCounts:
    """Load the articles, resolve their entries, and note of the others why they stay."""
    # A file that could not be read before is a new file; of the others only the manifest knows.
    unknown = tuple(r.result for r in results if not r.entry.sha256 and r.result.sha256)
    counts = load_chunk(connection, ChunkResult(0, unknown), batch_id, cleaner_version)
    known = [r for r in results if r.entry.sha256]
    owners = _contents(connection, [r.entry for r in known])
    fresh = [(owners[n], stored) for r in known if (n := r.entry.entry_id) in owners for stored in r.result.articles]
    first = {key_of(record): record for record in reversed(fresh)}
    _, written = load_records(connection, [first[key] for key in sorted(first)], batch_id, cleaner_version)
    resolve_entries(connection, [r.entry.entry_id for r in known if _is_mended(r)])
    # Of a whole file that was given up there may be entries for single records.
    whole = [(owners[r.entry.entry_id], r.result) for r in known if len(r.result.articles) > 1]
    resolve_quarantine(connection, whole)
    still = [r for r in results if not _is_mended(r)]
    for replayed in still:
        _note(connection, replayed)
    counts.loaded += written
    counts.quarantined = len(still)
    counts.documents_seen = len(results)
    return counts


def _is_mended(replayed: Replayed) -> bool:
    """Whether there is an article in the place of the entry; of a file that could not be read at all, any."""
    places = {stored.article.document.position for stored in replayed.result.articles}
    return bool(places) and (not replayed.entry.sha256 or replayed.entry.position in places)


def _open(reason: str | None) -> list[ColumnElement[bool]]:
    open_entry = quarantine.c.resolved_at.is_(None)
    return [open_entry] if reason is None else [open_entry, quarantine.c.reason == reason]


def _owners(connection: Connection, paths: set[str]) -> dict[str, int]:
    """Path → the id of its newest content."""
    newest = select(source_files.c.path, func.max(source_files.c.id)).where(
        among(connection, source_files.c.path, paths)
    )
    return dict(connection.execute(newest.group_by(source_files.c.path)).tuples().all())


def _contents(connection: Connection, entries: Sequence[QuarantinedInput]) -> dict[int, int]:
    """Entry → the content of its file that it was seen in last: a newer one may have another record in its place."""
    mine = among(connection, quarantine.c.id, [entry.entry_id for entry in entries])
    batches = dict(connection.execute(select(quarantine.c.id, quarantine.c.batch_id).where(mine)).tuples().all())
    contents = sorted(contents_of(connection, {entry.path for entry in entries}).values())
    return {
        entry.entry_id: content.id
        for content in contents
        for entry in entries
        if content.path == entry.path and content.batch_id <= batches[entry.entry_id]
    }


def _note(connection: Connection, replayed: Replayed) -> None:
    for rejected in replayed.result.rejected[:1]:
        values = {"reason": rejected.reason, "detail": rejected.detail}
        entry = quarantine.c.id == replayed.entry.entry_id
        connection.execute(update(quarantine).where(entry).values(**values))
