"""Waiting for a SQLite database that another program is writing to: patiently, aloud, and open to Ctrl-C.

SQLite itself waits without a word, and lets Python answer no signal until it is done.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# SQLite waits this long at a time.
_TURN_SECONDS = 1.0
_REPEAT_SECONDS = 30.0
_PAUSE_SECONDS = 0.01

_tell: ContextVar[Callable[[str], None] | None] = ContextVar("told of waiting", default=None)


@contextmanager
def telling(tell: Callable[[str], None]) -> Iterator[None]:
    """Let `tell` hear, at once and then every half minute, when a transaction that begins inside has to wait."""
    token = _tell.set(tell)
    try:
        yield
    finally:
        _tell.reset(token)


def execute_patiently(connection: sqlite3.Connection, statement: str, name: str, seconds: float) -> None:
    """Execute what needs the database for itself, `BEGIN IMMEDIATE` above all, as soon as nobody else is writing.

    Arguments:
        connection: on which the caller begins its transactions.
        statement: is executed again until it is through, so one that changes nothing when it is refused.
        name: of the database, for the message.
        seconds: how long to wait; also what the connection's other statements wait from then on.

    Raises:
        sqlite3.OperationalError: somebody else still writes after `seconds`, or the database cannot be written.
    """
    began = time.monotonic()
    told = -_REPEAT_SECONDS
    connection.execute(f"PRAGMA busy_timeout = {round(1000 * _TURN_SECONDS)}")
    try:
        while True:
            try:
                connection.execute(statement)
            except sqlite3.OperationalError as error:
                waited = time.monotonic() - began
                if not error.sqlite_errorname.startswith("SQLITE_BUSY") or waited >= seconds:
                    raise
                tell = _tell.get()
                if tell is not None and waited - told >= _REPEAT_SECONDS:
                    tell(f"Waiting for another program, which is writing to {name}.")
                    told = waited
                # Where waiting could last for ever, as when two switch one file to a log, SQLite refuses at once.
                time.sleep(_PAUSE_SECONDS)
            else:
                return
    finally:
        connection.execute(f"PRAGMA busy_timeout = {round(1000 * seconds)}")
