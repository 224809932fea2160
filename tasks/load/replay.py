"""Quarantined inputs that are read again: fetch them, and write what became of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from schema.bulk import among
from schema.plumbing import batch_statements, file_statements
from schema.tables import quarantine
from tasks.chunks import Chunk, ChunkResult
from tasks.load.batches import BatchCounts
from tasks.load.chunk import load_chunk, load_records
from tasks.load.files import Content, contents_of
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
    names = ("id", "path", "position", "sha256", "reason", "content", "member", "batch_id")
    query = (
        select(*(quarantine.c[name] for name in names), batch_statements.c.statement)
        .outerjoin(batch_statements, batch_statements.c.batch_id == quarantine.c.batch_id)
        .where(*_open(reason), quarantine.c.id > after)
        .order_by(quarantine.c.id)
        .limit(size)
    )
    rows = connection.execute(query).all()
    contents = sorted(contents_of(connection, {row.path for row in rows}).values())
    said = _statements(connection, [content.id for content in contents])
    pieces = [_piece(row, _content_of(row, contents), said) for row in rows]
    return Chunk(number, tuple(pieces)) if pieces else None


def _content_of(row: Row[Any], contents: Sequence[Content]) -> Content | None:
    """The content of its file that an entry was seen in last: a newer one may have another record in its place."""
    seen = [content for content in contents if content.path == row.path and content.batch_id <= row.batch_id]
    return seen[-1] if seen else None


def _statements(connection: Connection, source_ids: Sequence[int]) -> dict[int, Stated]:
    """Content → what was said of it."""
    query = select(file_statements.c.source_file_id, file_statements.c.statement)
    rows = connection.execute(query.where(among(connection, file_statements.c.source_file_id, source_ids)))
    return {source_id: stated_in(statement) for source_id, statement in rows}


def _piece(row: Row[Any], content: Content | None, said: Mapping[int, Stated]) -> QuarantinedInput:
    """An entry with what was said of it: of one record of a file not what was meant for a file with one document."""
    stated = said.get(content.id) if content else None
    if stated is None or content is None or row.sha256 != content.sha256:
        stated = stated or stated_in(row.statement)
        stated = Stated(outlet=stated.outlet, mapping=stated.mapping)
    same = {name: getattr(row, name) for name in ("path", "position", "sha256", "reason")}
    return QuarantinedInput(
        row.id,
        **same,
        packed_content=row.content,
        stated=stated,
        file_id=content.id if content else None,
        file_sha256=content.sha256 if content else "",
        member=row.member or "",
    )


def store_replayed(
    connection: Connection, results: Sequence[Replayed], batch_id: int, cleaner_version: str
) -> BatchCounts:
    """Load the articles, resolve their entries, and note of the others why they stay."""
    # A file that could not be read before is a new file; of the others only the manifest knows.
    unknown = tuple(r.result for r in results if not r.entry.sha256 and r.result.sha256)
    counts = load_chunk(connection, ChunkResult(0, unknown), batch_id, cleaner_version)
    known = [r for r in results if r.entry.sha256]
    fresh = [(n, stored) for r in known if (n := r.entry.file_id) is not None for stored in r.result.articles]
    first = {key_of(record): record for record in reversed(fresh)}
    _, written = load_records(connection, [first[key] for key in sorted(first)], batch_id, cleaner_version)
    resolve_entries(connection, [r.entry.entry_id for r in known if _is_mended(r)])
    # Of a whole file that was given up there may be entries for single records.
    several = [(n, r.result) for r in known if (n := r.entry.file_id) is not None and len(r.result.articles) > 1]
    resolve_quarantine(connection, several)
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


def _note(connection: Connection, replayed: Replayed) -> None:
    for rejected in replayed.result.rejected[:1]:
        values = {"reason": rejected.reason, "detail": rejected.detail}
        entry = quarantine.c.id == replayed.entry.entry_id
        connection.execute(update(quarantine).where(entry).values(**values))
