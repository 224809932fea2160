"""Puts the desk together: Datasette over the database, our pages in front of its own, the guard before all."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, cast

import datasette.app
from datasette.database import Database
from datasette.plugins import pm
from sqlalchemy import Table

from desk.web import plugin
from desk.web.guard import LOCAL_HOSTS, App, Guard, data_policy
from desk.web.page import Desk
from desk.web.reader import Reader
from schema import plumbing
from schema.engine import open_engine, sqlite_path
from schema.errors import CopydeskError
from schema.migrate import require

_HERE: Final = Path(__file__).parent
# Datasette's own pages: tables, rows, SQL, JSON and CSV, each bounded.
_SETTINGS: Final = {
    "sql_time_limit_ms": 2_000,
    "max_returned_rows": 1_000,
    "default_page_size": 50,
    "facet_time_limit_ms": 500,
    "suggest_facets": False,  # each column of each page would be counted
    "allow_download": False,
    "max_csv_mb": 100,
    "truncate_cells_html": 200,
    "num_sql_threads": 3,
    "default_cache_ttl": 0,
}
# Tables of which nothing is promised to anybody are listed only when asked for.
_OWN: Final = {"alembic_version", "sqlite_sequence"} | {
    table.name for table in vars(plumbing).values() if isinstance(table, Table)
}
_TABLES: Final = (
    'For most questions there are views: <a href="/data/clean_articles">clean_articles</a> has one row per story. '
    "Texts are stored compressed: <code>unpacked(documents.text, articles.body)</code> reads them."
)
_WRITABLE: Final = re.compile(r"/rules/learned/[0-9]{1,18}")


class DeskError(CopydeskError):
    """The desk cannot be opened the way that was asked for."""


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """How the desk is opened.

    Arguments:
        database: URL of a SQLite database.
        host: the interface to listen on; another than this machine's own only with `public`.
        port: 0 takes any that is free.
        public: whoever reaches the interface may read.
        review: learned lines may be accepted and rejected; only for this machine.
    """

    database: str
    host: str = "127.0.0.1"
    port: int = 8001
    public: bool = False
    review: bool = False

    def __post_init__(self) -> None:
        """Refuse what would open the database wider than was said."""
        if not self.public and not is_local(self.host):
            remedy = "If everybody who reaches it may read the articles, say so: --public."
            raise DeskError(f"--host {self.host}", "is not this machine alone, and the desk has no login", remedy)
        if self.public and self.review:
            remedy = "Start one for readers with --public, and another for yourself with --review --port 8002."
            raise DeskError("--review with --public", "would let everybody change what is removed", remedy)
        if sqlite_path(self.database) is None:
            remedy = "Take out what you want to read: copydesk export articles.db, and open that."
            raise DeskError("The web desk", "opens SQLite databases only", remedy)


def is_local(host: str) -> bool:
    """Whether only this machine can reach the interface."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def opened(settings: DeskSettings) -> Iterator[App]:
    """The desk as an ASGI application; leaving lets go of the database.

    Raises:
        DatabaseError: the database is missing, of another version, or cannot be read.
    """
    require(settings.database)
    if not pm.is_registered(plugin):
        pm.register(plugin)
        # All handlers of exceptions are called, and Datasette's own writes every value at hand to the terminal.
        pm.unregister(name="datasette.handle_exception")
    reader = Reader(settings.database)
    source = _datasette()
    close = _add_tables(source, settings.database)
    source.copydesk = Desk(reader, settings.database, review=settings.review)
    try:
        yield Guard(
            source.app(),
            None if settings.public else LOCAL_HOSTS | {settings.host},
            _WRITABLE if settings.review else None,
            data_policy(Path(datasette.app.__file__).with_name("templates")),
        )
    finally:
        reader.close()
        source.executor.shutdown()
        close()


def _datasette() -> Any:
    data = {"title": "Tables and SQL", "description_html": _TABLES, "tables": {name: {"hidden": True} for name in _OWN}}
    source = datasette.app.Datasette(
        template_dir=str(_HERE / "templates"),
        static_mounts=[("static", str(_HERE / "static"))],
        settings=_SETTINGS,
        metadata={"title": "copydesk", "databases": {"data": data}, "extra_css_urls": ["/static/tables.css"]},
    )
    source.remove_database("_memory")
    return source


def _add_tables(source: Any, url: str) -> Callable[[], None]:
    """Give Datasette our tables as `/data`; returns what closes its connections.

    They are ours: read-only however Datasette asks, and to folders that may be called 100%.
    """
    engine = open_engine(url, read_only=True)
    drivers: list[sqlite3.Connection] = []

    def connect(**_: object) -> sqlite3.Connection:
        connection = engine.raw_connection()
        driver: Any = connection.driver_connection
        connection.detach()
        drivers.append(driver)
        return cast(sqlite3.Connection, driver)

    def close() -> None:
        for driver in drivers:
            driver.close()

    database = Database(source, str(sqlite_path(url)))
    database.connect = connect
    source.add_database(database, name="data")
    return close
