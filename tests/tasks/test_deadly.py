"""Documents that are stuck, or that kill the process that works on them: each costs itself, and nothing beside it."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from tasks.chunks import Chunk, FileSlice, SliceResult
from tasks.pool import Work, WorkerPool
from tasks.process import ProcessSettings
from tasks.read import Limits
from tasks.records import Rejected
from tasks.replay import QuarantinedInput, give_up, replay
from tasks.slices import give_up_slice, process_slices
from tasks.workers import start_executor, stop_now

READING = Work(process_slices, give_up_slice)
STORIES = [f"The council of district {n} met on Monday and decided to build a bridge over the river." for n in range(4)]
# Takes two seconds or so, nearly all of it in Python.
LONG_PAGE = "<html><body><article>" + f"<p>{STORIES[0]} And so on.</p>" * 24_000 + "</article></body></html>"

# CPU seconds that no story takes, however slow the machine; a clock looks four times a second.
SHORT = Limits(document_seconds=0.5, rejected_bytes=5_000_000)

# Steps that cannot be made to fail in this way by any input that is known, in a module that workers can import.
DEADLY = """
import gc, os, re, signal
from multiprocessing.queues import SimpleQueue
from tasks.guard import turn
from tasks.slices import process_slices

def lines(pieces, settings, clock, deed):
    return [lines_of(piece, settings, deed) for piece in pieces]

def lines_of(piece, settings, deed):
    done = []
    for line in open(piece.path):
        try:
            with turn(settings.limits.document_seconds):
                if "deadly" in line:
                    deed()
                done.append(line.strip())
        except BaseException as ended:
            done.append(repr(ended))
    return done

def stuck_in_c(pieces, settings, clock):
    return lines(pieces, settings, clock, lambda: re.fullmatch("(a+)+b", "a" * 60))

def killed(pieces, settings, clock):
    return lines(pieces, settings, clock, lambda: os.kill(os.getpid(), signal.SIGKILL))

def exits(pieces, settings, clock):
    return lines(pieces, settings, clock, lambda: os._exit(3))

def dies_between_turns(pieces, settings, clock):
    if any("deadly" in open(piece.path).read() for piece in pieces):
        os.abort()
    return process_slices(pieces, settings, clock)

def dies_while_answering(pieces, settings, clock):
    if any("deadly" in open(piece.path).read() for piece in pieces):
        [answers] = [found for found in gc.get_objects() if isinstance(found, SimpleQueue)]
        with answers._wlock:
            os.write(answers._writer.fileno(), (1000).to_bytes(4, "big") + b"the first of a thousand bytes")
            os.kill(os.getpid(), signal.SIGKILL)
    return process_slices(pieces, settings, clock)

def out_of_memory(pieces, settings, clock):
    raise MemoryError

def gone(piece, reason):
    return reason
"""


@pytest.fixture
def deadly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    (tmp_path / "deadly_steps.py").write_text(DEADLY)
    monkeypatch.syspath_prepend(tmp_path)
    import deadly_steps  # type: ignore[import-not-found]

    return deadly_steps


def run(work: Work[Any, Any], chunk: Chunk[FileSlice], limits: Limits, workers: int = 1) -> list[Any]:
    pool = WorkerPool(workers, work, ProcessSettings(limits=limits))
    try:
        return list(pool.result(chunk, pool.submit(chunk)).results)
    finally:
        pool.close()


def piece(path: Path) -> FileSlice:
    return FileSlice(str(path), path.stat().st_size, path.stat().st_mtime_ns)


def files(folder: Path, *contents: str) -> Chunk[FileSlice]:
    made = []
    for n, content in enumerate(contents):
        path = folder / f"{n}.txt"
        path.write_text(content)
        made.append(piece(path))
    return Chunk(0, tuple(made))


def feed(folder: Path, *records: dict[str, str]) -> Chunk[FileSlice]:
    path = folder / "feed.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return Chunk(0, (piece(path),))


def parts(result: SliceResult) -> tuple[list[int], tuple[Rejected, ...]]:
    return [stored.article.document.position for stored in result.articles], result.rejected


def test_a_record_that_takes_too_long_costs_itself(tmp_path: Path) -> None:
    chunk = feed(tmp_path, {"text": STORIES[0]}, {"html": LONG_PAGE}, {"text": STORIES[2]}, {"text": STORIES[3]})
    [result] = run(READING, chunk, SHORT)
    positions, [rejected] = parts(result)
    assert positions == [0, 2, 3]
    assert (rejected.reason, rejected.position) == ("too-slow", 1)
    assert "document-seconds" in rejected.detail
    assert json.loads(rejected.content)["html"] == LONG_PAGE


def test_a_file_that_takes_too_long_is_kept_and_can_be_replayed(tmp_path: Path) -> None:
    path = tmp_path / "long.html"
    path.write_text(LONG_PAGE)
    [result] = run(READING, Chunk(0, (piece(path),)), SHORT)
    assert result.articles == ()
    [rejected] = result.rejected
    assert (rejected.reason, rejected.content) == ("too-slow", path.read_bytes())
    # Known by its hash, it is not tried again in each run.
    assert len(result.sha256) == 64
    entry = QuarantinedInput(1, str(path), 0, rejected.sha256, rejected.reason, None)
    pool = WorkerPool(1, Work(replay, give_up), ProcessSettings())
    chunk = Chunk(0, (entry,))
    try:
        [replayed] = pool.result(chunk, pool.submit(chunk)).results
    finally:
        pool.close()
    assert len(replayed.result.articles) == 1


@pytest.mark.parametrize(
    ("step", "reason"), [("stuck_in_c", "too-slow"), ("killed", "worker-died"), ("exits", "worker-died")]
)
def test_a_document_that_kills_the_process_is_found_among_others(
    tmp_path: Path, deadly: Any, step: str, reason: str
) -> None:
    chunk = files(tmp_path, "one\ntwo\ndeadly\nthree\ndeadly\nfour", "five\n")
    work = Work(getattr(deadly, step), deadly.gone)
    ended = f"Ended('{reason}')"
    assert run(work, chunk, SHORT) == [["one", "two", ended, "three", ended, "four"], ["five"]]


@pytest.mark.parametrize(("step", "workers"), [("dies_between_turns", 1), ("dies_while_answering", 2)])
def test_a_file_that_kills_the_process_outside_of_any_turn_is_given_up_and_known(
    tmp_path: Path, deadly: Any, step: str, workers: int
) -> None:
    chunk = files(tmp_path, STORIES[0], "deadly", STORIES[2])
    results = run(Work(getattr(deadly, step), give_up_slice), chunk, Limits(), workers)
    assert [len(result.articles) for result in results] == [1, 0, 1]
    [rejected] = results[1].rejected
    assert rejected.reason == "worker-died"
    assert len(rejected.sha256) == len(results[1].sha256) == 64


def test_no_memory_for_the_answer_is_the_end_of_that_piece_only(tmp_path: Path, deadly: Any) -> None:
    chunk = files(tmp_path, STORIES[0], STORIES[1])
    assert run(Work(deadly.out_of_memory, deadly.gone), chunk, Limits()) == ["out-of-memory", "out-of-memory"]


def test_a_worker_has_so_much_memory_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "wide.json"
    path.write_text("[" + ",".join(["{}"] * 3_000_000) + "]")
    good = files(tmp_path, STORIES[0])
    chunk = Chunk(0, (piece(path), *good.pieces))
    [wide, story] = run(READING, chunk, Limits(worker_bytes=250_000_000))
    assert [rejected.reason for rejected in wide.rejected] == ["out-of-memory"]
    assert len(story.articles) == 1


@pytest.fixture
def kernel() -> Iterator[None]:
    """Ends workers that have 60 MB more than one that has nothing to do, as the kernel does where memory runs out."""
    idle = start_executor(1, Limits().worker_bytes)
    worker = psutil.Process(idle.submit(os.getpid).result())
    most, server = worker.memory_info().rss + 60_000_000, psutil.Process(worker.ppid())
    stop_now(idle)
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.01):
            for process in server.children():
                with suppress(psutil.NoSuchProcess):
                    if process.memory_info().rss > most:
                        process.kill()

    thread = threading.Thread(target=watch)
    thread.start()
    yield
    stop.set()
    thread.join()


@pytest.mark.usefixtures("kernel")
def test_a_record_that_takes_too_much_memory_is_found_among_others(tmp_path: Path) -> None:
    chunk = feed(tmp_path, {"text": STORIES[0]}, {"html": LONG_PAGE * 3}, {"text": STORIES[2]})
    [result] = run(READING, chunk, Limits())
    positions, [rejected] = parts(result)
    assert positions == [0, 2]
    assert (rejected.reason, rejected.position) == ("worker-died", 1)
