"""What the machine does to a run, at many moments: full disks, signals, a long lock, a Prefect server that is killed.

    python -m benchmarks.faults --times 20

Each time the run must say what is wrong or go on, end within seconds, and leave a database that is whole; after one
more run, left alone, it must hold the rows of an undisturbed run. Disks are mounted, so that part needs root.
"""

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.contents import contents
from benchmarks.crashes import make_news, whole
from flows.own_server import own_server

COPYDESK = [sys.executable, "-c", "from desk.cli import main; main()"]
# A run that was told to end, or whose server is gone, may take this long to do so.
END_SECONDS = 20.0
LOCK_SECONDS = 60.0


class Trial:
    """One run over the same news into a database of its own, disturbed in one way."""

    def __init__(self, news: Path, folder: Path, expected: Any) -> None:
        """`expected` are the rows of an undisturbed run."""
        self.news, self.database, self._expected = news, folder / "a.db", expected

    def start(self, *options: str, **environment: str) -> "subprocess.Popen[str]":
        """Begin the run."""
        command = [
            *COPYDESK,
            "ingest",
            str(self.news),
            "--database",
            f"sqlite:///{self.database}",
            "--workers",
            "2",
            "--json",
        ]
        return subprocess.Popen(
            [*command, *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )

    def wrong(self, what: str) -> Iterator[str]:
        """What is wrong with the database now, and after a run that is left alone."""
        yield from whole(what, self.database)
        if self.start("--direct").wait():
            yield f"{what}: the next run failed"
        if contents(self.database) != self._expected:
            yield f"{what}: the rows differ from those of an undisturbed run"


def full_disk(trial: Trial, rng: random.Random) -> Iterator[str]:
    """Run on a disk that is too small, then enlarge it."""
    folder, size = trial.database.parent, rng.randint(200, 6000)
    mount = ["mount", "-t", "tmpfs", "-o"]
    subprocess.run([*mount, f"size={size}k", "copydesk", str(folder)], check=True)
    try:
        run = trial.start("--direct")
        said = run.communicate()[1]
        if run.returncode and not said.startswith("copydesk: "):
            yield f"disk of {size} KB: {said}"
        subprocess.run([*mount, "remount,size=400m", "copydesk", str(folder)], check=True)
        yield from trial.wrong(f"disk of {size} KB")
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def stopped(trial: Trial, rng: random.Random) -> Iterator[str]:
    """Send SIGINT or SIGTERM at some moment."""
    number, delay = rng.choice([signal.SIGINT, signal.SIGTERM]), rng.uniform(1.5, 7.0)
    what = f"{number.name} after {delay:.1f} s"
    run = trial.start("--direct")
    time.sleep(delay)
    run.send_signal(number)
    yield from _ended(run, what, {0, 130})
    yield from trial.wrong(what)


def server_killed(trial: Trial, rng: random.Random) -> Iterator[str]:
    """Kill the Prefect server at some moment."""
    delay = rng.uniform(0.5, 9.0)
    what = f"server killed after {delay:.1f} s"
    with own_server() as url:
        run = trial.start(PREFECT_API_URL=url)
        time.sleep(delay)
    # Until the batch is closed it loads, without the server.
    deadline = time.monotonic() + 120
    while run.poll() is None and time.monotonic() < deadline and not _closed(trial.database):
        time.sleep(0.1)
    yield from _ended(run, what, {0, 1})
    yield from trial.wrong(what)


def locked(trial: Trial, _: random.Random) -> Iterator[str]:
    """Lock the database for a minute."""
    run = trial.start("--direct")
    while not _has_articles(trial.database):
        time.sleep(0.05)
    with closing(sqlite3.connect(trial.database, isolation_level=None, timeout=60)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        time.sleep(LOCK_SECONDS)
    said = run.communicate()[1]
    if run.returncode or "Waiting for another program" not in said:
        yield f"locked for a minute: status {run.returncode}, {said}"
    yield from trial.wrong("locked for a minute")


def _ended(run: "subprocess.Popen[str]", what: str, good: set[int]) -> Iterator[str]:
    try:
        said = run.communicate(timeout=END_SECONDS)[1]
    except subprocess.TimeoutExpired:
        run.kill()
        run.communicate()
        yield f"{what}: it had not ended after {END_SECONDS:.0f} s"
    else:
        if run.returncode not in good or "Traceback" in said:
            yield f"{what}: status {run.returncode}, {said}"


def _closed(database: Path) -> bool:
    return _any(database, "SELECT 1 FROM batches WHERE status <> 'running'")


def _has_articles(database: Path) -> bool:
    return _any(database, "SELECT 1 FROM articles")


def _any(database: Path, query: str) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchone() is not None
    except sqlite3.OperationalError:
        return False


FAULTS: dict[str, tuple[Callable[[Trial, random.Random], Iterator[str]], bool]] = {
    "full-disk": (full_disk, True),
    "stopped": (stopped, True),
    "server-killed": (server_killed, True),
    "locked": (locked, False),
}


def main() -> int:
    """Print what was found; 1 when anything was lost, hung or went unsaid."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20, help="for each kind, except the lock, which is once")
    parser.add_argument("--only", choices=FAULTS)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng, findings = random.Random(options.seed), 0
    with tempfile.TemporaryDirectory(prefix="copydesk-faults-") as name:
        folder = Path(name)
        make_news(folder / "news")
        (folder / "calm").mkdir()
        calm = Trial(folder / "news", folder / "calm", None)
        assert calm.start("--direct").wait() == 0, "the undisturbed run failed"
        expected = contents(calm.database)
        for fault, (disturb, often) in FAULTS.items():
            if options.only in {None, fault}:
                found: list[str] = []
                for number in range(options.times if often else 1):
                    (folder / f"{fault}-{number}").mkdir()
                    found += disturb(Trial(folder / "news", folder / f"{fault}-{number}", expected), rng)
                findings += len(found)
                print(
                    f"{fault}: {options.times if often else 1} times, {len(found)} problems",
                    *found,
                    sep="\n  ",
                    flush=True,
                )
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
