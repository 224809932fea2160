"""A query written by the user: it can read everything and change nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from schema.errors import CopydeskError

# Functions, columns, common table expressions; no ATTACH or VACUUM INTO, which can make files.
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_ROWS_AT_ONCE = 500
# What there is to ask, in PostgreSQL's words.
_CATALOGUE = "table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"


class SqlError(CopydeskError):
    """A query that the database does not understand or that would change something."""


@contextmanager
def selected(connection: Connection, query: str) -> Iterator[tuple[list[str], Iterator[tuple[Any, ...]]]]:
    """The names of the columns, and the rows as they are asked for; bytes are given as hexadecimal digits.

    Raises:
        SqlError: the query is wrong, answers nothing, or does more than read.
    """
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        _load_full_text(connection)
        driver.set_authorizer(_authorise)
    try:
        # PostgreSQL takes it for a cursor, and so one statement that reads; it would take several, and a COMMIT.
        result = connection.execution_options(yield_per=_ROWS_AT_ONCE).exec_driver_sql(query)
        if not result.returns_rows:
            raise SqlError("SQL", "it is no SELECT", "The desk only reads; write SELECT … FROM clean_articles.")
        yield list(result.keys()), (tuple(map(_readable, row)) for row in result)
    except (DBAPIError, CopydeskError) as error:
        if isinstance(error, SqlError):
            raise
        reason = _reason(error)
        tables = "name, sql FROM sqlite_master" if connection.dialect.name == "sqlite" else _CATALOGUE
        remedy = f'Tables and columns: copydesk sql "SELECT {tables}".'
        raise SqlError("SQL", "it may only read" if "not authorized" in reason else reason, remedy) from error
    finally:
        if isinstance(driver, sqlite3.Connection):
            driver.set_authorizer(None)


def _load_full_text(connection: Connection) -> None:
    """SQLite declares the columns of a virtual table when it is first used, which reads as making a table."""
    virtual = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'"
    for (name,) in connection.exec_driver_sql(virtual).all():
        connection.exec_driver_sql(f'SELECT 1 FROM "{name}" LIMIT 0')


def _authorise(action: int, name: str | None, *_: str | None) -> int:
    # The full-text index asks for data_version itself; table_info tells the columns of a table.
    harmless = action == sqlite3.SQLITE_PRAGMA and name in {"data_version", "table_info"}
    return sqlite3.SQLITE_OK if harmless or action in _ALLOWED else sqlite3.SQLITE_DENY


def _reason(error: DBAPIError | CopydeskError) -> str:
    if isinstance(error, CopydeskError):
        return error.why
    # PostgreSQL's whole message shows the cursor that was made of the query.
    return str(getattr(getattr(error.orig, "diag", None), "message_primary", None) or error.orig)


def _readable(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    return value if isinstance(value, str | int | float | None) else str(value)
