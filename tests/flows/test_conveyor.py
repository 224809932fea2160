import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flows.conveyor import Conveyor
from tasks.chunks import Chunk, FileSlice
from tasks.pool import Work, WorkerPool
from tasks.process import ProcessSettings
from tasks.slices import give_up_slice, process_slices

READING = Work(process_slices, give_up_slice)


def make_chunks(folder: Path, count: int) -> list[Chunk[FileSlice]]:
    made = []
    for n in range(count):
        path = folder / f"{n}.txt"
        path.write_text(f"The council of district {n} met on Monday and decided nothing.")
        made.append(Chunk(n, (FileSlice(str(path), path.stat().st_size, path.stat().st_mtime_ns),)))
    return made


def test_chunks_are_taken_in_order_and_started_no_further_ahead_than_allowed(tmp_path: Path) -> None:
    conveyor = Conveyor(WorkerPool(0, READING, ProcessSettings()), ahead=2)
    given = make_chunks(tmp_path, 6)
    started: list[int] = []

    def feed() -> None:
        for chunk in given:
            conveyor.start(chunk)
            started.append(chunk.number)

    with ThreadPoolExecutor(1) as feeder:
        feeding = feeder.submit(feed)
        for chunk in given:
            assert conveyor.take(chunk.number).number == chunk.number
            assert len(started) <= chunk.number + 3
        feeding.result(timeout=120)
    assert started == list(range(6))


def test_a_failure_wakes_up_feeder_and_loader(tmp_path: Path) -> None:
    conveyor = Conveyor(WorkerPool(0, READING, ProcessSettings()), ahead=1)
    first, second = make_chunks(tmp_path, 2)
    conveyor.start(first)
    with ThreadPoolExecutor(2) as threads:
        waiting = [threads.submit(conveyor.start, second), threads.submit(conveyor.take, 1)]
        threading.Timer(0.2, conveyor.fail, [RuntimeError("the disk is full")]).start()
        for future in waiting:
            with pytest.raises(RuntimeError, match="the disk is full"):
                future.result(timeout=120)
