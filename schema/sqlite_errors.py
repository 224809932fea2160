"""What SQLite's errors mean to a person, and what to do about each."""

import sqlite3
from pathlib import Path
from typing import Final

from schema.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseError,
    DatabaseForbidden,
    DatabaseFull,
    DatabaseMissing,
)

# By the beginnings of their names (sqlite.org/rescode.html).
_MEANINGS: Final[tuple[tuple[tuple[str, ...], type[DatabaseError], str, str], ...]] = (
    (
        ("SQLITE_BUSY", "SQLITE_LOCKED"),
        DatabaseBusy,
        "another program does not stop writing to it",
        "Try again when it has ended.",
    ),
    (
        ("SQLITE_NOTADB", "SQLITE_CORRUPT"),
        DatabaseDamaged,
        "SQLite cannot read it ({error})",
        "Restore it from a backup, or name another file with --database.",
    ),
    (
        ("SQLITE_IOERR",),
        DatabaseDamaged,
        "the disk reports an error ({error})",
        "Check the disk and the room on it, then run: copydesk check",
    ),
    (
        ("SQLITE_FULL",),
        DatabaseFull,
        "the disk is full",
        "Make room and run it again; what was loaded is safe.",
    ),
    (
        ("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN"),
        DatabaseForbidden,
        "it cannot be opened for this ({error})",
        "Check the rights on the file and its folder.",
    ),
)


def database_missing(path: Path) -> DatabaseMissing:
    """The error of a reader that finds no database at `path`."""
    return DatabaseMissing(
        f"Database {path}",
        "does not exist",
        "Fill it with: copydesk ingest PATH…, or name another with --database sqlite:///FILE.",
    )


def explained(error: sqlite3.DatabaseError, path: Path) -> DatabaseError:
    """SQLite's error about the database at `path` as one of ours; a plain DatabaseError where it says no more."""
    name = getattr(error, "sqlite_errorname", "")
    for names, kind, why, remedy in _MEANINGS:
        if name.startswith(names):
            return kind(f"Database {path}", why.format(error=error), remedy)
    return DatabaseError(f"Database {path}", f"SQLite reports: {error}", "Run: copydesk check")
