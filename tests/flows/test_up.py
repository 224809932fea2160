"""`copydesk up` with a real Prefect server and worker: an inbox read by schedule, and what may go wrong with it."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml

from flows.own_server import free_port

COPYDESK = [sys.executable, "-c", "from desk.cli import main; main()"]
Alive = Callable[..., list[psutil.Process]]
FLOWS = Path(__file__).parents[2] / "flows"
PERIOD = 4
SETTLE = 30
# Long, for machines that do something else as well; on a quiet one a file is loaded within a period.
PATIENCE = 300.0


@dataclass
class Up:
    """A folder with an inbox where `copydesk up` runs."""

    folder: Path
    process: "subprocess.Popen[bytes]"
    environment: dict[str, str]
    port: int

    @property
    def log(self) -> str:
        # Its last line may be half written.
        return (self.folder / "up.log").read_text(errors="replace")

    def below(self) -> list[psutil.Process]:
        """Every process that it has started, and those started others."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def until(self, met: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not met():
            assert self.process.poll() is None, self.log
            assert time.monotonic() < deadline, f"{what}, in time:\n{self.log}"
            time.sleep(0.05)

    def ask(self, query: str) -> list[Any]:
        """Rows of the database; none before it exists."""
        database = self.folder / "articles.db"
        with (
            suppress(sqlite3.OperationalError),
            closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as open_,
        ):
            return open_.execute(query).fetchall()
        return []

    def bodies(self, name: str) -> list[str]:
        query = "SELECT body FROM articles JOIN documents d ON d.id = document_id JOIN source_files f"
        return [body for (body,) in self.ask(f"{query} ON f.id = d.source_file_id WHERE path LIKE '%/{name}'")]

    def completed(self) -> int:
        return len(self.ask("SELECT 1 FROM batches WHERE status = 'completed'"))


def start(folder: Path, home: Path, port: int) -> Up:
    environment = {**os.environ, "PREFECT_HOME": str(home), "PREFECT_WORKER_QUERY_SECONDS": "1"}
    del environment["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"]
    command = [*COPYDESK, "up", "--port", str(port), "--no-desk"]
    with (folder / "up.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT)
    return Up(folder, process, environment, port)


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory, prefect_home: Path) -> Iterator[Up]:
    folder = tmp_path_factory.mktemp("up")
    (folder / "inbox").mkdir()
    (folder / "flows").symlink_to(FLOWS)
    parameters = {"paths": ["inbox"], "database": "sqlite:///articles.db", "trigger": "schedule", "workers": 0}
    deployment = {
        "name": "inbox",
        "entrypoint": "flows/ingest.py:ingest",
        "parameters": {**parameters, "settle_seconds": SETTLE},
        "schedules": [{"slug": "often", "interval": PERIOD}],
        "concurrency_limit": {"limit": 1, "collision_strategy": "ENQUEUE"},
        "work_pool": {"name": "copydesk"},
    }
    (folder / "deployment.yaml").write_text(yaml.safe_dump({"name": "news", "deployments": [deployment]}))
    started = start(folder, prefect_home, free_port())
    yield started
    started.process.kill()
    started.process.wait()


def text(n: int) -> str:
    return f"The council met on day {n} and voted {n * 7} to {n * 3} for bridge number {n}.\n"


def drop(path: Path, content: str) -> None:
    """Put a file there as if it had lain there for a while."""
    hidden = path.with_name(f".{path.name}")
    hidden.write_text(content)
    left_alone(hidden)
    hidden.rename(path)


def left_alone(path: Path) -> None:
    """Make a file look as if nobody had written to it for a while."""
    os.utime(path, (time.time() - 2 * SETTLE,) * 2)


def test_a_file_dropped_into_the_inbox_is_loaded_and_a_half_written_one_left_until_it_is_whole(up: Up) -> None:
    inbox = up.folder / "inbox"
    drop(inbox / "renamed.txt.part", text(500))
    with (inbox / "slow.txt").open("w") as slow:
        lines = (text(n) for n in range(1000, 100_000))

        def goes_on() -> bool:
            slow.write(next(lines))
            slow.flush()
            return bool(up.bodies("first.txt"))

        goes_on()
        drop(inbox / "first.txt", text(1))
        up.until(goes_on, "a file is in the database while another is written")
        assert (up.bodies("slow.txt"), up.bodies("renamed.txt.part")) == ([], [])
        slow.write(text(2))
    left_alone(inbox / "slow.txt")
    (inbox / "renamed.txt.part").rename(inbox / "renamed.txt")
    up.until(lambda: up.bodies("slow.txt") and up.bodies("renamed.txt"), "both are in the database")
    assert [up.bodies("first.txt"), up.bodies("renamed.txt")] == [[text(1)], [text(500)]]
    assert up.bodies("slow.txt") == [(inbox / "slow.txt").read_text()]
    assert up.ask('SELECT DISTINCT "trigger" FROM batches') == [("schedule",)]


def test_ingest_finds_the_server_by_itself(up: Up) -> None:
    (up.folder / "batch").mkdir()
    (up.folder / "batch" / "by-hand.txt").write_text(text(3))
    command = [*COPYDESK, "ingest", "batch", "--workers", "0", "--json"]
    done = subprocess.run(command, cwd=up.folder, env=up.environment, capture_output=True, text=True, check=True)
    assert "Starting a Prefect server" not in done.stderr
    batch = json.loads(done.stdout)["batch"]
    [(flow_run,)] = up.ask(f"SELECT flow_run_id FROM batches WHERE id = {batch}")
    assert flow_run is not None


def test_a_second_up_is_refused(up: Up) -> None:
    done = subprocess.run(
        [*COPYDESK, "up", "--port", str(free_port()), "--no-desk"],
        cwd=up.folder,
        env=up.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"copydesk: copydesk up: is running already (process {up.process.pid}, ")


def runs_of(up: Up) -> list[psutil.Process]:
    """The processes of flow runs."""
    found = []
    for process in up.below():
        with suppress(psutil.Error):
            if "PREFECT__FLOW_RUN_ID" in process.environ():
                found.append(process)
    return found


def workers_of(up: Up) -> list[psutil.Process]:
    """Prefect's worker, without its leash."""
    found = []
    for process in up.below():
        with suppress(psutil.Error):
            words = process.cmdline()
            if "worker" in words and not words[1].endswith("leash.py"):
                found.append(process)
    return found


def test_an_overlapping_run_waits_and_a_killed_one_does_not_block_the_next(up: Up) -> None:
    with closing(sqlite3.connect(up.folder / "articles.db", isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        up.until(lambda: "which is writing to articles.db" in up.log, "a run waits for the database")
        time.sleep(1.2 * PERIOD)
        # Another one may be about to end.
        up.until(lambda: len(runs_of(up)) == 1, "one run is there")
        [run] = runs_of(up)
        run.kill()
    batches = up.completed()
    up.until(lambda: up.completed() > batches, "the next run is done")
    scheduled = "FROM batches WHERE \"trigger\" = 'schedule' AND finished_at NOT NULL ORDER BY id"
    times = up.ask(f"SELECT started_at, finished_at {scheduled}")
    assert all(ended <= began for (_, ended), (began, _) in pairwise(times))


def test_what_is_killed_is_started_again(up: Up) -> None:
    up.until(lambda: len(workers_of(up)) == 1, "the worker is there")
    for process in [*workers_of(up), *runs_of(up)]:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    up.until(lambda: "worker  ended by itself" in up.log, "it is noticed")
    drop(up.folder / "inbox" / "later.txt", text(4))
    up.until(lambda: up.bodies("later.txt"), "the new worker loads a file")


def test_ctrl_c_ends_everything_and_it_can_be_started_again(up: Up, prefect_home: Path, alive: Alive) -> None:
    below = up.below()
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(PATIENCE) == 0
    assert alive(below, within=0) == []
    assert up.log.splitlines()[-1].endswith("up      everything has ended")
    again = start(up.folder, prefect_home, up.port)
    again.until(again.below, "something is started")
    time.sleep(1.0)
    below = again.below()
    again.process.kill()
    again.process.wait()
    assert alive(below) == []
