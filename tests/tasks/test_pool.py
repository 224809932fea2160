import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tasks.chunks import Chunk, FileSlice
from tasks.pool import Work, WorkerPool
from tasks.process import ProcessSettings, process_chunk
from tasks.slices import give_up_slice, process_slices

STORY = "The council of the district met on Monday.\nIt decided to study measure number {n} again next year.\n"

READING = Work(process_slices, give_up_slice)

# What `copydesk ingest` does, in short: its __main__ has imported Prefect, its workers must not.
PARENT = """
import os, sys, time
import prefect
from tasks.workers import start_executor
executor = start_executor(2, 4_000_000_000)
print(*executor._processes, executor.submit(eval, "'prefect' in __import__('sys').modules").result(), flush=True)
executor.submit(time.sleep, 600)
time.sleep(600)
"""


@pytest.fixture
def chunk(tmp_path: Path) -> Chunk[FileSlice]:
    slices = []
    for n in range(4):
        path = tmp_path / f"{n}.txt"
        path.write_text(STORY.format(n=n))
        slices.append(FileSlice(str(path), path.stat().st_size, path.stat().st_mtime_ns))
    return Chunk(0, tuple(slices))


def test_workers_give_what_this_process_gives(chunk: Chunk[FileSlice]) -> None:
    workers = WorkerPool(1, READING, ProcessSettings())
    try:
        result = workers.result(chunk, workers.submit(chunk))
    finally:
        workers.close()
    assert result.results == process_chunk(chunk, process_slices, ProcessSettings()).results
    assert {"read", "clean", "language", "translation", "fingerprint"} <= set(result.stage_seconds)


def test_a_killed_worker_loses_nothing(chunk: Chunk[FileSlice]) -> None:
    workers = WorkerPool(1, READING, ProcessSettings())
    try:
        future = workers.submit(chunk)
        assert workers._executor is not None
        for pid in workers._executor._processes:
            os.kill(pid, signal.SIGKILL)
        result = workers.result(chunk, future)
        again = workers.result(chunk, workers.submit(chunk))
    finally:
        workers.close()
    expected = process_chunk(chunk, process_slices, ProcessSettings()).results
    assert result.results == expected
    assert again.results == expected


def test_workers_import_no_prefect_and_end_with_a_killed_parent(
    alive: Callable[..., list[psutil.Process]],
) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    *pids, prefect_imported = parent.stdout.readline().split()
    descendants = psutil.Process(parent.pid).children(recursive=True)
    assert {int(pid) for pid in pids} <= {process.pid for process in descendants}
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert prefect_imported == "False"
    assert alive(descendants) == []
