"""A PostgreSQL server of one's own, on a free port and in a folder that is gone afterwards, for tests and figures.

Needs the server's programs (Debian: `apt-get install postgresql`), not a server that runs.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg

from flows.own_server import free_port

USER: Final = "copydesk"
# Debian keeps the programs of each version in a folder of its own, which is not on PATH.
_DEBIAN: Final = "/usr/lib/postgresql"
_START_SECONDS: Final = 180
# What is stored is thrown away, so nothing waits for the disk; a killed client is still cleaned up after.
_FAST: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "listen_addresses": "127.0.0.1"}


class PostgresqlMissing(Exception):
    """The programs of the PostgreSQL server are not installed."""


class PostgresqlServer:
    """A running server; `database` gives the URL of an empty database, `copy` that of one with the same in it."""

    def __init__(self, port: int, pid: int) -> None:
        self.pid = pid
        self._port = port
        self._made = 0
        self._free: list[str] = []

    def database(self) -> str:
        """The URL of an empty database, for SQLAlchemy."""
        if self._free:
            name = self._free.pop()
            self._execute(name, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        else:
            self._made += 1
            name = f"news{self._made}"
            self._execute("postgres", f"CREATE DATABASE {name}")
        return self._url(name)

    def copy(self, url: str) -> str:
        """The URL of a new database that holds what another one of this server does, to which nobody is connected."""
        self._made += 1
        name = f"news{self._made}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            # As files, which is quicker for small ones, and what older servers do anyway.
            how = " STRATEGY file_copy" if connection.info.server_version >= 150_000 else ""
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {_name(url)}{how}".encode())
        return self._url(name)

    def drop(self, url: str) -> None:
        """Remove a database, and end whoever is still connected to it."""
        self._execute("postgres", f"DROP DATABASE {_name(url)} WITH (FORCE)")

    def answers(self) -> bool:
        """Whether it takes connections by now."""
        try:
            self._execute("postgres", "SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def give_back(self, url: str) -> None:
        """Let a database be used again: a new one costs 7 MB of files."""
        self._free.append(_name(url))

    def _execute(self, name: str, statement: str) -> None:
        with psycopg.connect(self._address(name), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _url(self, name: str) -> str:
        return self._address(name).replace("postgresql", "postgresql+psycopg", 1)

    def _address(self, name: str) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self._port}/{name}"


def _name(url: str) -> str:
    return url.rpartition("/")[2]


@contextmanager
def postgresql_server(**settings: str) -> Iterator[PostgresqlServer]:
    """Start a server, and end it.

    The databases sort words as English dictionaries do, not by code point: what copydesk promises about order has to
    hold there as well.

    Arguments:
        settings: of the server, above those that make it fast and forgetful.

    Raises:
        PostgresqlMissing: no server is installed.
    """
    programs = find_programs()
    with tempfile.TemporaryDirectory(prefix="copydesk-postgresql-", ignore_cleanup_errors=True) as name:
        folder, port = Path(name), free_port()
        as_user = _guarded(folder)
        data = str(folder / "data")
        locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"]
        _run([*as_user, programs / "initdb", "-D", data, "-U", USER, "-A", "trust", "--no-sync", *locale])
        options = {**_FAST, "port": str(port), "unix_socket_directories": str(folder), **settings}
        flags = [flag for key, value in options.items() for flag in ("-c", f"{key}={value}")]
        with (folder / "log").open("wb") as log:
            # No child of pg_ctl's, which would outlive a killed caller.
            process = subprocess.Popen([*as_user, programs / "postgres", "-D", data, *flags], stderr=log, cwd="/")
        try:
            server = PostgresqlServer(port, process.pid)
            _wait(server, process, folder / "log")
            yield server
        finally:
            # At once, without writing anything back.
            process.send_signal(signal.SIGQUIT)
            process.wait()


def _wait(server: PostgresqlServer, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not server.answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the PostgreSQL server did not start: {log.read_text()}")
        time.sleep(0.05)


def find_programs() -> Path:
    """The folder of `initdb` and `postgres`, of the newest version there is.

    Raises:
        PostgresqlMissing: there is none.
    """
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    versions = sorted(Path(_DEBIAN).glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if not versions:
        raise PostgresqlMissing(f"no initdb on PATH and none in {_DEBIAN}: apt-get install postgresql")
    return versions[-1].parent


def _guarded(folder: Path) -> list[str]:
    """The start of a command that ends with its caller, run by somebody who may run a server: root may not."""
    setpriv = shutil.which("setpriv")
    guarded = [setpriv, "--pdeathsig=QUIT"] if setpriv else []
    if os.geteuid() != 0:
        return guarded
    shutil.chown(folder, "nobody")
    return [*(guarded or ["setpriv"]), "--reuid=nobody", "--clear-groups"]


def _run(command: Sequence[object]) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stdout}{done.stderr}")
