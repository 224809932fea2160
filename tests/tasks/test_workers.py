import os
import subprocess
import sys
import threading
import time

import pytest

from tasks.workers import start_executor, stop_now, workers_for


def test_a_run_gets_a_worker_for_each_core_unless_it_wants_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert workers_for(None) == len(os.sched_getaffinity(0))
    assert [workers_for(wanted) for wanted in (0, 3)] == [0, 3]
    monkeypatch.delattr(os, "sched_getaffinity")
    assert workers_for(None) == os.cpu_count()


@pytest.mark.parametrize("busy", [False, True])
def test_of_a_pool_that_was_stopped_nothing_is_left(*, busy: bool) -> None:
    before = set(threading.enumerate())
    executor = start_executor(2, 4_000_000_000)
    processes = list(executor._processes.values())
    if busy:
        executor.submit(time.sleep, 600)
    stop_now(executor)
    watching = {thread for thread in threading.enumerate() if thread.daemon}
    assert set(threading.enumerate()) - watching <= before
    for process in processes:
        process.join(60)
        assert not process.is_alive()


def test_ctrl_c_is_the_parents_while_workers_load() -> None:
    code = """
import os, signal, sys
class Finder:
    def find_spec(self, name, path, target=None):
        if name == "tasks.slices":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
import tasks.preload
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
