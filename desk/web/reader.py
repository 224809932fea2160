"""Asks the database for the pages, in threads beside the server, each question with a bound on its time."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from schema.engine import open_engine
from schema.errors import CopydeskError, DatabaseError

Answer = TypeVar("Answer")

# A page that takes longer is not waited for; the pages of a million articles take a tenth of it.
SECONDS = 5.0
_THREADS = 4
# SQLite looks at the clock every so many steps of its machine: some tenths of a millisecond.
_STEPS = 10_000


class TooSlow(CopydeskError):
    """The question takes longer than a reader waits."""


class Reader:
    """Read-only connections to one database; also a context manager, which closes them."""

    def __init__(self, url: str, seconds: float = SECONDS) -> None:
        self._url = url
        self._seconds = seconds
        self._engine = open_engine(url, read_only=True)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="desk")

    async def ask(self, question: Callable[[Connection], Answer]) -> Answer:
        """The answer of a function that is given a connection; all that it reads is of one moment.

        Raises:
            TooSlow: it takes too long.
            DatabaseError: the database cannot be read.
        """
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(self._ask, question))

    def _ask(self, question: Callable[[Connection], Answer]) -> Answer:
        until = time.monotonic() + self._seconds
        try:
            with self._engine.connect() as connection, _bounded(connection, until):
                return question(connection)
        except DBAPIError as error:
            if time.monotonic() >= until:
                remedy = "Ask for less: other words, a shorter time, one outlet."
                raise TooSlow("The search", f"took longer than {self._seconds:g} seconds", remedy) from error
            raise DatabaseError(f"Database {self._url}", f"it reports: {error.orig}", "Run: copydesk check") from error

    def close(self) -> None:
        """Let go of the database."""
        self._threads.shutdown()
        self._engine.dispose()


@contextmanager
def _bounded(connection: Connection, until: float) -> Iterator[None]:
    """Let SQLite stop by itself when the time is over."""
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        driver.set_progress_handler(lambda: time.monotonic() >= until, _STEPS)
    try:
        yield
    finally:
        if isinstance(driver, sqlite3.Connection):
            driver.set_progress_handler(None, 0)
