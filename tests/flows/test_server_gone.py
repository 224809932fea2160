"""A Prefect server that is killed in the middle of a run, and a run that is killed with a server of its own."""

import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest

from benchmarks.contents import contents
from flows.request import IngestRequest
from flows.run import run_ingest

# Prefect tries a lost event for 8 s, and this run has dozens; a lost request for a minute.
PATIENCE = 120.0


@pytest.fixture
def run(held: Callable[..., "subprocess.Popen[str]"], prefect_home: Path, tmp_path: Path) -> "subprocess.Popen[str]":
    """A run over three chunks of files, with a Prefect server of its own, in its middle."""
    news = tmp_path / "news"
    news.mkdir()
    for n in range(250):
        (news / f"{n:04}.txt").write_text(f"The council met on day {n} and voted {n * 7} to {n * 3} for bridge {n}.\n")
    options = ["ingest", str(news), "--database", f"sqlite:///{tmp_path / 'a.db'}", "--workers", "1"]
    return held(*options, PREFECT_HOME=str(prefect_home))


def server_of(run: "subprocess.Popen[str]") -> list[psutil.Process]:
    """The leash of the server of a run, and the server."""
    found = []
    for process in psutil.Process(run.pid).children(recursive=True):
        with suppress(psutil.Error):
            if "uvicorn" in process.cmdline():
                found.append(process)
    return found


def test_the_run_goes_on_without_its_server_and_ends_soon(run: "subprocess.Popen[str]", tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    server = server_of(run)
    assert len(server) == 2
    for process in server:
        process.kill()
    _, said = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0, said
    assert batch_status(database) == ["completed"]
    assert said.startswith("Starting a Prefect server of its own; --direct does without\n")
    assert said.endswith(
        "The Prefect server did not take the end of the run; the database is complete, its page is not.\n"
    )
    run_ingest(
        IngestRequest(
            paths=(str(tmp_path / "news"),), database=f"sqlite:///{tmp_path / 'direct.db'}", direct=True, workers=0
        )
    )
    assert contents(database) == contents(tmp_path / "direct.db")


def batch_status(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [status for (status,) in connection.execute("SELECT status FROM batches")]


def test_nothing_of_a_run_that_is_killed_is_left(
    run: "subprocess.Popen[str]", alive: Callable[..., list[psutil.Process]]
) -> None:
    below = psutil.Process(run.pid).children(recursive=True)
    assert {process.pid for process in server_of(run)} < {process.pid for process in below}
    run.kill()
    assert alive(below) == []
