import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from schema.errors import DatabaseBusy, DatabaseMissing
from schema.lock import run_lock

HOLDER = """
import sys, time
from schema.lock import run_lock
with run_lock(sys.argv[1], 0, print):
    print("locked", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/articles.db"


def nobody_waits(message: str) -> None:
    raise AssertionError(message)


@pytest.fixture
def holder(address: str) -> subprocess.Popen[str]:
    """Another process that holds the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, address], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "locked\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_one_run_after_the_other_has_the_lock(address: str) -> None:
    for _ in range(2):
        with run_lock(address, 0, nobody_waits):
            pass


def test_who_holds_it_is_said_while_waiting_and_at_the_end(address: str, holder: subprocess.Popen[str]) -> None:
    said: list[str] = []
    with (
        pytest.raises(DatabaseBusy, match=f"process {holder.pid} since 2") as caught,
        run_lock(address, 0.3, said.append),
    ):
        pass
    assert "Wait for it to end" in caught.value.remedy
    assert len(said) == 1
    assert f"Waiting for process {holder.pid} since" in said[0]


def test_a_run_that_is_killed_lets_go(address: str, holder: subprocess.Popen[str]) -> None:
    os.kill(holder.pid, signal.SIGKILL)
    with run_lock(address, 120, lambda _: None):
        pass


def test_a_waiting_run_goes_on_when_the_other_ends(address: str) -> None:
    order: list[str] = []

    def second() -> None:
        with run_lock(address, 120, lambda _: order.append("waits")):
            order.append("second")

    with run_lock(address, 0, nobody_waits):
        thread = threading.Thread(target=second)
        thread.start()
        while "waits" not in order:
            time.sleep(0.01)
        order.append("first")
    thread.join()
    assert order == ["waits", "first", "second"]


def test_a_run_that_fails_lets_go(address: str) -> None:
    with pytest.raises(ZeroDivisionError), run_lock(address, 0, nobody_waits):
        raise ZeroDivisionError
    with run_lock(address, 0, nobody_waits):
        pass


def test_a_link_to_a_database_has_its_lock(address: str, tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "articles.db")
    waiting = run_lock(f"sqlite:///{tmp_path}/link.db", 0, nobody_waits)
    with run_lock(address, 0, nobody_waits), pytest.raises(DatabaseBusy), waiting:
        pass


def test_other_databases_are_not_held_up(address: str, tmp_path: Path) -> None:
    with run_lock(address, 0, nobody_waits), run_lock(f"sqlite:///{tmp_path}/other.db", 0, nobody_waits):
        pass


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing, match="mkdir -p"), run_lock(f"sqlite:///{tmp_path}/no/a.db", 0, nobody_waits):
        pass
