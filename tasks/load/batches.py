"""The rows of `batches`: one per run, its counts kept true in the same transaction as the rows they count."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select, update

from schema.plumbing import batch_stages
from schema.tables import articles, batches


@dataclass(slots=True)
class BatchCounts:
    """What a run has seen and done; `documents_seen` = loaded + unchanged + quarantined."""

    files_seen: int = 0
    documents_seen: int = 0
    loaded: int = 0
    unchanged: int = 0
    duplicates: int = 0
    quarantined: int = 0
    passed_over: int = 0

    def add(self, other: "BatchCounts") -> None:
        """Add the counts of a part of the run."""
        self.files_seen += other.files_seen
        self.documents_seen += other.documents_seen
        self.loaded += other.loaded
        self.unchanged += other.unchanged
        self.duplicates += other.duplicates
        self.quarantined += other.quarantined
        self.passed_over += other.passed_over


def now() -> str:
    """The time as it is stored: UTC, in seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def open_batch(connection: Connection, *, trigger: str, flow_run_id: str | None, cleaner_version: str) -> int:
    """Start a batch and give its id. Holding the run lock, every other running batch has crashed: it is closed."""
    stale = update(batches).where(batches.c.status == "running").values(status="failed", finished_at=now())
    connection.execute(stale)
    row = {
        "trigger": trigger,
        "flow_run_id": flow_run_id,
        "status": "running",
        "started_at": now(),
        "cleaner_version": cleaner_version,
    }
    return int(connection.execute(insert(batches).returning(batches.c.id), row).scalar_one())


def save_counts(connection: Connection, batch_id: int, counts: BatchCounts) -> None:
    """Write the counts so far."""
    connection.execute(update(batches).where(batches.c.id == batch_id).values(**asdict(counts)))


def close_batch(
    connection: Connection,
    batch_id: int,
    counts: BatchCounts,
    *,
    status: str,
    stage_seconds: Mapping[str, float] | None = None,
) -> None:
    """End a batch as `completed` or `failed`; its duplicates are counted now, since later chunks may decide anew.

    `stage_seconds` are the CPU seconds of each step.
    """
    mine = (articles.c.batch_id == batch_id) & articles.c.duplicate_of.is_not(None)
    counts.duplicates = connection.execute(select(func.count()).select_from(articles).where(mine)).scalar_one()
    save_counts(connection, batch_id, counts)
    connection.execute(update(batches).where(batches.c.id == batch_id).values(status=status, finished_at=now()))
    rows = [
        {"batch_id": batch_id, "stage": name, "cpu_seconds": spent} for name, spent in (stage_seconds or {}).items()
    ]
    if rows:
        connection.execute(insert(batch_stages), rows)
