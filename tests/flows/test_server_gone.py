"""A Prefect server that is killed in the middle of a run, and a run that is killed with a server of its own."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from benchmarks.contents import contents
from flows.request import IngestRequest
from flows.run import run_ingest

COPYDESK = [sys.executable, "-c", "from desk.cli import main; main()"]
# Prefect tries a lost event for 8 s and a lost request for a minute; a run may not wait for the sum of them.
SECONDS_AFTER_THE_END = 30.0


@pytest.fixture
def run(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A run over three chunks of files, with a Prefect server of its own."""
    news = tmp_path / "news"
    news.mkdir()
    for n in range(1100):
        (news / f"{n:04}.txt").write_text(f"The council met on day {n} and voted {n * 7} to {n * 3} for bridge {n}.\n")
    environment = {**os.environ, "PREFECT_HOME": str(tmp_path / "prefect"), "PREFECT_API_URL": ""}
    command = [*COPYDESK, "ingest", str(news), "--database", f"sqlite:///{tmp_path / 'a.db'}", "--workers", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    yield process
    process.kill()
    process.communicate()


def server_of(run: "subprocess.Popen[str]") -> list[psutil.Process]:
    """The leash of the server of a run, and the server."""
    below = psutil.Process(run.pid).children(recursive=True)
    return [process for process in below if "uvicorn" in process.cmdline()]


def until(met: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def loaded(database: Path) -> bool:
    """Whether a first chunk is committed."""
    if not database.exists():
        return False
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        try:
            return bool(connection.execute("SELECT 1 FROM articles LIMIT 1").fetchone())
        except sqlite3.OperationalError:
            return False


def test_the_run_goes_on_without_its_server_and_ends_soon(run: "subprocess.Popen[str]", tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    until(lambda: loaded(database) or run.poll() is not None, 180)
    for process in server_of(run):
        process.kill()
    until(lambda: batch_is_closed(database), 60)
    _, said = run.communicate(timeout=SECONDS_AFTER_THE_END)
    assert run.returncode == 0, said
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


def batch_is_closed(database: Path) -> bool:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT status FROM batches").fetchall() == [("completed",)]


def test_nothing_of_a_run_that_is_killed_is_left(run: "subprocess.Popen[str]") -> None:
    until(lambda: server_of(run), 60)
    below = psutil.Process(run.pid).children(recursive=True)
    run.kill()
    _, alive = psutil.wait_procs(below, timeout=30)
    assert alive == []
