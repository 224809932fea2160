"""News to ingest, with duplicates and junk among it, a Prefect server to run flows on, and runs met in their middle."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.request import IngestRequest
from flows.run import run_ingest

# The command line with small chunks, which stops when the first one is committed, and goes on when its standard input
# ends.
HELD = """
import sys
from flows.batch import BatchRun
from tasks import discover

discover.CHUNK_FILES = 100

def held(run):
    progress(run)
    if run.counts.documents_seen:
        print("held", flush=True)
        sys.stdin.read()

progress, BatchRun._progress = BatchRun._progress, held
from desk.cli import main
main()
"""


@dataclass(frozen=True)
class Prefect:
    """A Prefect server with a home of its own, and its database as it was when it had just started."""

    url: str
    database: Path


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Prefect:
    """A server that ends with this process and not before.

    Prefect sends its last events at exit, and would wait for ever for a server that is gone.
    """
    from prefect.server.api.server import SubprocessASGIServer
    from prefect.settings import PREFECT_HOME, PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS, temporary_settings

    home, database = tmp_path_factory.mktemp("prefect"), tmp_path_factory.mktemp("new") / "prefect.db"
    with temporary_settings({PREFECT_HOME: home, PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS: 300}):
        running = SubprocessASGIServer()
        running.start()
    with (
        closing(sqlite3.connect(f"file:{home / 'prefect.db'}?mode=ro", uri=True)) as made,
        closing(sqlite3.connect(database)) as copy,
    ):
        made.backup(copy)
    return Prefect(str(running.api_url), database)


@pytest.fixture(scope="session")
def server(prefect: Prefect) -> str:
    """The API URL of a Prefect server."""
    return prefect.url


@pytest.fixture(scope="module")
def prefect_home(prefect: Prefect, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for another server, which without the database in it would take ten seconds longer to start."""
    home = tmp_path_factory.mktemp("home")
    shutil.copy(prefect.database, home)
    return home


@pytest.fixture
def held() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts command lines that are met in the middle of their run, however fast they are; `communicate` lets them go.

    Nothing of theirs is left when the test ends.
    """
    runs: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **environment: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", HELD, *arguments]
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        run = subprocess.Popen(command, text=True, env={**os.environ, **environment}, **pipes)
        runs.append(run)
        assert run.stdout is not None
        assert run.stderr is not None
        assert run.stdout.readline() == "held\n", run.stderr.read()
        return run

    yield start
    for run in runs:
        with run:
            run.kill()


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of small files of every kind, with duplicates and junk among them."""
    return _written(tmp_path / "news")


@pytest.fixture(scope="session")
def same_news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same files for all tests, none of which changes them."""
    return _written(tmp_path_factory.mktemp("same") / "news")


@pytest.fixture(scope="session")
def loaded(databases: Any, same_news: Path) -> Iterator[str]:
    """The URL of a database that one run made and loaded these files into; no test changes it, but may copy it."""
    url = databases.empty()
    run_ingest(IngestRequest(paths=(str(same_news),), database=url, direct=True, workers=0))
    yield url
    databases.drop(url)


def _written(folder: Path) -> Path:
    folder.mkdir()
    for name, content in _files():
        (folder / name).write_text(content)
    return folder


@pytest.fixture
def more_news(tmp_path: Path) -> Path:
    """A folder of some sixty other stories."""
    folder = tmp_path / "more-news"
    folder.mkdir()
    for n in range(24, 90):
        (folder / f"story-{n}.txt").write_text(story(n))
    return folder


def _files() -> Iterator[tuple[str, str]]:
    for n in range(24):
        yield f"story-{n:02}.txt", story(n)
    yield "copy-of-03.txt", story(3)
    yield "lead-of-05.txt", "\n".join(story(5).splitlines()[:4])
    yield "empty.txt", ""
    yield "records.jsonl", '{"id": "r1", "title": "Bridge opens", "text": "The bridge opened."}\nno json\n{"a": 1}\n'


TOWNS = ("Aldham", "Brockley", "Corfe", "Dunster", "Elmley", "Fairford")
THINGS = ("bridge", "harbour", "library", "orchard", "quarry", "station", "tannery", "windmill")


def story(n: int) -> str:
    """A short story about number n, unlike every other."""
    town, thing = TOWNS[n % len(TOWNS)], THINGS[n % len(THINGS)]
    lines = [f"{town} council votes {n + 20} to {n} for a new {thing}"]
    for k in range(6):
        other = THINGS[(n * 5 + k * 3) % len(THINGS)]
        lines.append(
            f"In {1900 + n * 3 + k} the {other} of {TOWNS[(n + k) % len(TOWNS)]} was sold for {n * 131 + k} pounds, "
            f"and number {n * k + 7} in {other} street has stood empty since the {k + 2} owners left for {town}."
        )
        if k == 2:
            lines.append("Share this article")
    return "\n".join(lines)
