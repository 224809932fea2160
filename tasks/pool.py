"""The one process pool of a run; what kills or blocks a worker costs one document, and the run goes on."""

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from typing import Generic

from tasks.alone import DEATHS, Alone, Died
from tasks.chunks import Chunk, ChunkResult, Piece, Result
from tasks.process import ProcessSettings, StageClock, process_chunk, process_watched
from tasks.workers import start_executor, stop_now


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

    A worker that dies takes with it the chunks that are being worked on: `result` then runs its chunk again piece by
    piece in a process of its own. In this process nothing is ended that takes too long or too much.
    """

    def __init__(self, workers: int, work: Work[Piece, Result], settings: ProcessSettings) -> None:
        self.workers = workers
        self._work = work
        self._settings = settings
        self._executor: ProcessPoolExecutor | None = None
        # One thread submits while another one waits for results.
        self._lock = threading.Lock()

    def submit(self, chunk: Chunk[Piece]) -> Future[ChunkResult[Result]]:
        """Start a chunk; errors of the process come out of `result`."""
        if self.workers == 0:
            done: Future[ChunkResult[Result]] = Future()
            done.set_result(process_chunk(chunk, self._work.step, self._settings))
            return done
        with self._lock:
            try:
                return self._submit_to(self._running(), chunk)
            except BrokenProcessPool:
                self._stop()
                return self._submit_to(self._running(), chunk)

    def result(self, chunk: Chunk[Piece], future: Future[ChunkResult[Result]]) -> ChunkResult[Result]:
        """The result of a submitted chunk, whatever its pieces did to the worker."""
        try:
            return future.result()
        except (*DEATHS, CancelledError):
            return self._one_by_one(chunk)

    def close(self) -> None:
        """End the workers at once; what they had not returned is run again or not needed."""
        with self._lock:
            self._stop()

    def _stop(self) -> None:
        if self._executor is not None:
            stop_now(self._executor)
            self._executor = None

    def _running(self) -> ProcessPoolExecutor:
        if self._executor is None:
            self._executor = start_executor(self.workers, self._settings.limits.worker_bytes)
        return self._executor

    def _submit_to(self, executor: ProcessPoolExecutor, chunk: Chunk[Piece]) -> Future[ChunkResult[Result]]:
        return executor.submit(process_watched, chunk, self._work.step, self._settings)

    def _one_by_one(self, chunk: Chunk[Piece]) -> ChunkResult[Result]:
        results: list[Result] = []
        clock = StageClock()
        with Alone(self._settings.limits.worker_bytes) as alone:
            for piece in chunk.pieces:
                one = replace(chunk, pieces=(piece,))
                try:
                    done = alone.run(process_watched, one, self._work.step, self._settings)
                except Died as death:
                    results.append(self._work.give_up(piece, death.reason))
                else:
                    results += done.results
                    clock.add(done.stage_seconds)
        return ChunkResult(chunk.number, tuple(results), clock.seconds)
