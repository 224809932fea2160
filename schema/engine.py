"""Connections to the database, set up so that several programs may use it at once.

SQLite: write-ahead log, a patient busy timeout, foreign keys, and `BEGIN IMMEDIATE` for writers. With a deferred
`BEGIN`, two writers that read before they write lost 92 of 200 transactions to "database is locked"; with an
immediate one, none. Readers open the file read-only and cannot create or change it.

PostgreSQL: psycopg with the server's own transactions; the run lock (schema.lock) lets one run load at a time.
"""

import os
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from schema import postgresql_errors
from schema.errors import DatabaseAddressError, DatabaseError, DatabaseMissing
from schema.sqlite_errors import database_missing, explained
from schema.waiting import execute_patiently

# A writer waits as long as the check of a million articles keeps the file locked, and longer than a stranger's minute.
BUSY_SECONDS = 300.0
# From here on it knows RETURNING and trigrams.
OLDEST_SQLITE = (3, 35, 0)
# Pages beyond this come from the system's cache: 8,000 articles load as fast with 8 MB as with 64 MB.
_CACHE_KIB = 16 * 1024
# After a long transaction the log is cut back to this, or it would keep its greatest length for ever.
_LOG_BYTES = 64 * 1024 * 1024
# PostgreSQL finds out within two minutes that a client's machine is gone, and lets go of its locks; the default is two
# hours. The connection that holds the run lock is idle while a long chunk is loaded, and may not be ended for it.
_SERVER_SETTINGS = {
    "application_name": "copydesk",
    "tcp_keepalives_idle": 60,
    "tcp_keepalives_interval": 10,
    "tcp_keepalives_count": 6,
    "idle_session_timeout": 0,
}
# All that is read over one connection is of one moment, as in SQLite.
_READING = {"default_transaction_read_only": "on", "default_transaction_isolation": r"repeatable\ read"}


def open_engine(url: str, *, read_only: bool = False) -> Engine:
    """An engine for the database at `url`; no connection is made yet.

    Arguments:
        url: `sqlite:///FILE`, or `postgresql+psycopg://…` where psycopg is installed.
        read_only: open for reading; nothing can be written and no file is created.

    Raises:
        DatabaseAddressError: the URL cannot be read, names another system, or its driver is not installed.

    Connecting later raises DatabaseMissing, DatabaseBusy, DatabaseDamaged or DatabaseError.
    """
    address = parse_url(url)
    path = sqlite_path(address)
    if path is None:
        return _open_postgresql(address, read_only=read_only)
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise DatabaseError(
            f"SQLite {sqlite3.sqlite_version} of this Python", "is too old", "Use a Python with SQLite 3.35 or newer."
        )
    engine = create_engine(address, creator=partial(_connect_reader if read_only else _connect_writer, path))
    event.listen(engine, "begin", _begin_reading if read_only else partial(_begin_writing, path))
    event.listen(engine, "handle_error", _explain)
    return engine


def parse_url(url: str) -> URL:
    """The URL in its parts, once it is sure that copydesk can store there.

    Raises:
        DatabaseAddressError: it cannot.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise DatabaseAddressError(
            f"Database {url!r}", "is no database URL", f"For a file write sqlite:///{url or 'articles.db'}."
        ) from None
    if address.drivername in {"postgresql", "postgresql+psycopg"}:
        return address.set(drivername="postgresql+psycopg")
    if address.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise DatabaseAddressError(
            f"Database {without_password(address)}",
            f"copydesk does not store to {address.drivername}",
            "Use sqlite:///FILE or postgresql+psycopg://….",
        )
    if not address.database or address.database == ":memory:" or address.query or address.host:
        raise DatabaseAddressError(
            f"Database {without_password(address)}",
            "names no file",
            "Write sqlite:///FILE, or sqlite:////FILE with the path from the root.",
        )
    return address


def sqlite_path(url: str | URL) -> Path | None:
    """The file of a SQLite database, absolute; None for other systems.

    Raises:
        DatabaseAddressError: the URL cannot be read.
    """
    address = parse_url(url) if isinstance(url, str) else url
    if address.get_backend_name() != "sqlite" or address.database is None:
        return None
    return Path(address.database).expanduser().absolute()


def database_files(url: str | URL) -> frozenset[str]:
    """The files that make up a SQLite database, and its lock beside them; none for other systems."""
    path = sqlite_path(url)
    if path is None:
        return frozenset()
    beside = ("", "-wal", "-shm", "-journal", ".lock")
    return frozenset(f"{of}{end}" for of in (path, path.resolve()) for end in beside)


def _connect_writer(path: Path) -> sqlite3.Connection:
    if not path.parent.is_dir():
        raise DatabaseMissing(f"Database {path}", "its folder does not exist", f"Make it: mkdir -p {path.parent}")
    pragmas: dict[str, str | int] = {
        "journal_mode": "WAL",
        "synchronous": "NORMAL",
        "foreign_keys": "ON",
        "cache_size": -_CACHE_KIB,
        "journal_size_limit": _LOG_BYTES,
        "temp_store": "MEMORY",
    }
    return _connect(path, "", pragmas)


def _connect_reader(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise database_missing(path)
    # No memory mapping: scans gain a tenth, but count as memory, and a file that is cut short would kill the process.
    pragmas: dict[str, str | int] = {"query_only": "ON", "cache_size": -_CACHE_KIB}
    # Where the folder cannot be written, SQLite cannot make the log's side files; without a log nobody is writing.
    still = not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists()
    return _connect(path, "?immutable=1" if still else "?mode=ro", pragmas)


def _connect(path: Path, mode: str, pragmas: dict[str, str | int]) -> sqlite3.Connection:
    """A connection on which copydesk, not the driver, begins the transactions."""
    connection = None
    try:
        connection = sqlite3.connect(
            path.as_uri() + mode, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        for name, value in pragmas.items():
            execute_patiently(connection, f"PRAGMA {name} = {value}", path.name, BUSY_SECONDS)
    except sqlite3.DatabaseError as error:
        if connection is not None:
            connection.close()
        raise explained(error, path) from error
    return connection


def _begin_writing(path: Path, connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    try:
        execute_patiently(driver, "BEGIN IMMEDIATE", path.name, BUSY_SECONDS)
    except sqlite3.DatabaseError as error:
        raise explained(error, path) from error


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _explain(context: ExceptionContext) -> None:
    """Raise the error that a person understands in place of the driver's, where there is one."""
    original, engine = context.original_exception, context.engine
    path = sqlite_path(engine.url) if engine is not None else None
    if path is not None and isinstance(original, sqlite3.DatabaseError):
        error = explained(original, path)
        if type(error) is not DatabaseError:
            raise error from original


def _open_postgresql(address: URL, *, read_only: bool) -> Engine:
    settings = _SERVER_SETTINGS | (_READING if read_only else {})
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    try:
        engine = create_engine(address, connect_args={"options": options}, pool_pre_ping=True)
    except ModuleNotFoundError:
        raise DatabaseAddressError(
            f"Database {without_password(address)}",
            "needs psycopg, which is not installed",
            "Run: pip install 'copydesk[postgres]'",
        ) from None
    event.listen(engine, "handle_error", _explain_postgresql)
    event.listen(engine, "first_connect", partial(_require_utf8, address))
    return engine


def _require_utf8(address: URL, connection: Any, _: object) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise DatabaseError(
            f"Database {without_password(address)}",
            f"stores text as {encoding}, which has not every script",
            "Make one that does: createdb --encoding UTF8 --template template0 NAME",
        )


def _explain_postgresql(context: ExceptionContext) -> None:
    original, engine = context.original_exception, context.engine
    # A connection that was found dead before its use is replaced without a word.
    if engine is None or context.is_pre_ping or not isinstance(original, Exception):
        return
    error = postgresql_errors.explained(original, engine.url)
    if error is not None:
        raise error from original


def without_password(url: str | URL) -> str:
    """The URL as it may be shown."""
    return make_url(url).render_as_string(hide_password=True)
