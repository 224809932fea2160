"""The one process pool of a run: workers that import only `tasks`, and end when their parent does."""

import multiprocessing
import os
import sys
import threading
import types
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from multiprocessing.context import BaseContext

from tasks.chunks import Chunk, ChunkResult, FileSlice, SliceResult
from tasks.process import ProcessSettings, process_chunk
from tasks.records import Rejected

# A chunk of 500 articles takes under a second; a document that needs minutes is stuck.
CHUNK_SECONDS = 300.0
SLICE_SECONDS = 60.0


class WorkerPool:
    """Runs chunks in `workers` processes; with 0 workers in this process, for tests and debuggers.

    A worker that dies (out of memory) or hangs takes its chunk with it: `result` then runs the chunk again
    file by file in a process of its own, and the file that kills that one too is quarantined.
    """

    def __init__(self, workers: int, settings: ProcessSettings) -> None:
        self.workers = workers
        self.settings = settings
        self._executor: ProcessPoolExecutor | None = None

    def submit(self, chunk: Chunk) -> "Future[ChunkResult]":
        """Start a chunk; errors of the process come out of `result`."""
        if self.workers == 0:
            done: Future[ChunkResult] = Future()
            done.set_result(process_chunk(chunk, self.settings))
            return done
        try:
            return self._running().submit(process_chunk, chunk, self.settings)
        except BrokenProcessPool:
            self.close()
            return self._running().submit(process_chunk, chunk, self.settings)

    def result(self, chunk: Chunk, future: "Future[ChunkResult]") -> ChunkResult:
        """The result of a submitted chunk, whatever its files did to the worker."""
        try:
            return future.result(timeout=CHUNK_SECONDS)
        except (BrokenProcessPool, TimeoutError):
            self.close()
            return self._one_by_one(chunk)

    def close(self) -> None:
        """End the workers at once; what they had not returned is run again or not needed."""
        if self._executor is not None:
            stop_now(self._executor)
            self._executor = None

    def _running(self) -> ProcessPoolExecutor:
        if self._executor is None:
            self._executor = start_executor(self.workers)
        return self._executor

    def _one_by_one(self, chunk: Chunk) -> ChunkResult:
        results: list[SliceResult] = []
        seconds: Counter[str] = Counter()
        with ExitStack() as stack:
            alone = stack.enter_context(single_worker())
            for piece in chunk.slices:
                part = alone.submit(process_chunk, replace(chunk, slices=(piece,)), self.settings)
                try:
                    done = part.result(timeout=SLICE_SECONDS)
                except (BrokenProcessPool, TimeoutError) as error:
                    results.append(given_up(piece, stuck=isinstance(error, TimeoutError)))
                    stack.close()
                    alone = stack.enter_context(single_worker())
                else:
                    results += done.slices
                    seconds.update(done.stage_seconds)
        return ChunkResult(chunk.number, tuple(results), dict(seconds))


@contextmanager
def single_worker() -> Iterator[ProcessPoolExecutor]:
    """One worker process, ended on leaving."""
    executor = start_executor(1)
    try:
        yield executor
    finally:
        stop_now(executor)


def given_up(piece: FileSlice, *, stuck: bool) -> SliceResult:
    """The quarantine record of a file that a worker could not survive."""
    reason = "too-slow" if stuck else "worker-died"
    what = f"needed more than {SLICE_SECONDS:.0f} seconds" if stuck else "ended the process that read it"
    detail = f"The file {what}. Look at its size and content, split it, and run `copydesk quarantine replay`."
    return SliceResult(piece, piece.sha256 or "", (), (Rejected(piece.path, piece.first_position, "", reason, detail),))


def start_executor(workers: int) -> ProcessPoolExecutor:
    """A pool whose processes are forked from a server that has imported `tasks` and nothing of the caller."""
    with blank_main():
        executor = ProcessPoolExecutor(workers, mp_context=worker_context(), initializer=end_with_parent)
        # A submission starts one process while none is idle; all must start while __main__ is hidden.
        while len(executor._processes) < workers:
            executor.submit(os.getpid)
    return executor


def worker_context() -> BaseContext:
    """`forkserver` where the system has it: workers share the memory of models loaded once; else `spawn`."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tasks.preload"])
    return context


@contextmanager
def blank_main() -> Iterator[None]:
    """Hide `__main__` while processes start: a worker would import it again, and with it Prefect or the desk."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def end_with_parent() -> None:
    """Let this process die with its parent, even by SIGKILL: measured, it would otherwise live for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=lambda: (parent.join(), os._exit(1)), daemon=True).start()


def stop_now(executor: ProcessPoolExecutor) -> None:
    """End a pool without waiting for what it is doing."""
    processes = list((executor._processes or {}).values())
    executor.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
