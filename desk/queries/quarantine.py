"""Inputs that could not become articles."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from desk.queries.conditions import like
from desk.queries.counts import value_counts
from desk.records.ledger import Quarantined
from desk.records.numbers import Count
from schema.compress import unpack_bytes
from schema.errors import CopydeskError
from schema.tables import quarantine


class QuarantineMissing(CopydeskError):
    """Nothing in quarantine has this number."""


def _entries() -> Select[Any]:
    return select(*(quarantine.c[name] for name in Quarantined.__dataclass_fields__))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries somebody asks for; None asks for nothing. In `path`, `*` stands for any characters."""

    reason: str | None = None
    path: str | None = None
    batch: int | None = None
    resolved: bool = False


def quarantined(connection: Connection, of: Asked, *, limit: int) -> tuple[tuple[Quarantined, ...], int]:
    """The latest entries and how many there are; those that were replayed well only when `resolved` is asked for."""
    asked: list[ColumnElement[bool]] = []
    if not of.resolved:
        asked.append(quarantine.c.resolved_at.is_(None))
    if of.reason:
        asked.append(quarantine.c.reason == of.reason)
    if of.path:
        asked.append(like(quarantine.c.path, of.path))
    if of.batch is not None:
        asked.append(quarantine.c.batch_id == of.batch)
    total = connection.scalar(select(func.count()).select_from(quarantine).where(*asked)) or 0
    rows = connection.execute(_entries().where(*asked).order_by(quarantine.c.id.desc()).limit(limit))
    return tuple(Quarantined(*row) for row in rows), total


def reasons(connection: Connection) -> tuple[Count, ...]:
    """How many inputs are in quarantine for each reason, without those that were resolved."""
    return value_counts(connection, quarantine.c.reason, quarantine.c.resolved_at.is_(None))


def quarantined_input(connection: Connection, entry_id: int) -> tuple[Quarantined, bytes | None]:
    """One entry with the bytes that could not be read; None where they were too many to keep.

    Raises:
        QuarantineMissing: nothing in quarantine has this number.
    """
    row = connection.execute(_entries().where(quarantine.c.id == entry_id)).one_or_none()
    if row is None:
        raise QuarantineMissing(f"Quarantine entry {entry_id}", "does not exist", "See: copydesk quarantine list")
    content = connection.scalar(select(quarantine.c.content).where(quarantine.c.id == entry_id))
    return Quarantined(*row), unpack_bytes(content) if content else None
