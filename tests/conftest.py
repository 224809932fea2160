"""What all tests share."""

import os
from collections.abc import Generator

import pytest

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
