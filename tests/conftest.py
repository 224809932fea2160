"""What all tests share."""

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

from benchmarks.postgresql import PostgresqlMissing, PostgresqlServer, postgresql_server

# Prefect logs to the terminal at exit, when pytest has closed it; set before anything imports Prefect.
os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
os.environ.setdefault("DO_NOT_TRACK", "1")

# Where every package is installed, as in CI, a skipped test is a test that nobody runs.
MAY_SKIP = os.environ.get("COPYDESK_TESTS_MAY_SKIP", "1") != "0"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not MAY_SKIP and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {call.excinfo}"
    return report


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A PostgreSQL server for the tests alone."""
    try:
        with postgresql_server() as server:
            yield server
    except PostgresqlMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Gives the URL of an empty database at each call; a test that asks for it runs on both systems."""
    given: list[str] = []

    def new() -> str:
        given.append(f"sqlite:///{tmp_path}/articles{len(given)}.db" if server is None else server.database())
        return given[-1]

    server: PostgresqlServer | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
    yield new
    if server is not None:
        for url in given:
            server.give_back(url)
