"""Copies of the database, made while others read and write it."""

import contextlib
import os
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from schema.engine import sqlite_path
from schema.errors import DatabaseDamaged, DatabaseError, DatabaseForbidden
from schema.sqlite_errors import database_missing

_DATE = r"-\d{4}-\d\d-\d\dT\d{6}Z\.db"


def backup(url: str, target: Path) -> None:
    """Copy the database as it is committed at this moment; nobody is stopped.

    Arguments:
        url: a SQLite database.
        target: the file to write; it appears, or replaces an older one, only when it is whole.

    Raises:
        DatabaseMissing: there is nothing to copy.
        DatabaseForbidden: the target cannot be written.
        DatabaseDamaged: the database cannot be read to its end.
        DatabaseError: the database is no SQLite file.
    """
    path = sqlite_path(url)
    if path is None:
        remedy = "Back it up with PostgreSQL's own tool: pg_dump --format custom --file FILE NAME"
        raise DatabaseError("This database", "is not a SQLite file", remedy)
    if not path.is_file():
        raise database_missing(path)
    partial = target.with_name(target.name + ".partial")
    try:
        partial.unlink(missing_ok=True)
        _copy(path, partial)
        partial.replace(target)
    except (OSError, sqlite3.OperationalError) as error:
        raise DatabaseForbidden(
            str(target), f"cannot be written ({error})", "Name a file in another folder."
        ) from error
    except sqlite3.DatabaseError as error:
        raise DatabaseDamaged(f"Database {path}", f"cannot be copied ({error})", "Run: copydesk check") from error
    finally:
        # On a full disk SQLite leaves its journal behind.
        for left in (partial, partial.with_name(partial.name + "-journal")):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)


def rotate(folder: Path, name: str, keep: int) -> list[Path]:
    """Remove all but the newest dated copies of one database.

    Arguments:
        folder: where they lie.
        name: what `dated` was given; copies of other databases stay.
        keep: how many stay, at least one.

    Returns:
        The copies that were removed, oldest first.
    """
    mine = re.compile(re.escape(name) + _DATE)
    copies = sorted(path for path in folder.iterdir() if mine.fullmatch(path.name))
    surplus = copies[: -max(keep, 1)]
    for path in surplus:
        path.unlink()
    return surplus


def dated(folder: Path, name: str) -> Path:
    """The path for a copy made now: names sort by time."""
    return folder / f"{name}-{datetime.now(UTC).strftime('%Y-%m-%dT%H%M%SZ')}.db"


def _copy(path: Path, target: Path) -> None:
    """All pages in one step: in steps, every write of another process would start the copy again."""
    with (
        closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        # One file that can be carried away: without this its first reader would put a log beside it.
        copy.execute("PRAGMA journal_mode = DELETE")
    with target.open("rb") as written:
        os.fsync(written.fileno())
