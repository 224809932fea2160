"""The one process pool of a run: workers that import only `tasks`, and end when their parent does."""

import multiprocessing
import os
import signal
import sys
import threading
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Generic

from tasks.chunks import Chunk, ChunkResult, Piece, Result
from tasks.process import ProcessSettings, StageClock, process_chunk

# A chunk of 500 articles takes under a second; a document that needs minutes is stuck.
CHUNK_SECONDS = 300.0
PIECE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Work(Generic[Piece, Result]):
    """What workers do with the pieces of a chunk, and what stands for a piece that no worker survives.

    `step` is a function at the top of a module, so that it can be sent to a process. `give_up` gets the piece and
    the reason: `worker-died` or `too-slow`.
    """

    step: Callable[[Sequence[Piece], ProcessSettings, StageClock], Iterable[Result]]
    give_up: Callable[[Piece, str], Result]


class WorkerPool(Generic[Piece, Result]):
    """Runs chunks in `workers` processes; with 0 workers in this process, for tests and debuggers.

    A worker that dies (out of memory) or hangs takes its chunk with it: `result` then runs the chunk again
    piece by piece in a process of its own, and gives up the piece that kills that one too.
    """

    def __init__(self, workers: int, work: Work[Piece, Result], settings: ProcessSettings) -> None:
        self.workers = workers
        self._work = work
        self._settings = settings
        self._executor: ProcessPoolExecutor | None = None

    def submit(self, chunk: Chunk[Piece]) -> Future[ChunkResult[Result]]:
        """Start a chunk; errors of the process come out of `result`."""
        if self.workers == 0:
            done: Future[ChunkResult[Result]] = Future()
            done.set_result(process_chunk(chunk, self._work.step, self._settings))
            return done
        try:
            return self._submit_to(self._running(), chunk)
        except BrokenProcessPool:
            self.close()
            return self._submit_to(self._running(), chunk)

    def result(self, chunk: Chunk[Piece], future: Future[ChunkResult[Result]]) -> ChunkResult[Result]:
        """The result of a submitted chunk, whatever its pieces did to the worker."""
        try:
            return future.result(timeout=CHUNK_SECONDS)
        except (BrokenProcessPool, CancelledError, TimeoutError):
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

    def _submit_to(self, executor: ProcessPoolExecutor, chunk: Chunk[Piece]) -> Future[ChunkResult[Result]]:
        return executor.submit(process_chunk, chunk, self._work.step, self._settings)

    def _one_by_one(self, chunk: Chunk[Piece]) -> ChunkResult[Result]:
        results: list[Result] = []
        clock = StageClock()
        with ExitStack() as stack:
            alone = stack.enter_context(single_worker())
            for piece in chunk.pieces:
                part = self._submit_to(alone, replace(chunk, pieces=(piece,)))
                try:
                    done = part.result(timeout=PIECE_SECONDS)
                except (BrokenProcessPool, TimeoutError) as error:
                    reason = "too-slow" if isinstance(error, TimeoutError) else "worker-died"
                    results.append(self._work.give_up(piece, reason))
                    stack.close()
                    alone = stack.enter_context(single_worker())
                else:
                    results += done.results
                    clock.add(done.stage_seconds)
        return ChunkResult(chunk.number, tuple(results), clock.seconds)


def workers_for(wanted: int | None) -> int:
    """How many workers a run gets: as many as wanted, else one for each core that this process may use."""
    if wanted is not None:
        return wanted
    # macOS does not say which cores a process may use.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def single_worker() -> Iterator[ProcessPoolExecutor]:
    """One worker process, ended on leaving."""
    executor = start_executor(1)
    try:
        yield executor
    finally:
        stop_now(executor)


def start_executor(workers: int) -> ProcessPoolExecutor:
    """A pool whose processes are forked from a server that has imported `tasks` and nothing of the caller."""
    with blank_main():
        executor = ProcessPoolExecutor(workers, mp_context=worker_context(), initializer=end_with_parent)
        # A submission starts one process while none is idle; all must start while __main__ is hidden.
        while len(executor._processes) < workers:
            executor.submit(os.getpid)
    return executor


def prepare_workers() -> None:
    """Let the fork server load what workers need, in a process of its own, while this one prepares the run."""
    if worker_context().get_start_method() == "forkserver":
        with blank_main():
            forkserver.ensure_running()


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
    """Let this process die with its parent, even by SIGKILL: measured, it would otherwise live for ever.

    Ctrl-C reaches every process of a terminal; the parent alone answers it, and ends its workers.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_exit_after, args=[parent], daemon=True).start()


def _exit_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def stop_now(executor: ProcessPoolExecutor) -> None:
    """End a pool without waiting for what it is doing."""
    processes = list((executor._processes or {}).values())
    executor.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
