"""What the machine does to a run: a full disk, a lock, no right to write, Ctrl-C. Real processes, nothing lost."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks.contents import contents
from flows.request import IngestRequest
from flows.run import run_ingest
from schema.backup import backup
from schema.health import problems

Held = Callable[..., "subprocess.Popen[str]"]
# For a machine that does something else as well; less than a run waits for a database.
PATIENCE = 120.0
WAITING = "Waiting for another program, which is writing to a.db.\n"
LIMITED = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))"
FILES = 250
WORDS = ("harbour", "bridge", "library", "orchard", "quarry", "station", "tannery", "windmill")


@pytest.fixture(scope="module")
def pile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with many short files."""
    folder = tmp_path_factory.mktemp("pile")
    for n in range(FILES):
        numbers = " ".join(f"{WORDS[(n + k) % 8]} {n * 37 + k * 101}" for k in range(40))
        (folder / f"{n:04}.txt").write_text(f"The council of {WORDS[n % 8]} met on day {n}: {numbers}.\n")
    return folder


@pytest.fixture(scope="module")
def undisturbed(pile: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a run over the pile ends with when nothing happens to it."""
    database = tmp_path_factory.mktemp("undisturbed") / "a.db"
    run_here(pile, database)
    return contents(database)


def options(pile: Path, database: Path) -> list[str]:
    """The command; with --json standard error has messages only, and no progress on a slow machine."""
    return ["ingest", str(pile), "--database", f"sqlite:///{database}", "--direct", "--workers", "1", "--json"]


def ingest(pile: Path, database: Path, program: str = "") -> list[str]:
    """The same as a process, with small chunks, which does something first."""
    program = f"{program}\nfrom tasks import discover; discover.CHUNK_FILES = 50\nfrom desk.cli import main; main()"
    return [sys.executable, "-c", program, *options(pile, database)]


def run_here(pile: Path, database: Path) -> None:
    """The same in this process, which has loaded its models already."""
    run_ingest(IngestRequest(paths=(str(pile),), database=f"sqlite:///{database}", direct=True, workers=0))


def go_on(run: "subprocess.Popen[str]") -> None:
    """Let a run that is held go on, and this test with it."""
    assert run.stdin is not None
    run.stdin.close()
    run.stdin = None


def articles(database: Path) -> int:
    """How many articles are committed; 0 before there is a table."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def batch_status(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [status for (status,) in connection.execute("SELECT status FROM batches ORDER BY id")]


def assert_resumes(pile: Path, database: Path, undisturbed: Any) -> None:
    """The same command goes on from there, and ends with the rows of a run that nothing happened to."""
    run_here(pile, database)
    assert contents(database) == undisturbed


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """A stranger's transaction that writes and does not end."""
    with closing(sqlite3.connect(database, isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        yield


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_run(
    held: Held, pile: Path, tmp_path: Path, undisturbed: Any, number: signal.Signals
) -> None:
    database = tmp_path / "a.db"
    run = held(*options(pile, database))
    run.send_signal(number)
    _, said = run.communicate(timeout=PATIENCE)
    assert run.returncode == 130
    assert said == "Stopped. What is done stays; run the same command again and it goes on from there.\n"
    assert batch_status(database) == ["failed"]
    assert 0 < articles(database) < FILES
    assert_resumes(pile, database, undisturbed)


def test_the_second_signal_ends_it_at_once(held: Held, pile: Path, tmp_path: Path, undisturbed: Any) -> None:
    database = tmp_path / "a.db"
    run = held(*options(pile, database))
    with locked(database):
        run.send_signal(signal.SIGTERM)
        # It cannot close its batch while the database is locked, and says so.
        assert run.stderr is not None
        assert run.stderr.readline() == WAITING
        assert run.poll() is None
        run.send_signal(signal.SIGTERM)
        # While the database is still locked: much sooner than it would give up waiting.
        _, said = run.communicate(timeout=PATIENCE)
    assert run.returncode == 130
    # Whichever of its threads is the first to say so.
    assert said.startswith(("Stopped at once. What is committed stays", "Stopped. What is done stays"))
    assert_resumes(pile, database, undisturbed)


def test_a_database_that_a_stranger_locks_is_waited_for(
    held: Held, pile: Path, tmp_path: Path, undisturbed: Any
) -> None:
    database = tmp_path / "a.db"
    run = held(*options(pile, database))
    with locked(database):
        go_on(run)
        assert run.stderr is not None
        assert run.stderr.readline() == WAITING
        time.sleep(2.0)
        assert run.poll() is None
    _, said = run.communicate(timeout=PATIENCE)
    assert (run.returncode, said) == (0, "")
    assert contents(database) == undisturbed


def test_a_backup_made_while_a_run_loads_is_whole_and_can_be_gone_on_with(
    held: Held, pile: Path, tmp_path: Path, undisturbed: Any
) -> None:
    database, copies = tmp_path / "a.db", [tmp_path / "copy-0.db"]
    run = held(*options(pile, database))
    backup(f"sqlite:///{database}", copies[0])
    go_on(run)
    while run.poll() is None:
        copies.append(tmp_path / f"copy-{len(copies)}.db")
        backup(f"sqlite:///{database}", copies[-1])
        time.sleep(0.2)
    run.communicate()
    assert run.returncode == 0
    assert contents(database) == undisturbed
    assert [problems(f"sqlite:///{copy}") for copy in (copies[0], copies[-1])] == [[], []]
    assert 0 < articles(copies[0]) < FILES
    assert_resumes(pile, copies[0], undisturbed)


def test_a_full_disk_is_said_and_what_is_loaded_stays(pile: Path, tmp_path: Path, undisturbed: Any) -> None:
    with small_disk(tmp_path / "disk") as (folder, enlarge, program):
        database = folder / "a.db"
        run = subprocess.run(ingest(pile, database, program), capture_output=True, text=True, check=False)
        assert run.returncode == 1
        assert run.stderr.startswith(f"copydesk: Database {database}: the disk ")
        assert len(run.stderr.splitlines()) == 1
        assert 0 < articles(database) < FILES
        enlarge()
        assert_resumes(pile, database, undisturbed)


def test_a_limit_on_the_size_of_files_is_said(pile: Path, tmp_path: Path, undisturbed: Any) -> None:
    database = tmp_path / "a.db"
    run = subprocess.run(ingest(pile, database, LIMITED), capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr == (
        f"copydesk: Database {database}: the disk reports an error (disk I/O error). "
        f"Check the disk and the room on it, then run: copydesk check --database sqlite:///{database}\n"
    )
    assert 0 < articles(database) < FILES
    assert_resumes(pile, database, undisturbed)


Disk = tuple[Path, Callable[[], object], str]


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """A disk with little room, what enlarges it, and what limits a process where no disk may be mounted."""
    folder.mkdir()

    def mount(options: str) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", options, "copydesk", str(folder)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    if not mount("size=800k"):
        yield folder, str, LIMITED
        return
    try:
        yield folder, lambda: mount("remount,size=200m"), ""
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_database_that_may_not_be_written_is_named(pile: Path, tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    run_here(pile / "0001.txt", database)
    before = contents(database)
    for path in (database, tmp_path):
        path.chmod(path.stat().st_mode & ~0o222)
    run = subprocess.run([*powerless(), *ingest(pile, database)], capture_output=True, text=True, check=False)
    for path in (tmp_path, database):
        path.chmod(path.stat().st_mode | 0o200)
    assert run.returncode == 1
    assert run.stderr == (
        f"copydesk: Database {database}: it cannot be opened for this (attempt to write a readonly database). "
        "Check the rights on the file and its folder.\n"
    )
    assert contents(database) == before


def powerless() -> list[str]:
    """What has to stand before a command so that the rights on files count: root has them all."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    assert setpriv is not None, "util-linux is needed to run this test as root"
    return [setpriv, "--bounding-set", "-all", "--inh-caps", "-all"]
