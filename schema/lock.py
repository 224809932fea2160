"""One load at a time per database: two runs with separate duplicate indexes would give different groups.

SQLite: a lock on a file beside the database, which the kernel lets go when the process ends, however it ends.
PostgreSQL: an advisory lock, which the server lets go when the connection ends.
"""

import fcntl
import hashlib
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, text

from schema.engine import open_engine, sqlite_path
from schema.errors import DatabaseBusy, DatabaseForbidden, DatabaseMissing

# An advisory lock is of one database of the server; its key is any number that others do not use.
_KEY = int.from_bytes(hashlib.sha256(b"copydesk run lock").digest()[:8]) >> 1
_TAKE = text("SELECT pg_try_advisory_lock(:key)")
_GIVE_BACK = text("SELECT pg_advisory_unlock(:key)")
_SIGN = text("SELECT set_config('application_name', :name, false)")
_HOLDER = text(
    "SELECT a.application_name, to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS since"
    " FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.granted"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND CAST(l.classid AS bigint) = :high AND CAST(l.objid AS bigint) = :low"
)
_POLL_SECONDS = 0.1
_REPEAT_SECONDS = 30.0


@contextmanager
def run_lock(url: str, wait_seconds: float, on_wait: Callable[[str], None]) -> Iterator[None]:
    """Hold the right to load into the database at `url`.

    Arguments:
        url: the database; it need not exist yet, but its folder must.
        wait_seconds: how long to wait for another run to end.
        on_wait: told, at once and then every half minute, who holds the lock.

    Raises:
        DatabaseBusy: another run still holds it after `wait_seconds`.
        DatabaseMissing, DatabaseForbidden: the lock file cannot be made.
    """
    path = sqlite_path(url)
    with _advisory_lock(url, wait_seconds, on_wait) if path is None else _file_lock(path, wait_seconds, on_wait):
        yield


@contextmanager
def _file_lock(database: Path, wait_seconds: float, on_wait: Callable[[str], None]) -> Iterator[None]:
    # One file has one lock, by whichever link it is named.
    database = database.resolve()
    path = database.with_name(database.name + ".lock")
    with _opened(path) as file:
        _wait(lambda: _try_lock(file), lambda: _holder(path), database.name, wait_seconds, on_wait)
        _sign(file)
        # The file stays: were it deleted, a third run could lock a new one while a second still waits for the old.
        yield


def _opened(path: Path) -> IO[str]:
    try:
        return path.open("a+")
    except FileNotFoundError:
        raise DatabaseMissing(f"Folder {path.parent}", "does not exist", f"Make it: mkdir -p {path.parent}") from None
    except OSError as error:
        raise DatabaseForbidden(
            str(path), f"cannot be written ({error.strerror})", "Check the rights on the folder of the database."
        ) from error


def _try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(file: IO[str]) -> None:
    signature = json.dumps({"pid": os.getpid(), "since": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")})
    # On a full disk the lock holds unsigned; the database will say what is wrong.
    with suppress(OSError):
        os.truncate(file.fileno(), 0)
        os.write(file.fileno(), signature.encode())


def _holder(path: Path) -> str:
    """Who holds the lock, as far as it has signed yet."""
    try:
        signed = json.loads(path.read_text())
        return f"process {signed['pid']} since {signed['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


@contextmanager
def _advisory_lock(url: str, wait_seconds: float, on_wait: Callable[[str], None]) -> Iterator[None]:
    engine = open_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:

            def locked() -> bool:
                return bool(connection.scalar(_TAKE, {"key": _KEY}))

            _wait(locked, lambda: _server_side_holder(connection), engine.url.database or url, wait_seconds, on_wait)
            connection.execute(_SIGN, {"name": f"copydesk, process {os.getpid()} on {socket.gethostname()}"})
            yield
            # Not in a `finally`: where the run failed the connection may be gone, and closing it lets go as well.
            connection.execute(_GIVE_BACK, {"key": _KEY})
    finally:
        engine.dispose()


def _server_side_holder(connection: Connection) -> str:
    found = connection.execute(_HOLDER, {"high": _KEY >> 32, "low": _KEY & 0xFFFFFFFF}).one_or_none()
    if found is None or not found.application_name.startswith("copydesk, "):
        return "another process"
    return f"{found.application_name.removeprefix('copydesk, ')} since {found.since} UTC"


def _wait(
    locked: Callable[[], bool],
    holder: Callable[[], str],
    name: str,
    wait_seconds: float,
    on_wait: Callable[[str], None],
) -> None:
    started = time.monotonic()
    told = -_REPEAT_SECONDS
    while not locked():
        waited = time.monotonic() - started
        if waited >= wait_seconds:
            raise DatabaseBusy(
                f"Database {name}", f"{holder()} is loading into it", "Wait for it to end and run this again."
            )
        if waited - told >= _REPEAT_SECONDS:
            on_wait(f"Waiting for {holder()}, which is loading into {name}.")
            told = waited
        time.sleep(min(_POLL_SECONDS, wait_seconds - waited))
