"""What all tests share."""

import atexit
import gc
import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import psutil
import pytest
from hypothesis import HealthCheck, settings

from benchmarks.postgresql import PostgresqlMissing, PostgresqlServer, postgresql_server
from schema.migrate import prepare

# What the shell of whoever runs the tests says of its terminal, its colours, and databases and servers of its own.
for name in [*os.environ]:
    if name in {"COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR", "COPYDESK_DATABASE_URL"} or name.startswith("PREFECT_"):
        del os.environ[name]
# Prefect logs to the terminal at exit, when pytest has closed it; set before anything imports Prefect.
os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"
os.environ["DO_NOT_TRACK"] = "1"
# Not the home of whoever runs the tests, which may be read-only, or that of a `copydesk up`.
home = TemporaryDirectory(prefix="copydesk-prefect-", ignore_cleanup_errors=True)
os.environ["PREFECT_HOME"] = home.name
atexit.register(home.cleanup)

# A shell starts what it runs in the background with Ctrl-C ignored, and every process below inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Python need not look through all that tests import, again and again, for objects that hold each other.
gc.set_threshold(20_000)

# The same examples on every machine and however slow it is: what is broken is found by whoever broke it. Others are
# tried with pytest --hypothesis-profile=default, and for an hour with make fuzz.
settings.register_profile("same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")

# Where every package is installed, as in CI, a skipped test is a test that nobody runs.
MAY_SKIP = os.environ.get("COPYDESK_TESTS_MAY_SKIP", "1") != "0"


def pytest_collection_finish() -> None:
    # What is loaded by now stays.
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not MAY_SKIP and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {call.excinfo}"
    return report


@pytest.fixture(scope="session")
def alive() -> Callable[..., list[psutil.Process]]:
    """Tells which of some processes have not ended within so many seconds, two minutes if it is not said.

    Ended is also what nobody has asked for its exit status: in a container there may be nobody who does.
    """

    def is_running(process: psutil.Process) -> bool:
        try:
            return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    def waited_for(processes: list[psutil.Process], within: float = 120.0) -> list[psutil.Process]:
        deadline = time.monotonic() + within
        while (left := [process for process in processes if is_running(process)]) and time.monotonic() < deadline:
            time.sleep(0.05)
        return left

    return waited_for


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A PostgreSQL server for the tests alone."""
    try:
        with postgresql_server() as server:
            yield server
    except PostgresqlMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with tables, as `prepare` makes them, and no rows; tests begin with copies of it."""
    path = tmp_path_factory.mktemp("prepared") / "articles.db"
    prepare(f"sqlite:///{path}")
    return path


class Databases:
    """Databases of one system: SQLite in a folder, or a PostgreSQL server."""

    def __init__(self, place: Path | PostgresqlServer) -> None:
        self._place = place
        self._prepared = ""

    def empty(self) -> str:
        """The URL of a database in which there is nothing."""
        if isinstance(self._place, PostgresqlServer):
            return self._place.database()
        # A folder for each, as what is written beside a database is to be found.
        return f"sqlite:///{mkdtemp(dir=self._place)}/articles.db"

    def copy(self, url: str) -> str:
        """The URL of a new database that holds what another one does."""
        if isinstance(self._place, PostgresqlServer):
            return self._place.copy(url)
        made = self.empty()
        here, there = (name.removeprefix("sqlite:///") for name in (url, made))
        with closing(sqlite3.connect(here)) as source, closing(sqlite3.connect(there)) as target:
            source.backup(target)
        return made

    def prepared(self) -> str:
        """The URL of a new database with tables, as `prepare` makes them, and no rows."""
        if not self._prepared:
            self._prepared = self.empty()
            prepare(self._prepared)
        return self.copy(self._prepared)

    def drop(self, url: str) -> None:
        """Remove a database."""
        if isinstance(self._place, PostgresqlServer):
            self._place.drop(url)
        else:
            shutil.rmtree(Path(url.removeprefix("sqlite:///")).parent)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """The databases of a system; a test that asks for them runs on both."""
    if request.param == "sqlite":
        return Databases(tmp_path_factory.mktemp("databases"))
    return Databases(request.getfixturevalue("postgresql"))


@pytest.fixture
def new_database(databases: Databases) -> Iterator[Callable[..., str]]:
    """Gives the URL of a new database at each call: prepared already, or the copy of another one, or not even made."""
    given: list[str] = []

    def new(*, of: str | None = None, made: bool = True) -> str:
        if not made:
            given.append(databases.empty())
        else:
            given.append(databases.prepared() if of is None else databases.copy(of))
        return given[-1]

    yield new
    for url in given:
        databases.drop(url)
