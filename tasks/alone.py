"""What killed a worker, found by trying again in a process of its own that notes each turn before it is taken."""

import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, Self, TypeVar

from tasks.guard import OUT_OF_MEMORY, STUCK_SIGNALS, TOO_SLOW, WORKER_DIED, Ended, Trial
from tasks.workers import start_executor, stop_now

Answer = TypeVar("Answer")

# What can come out of a worker in the place of an answer, because of what it was working on.
DEATHS = (BrokenProcessPool, MemoryError, Ended)
# A death costs seconds, and a file of nothing but deadly documents would cost hours.
_MOST_DEATHS = 100


class Died(Exception):
    """A task that no process survives; `reason` is a word for quarantine."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Alone:
    """One worker process for what may kill it, started again after each death; a context manager."""

    def __init__(self, worker_bytes: int) -> None:
        self._worker_bytes = worker_bytes
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        descriptor, self._note = tempfile.mkstemp(prefix="copydesk-")
        os.close(descriptor)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._executor is not None:
            stop_now(self._executor)
        os.unlink(self._note)  # noqa: PTH108 - a name from mkstemp, and no path of the run

    def run(self, task: Callable[..., Answer], *arguments: Any) -> Answer:
        """The answer of a task, without the turns that no process survives.

        A turn is given up that was too slow, or in which two processes died one after the other: the kernel may
        have chosen one of ours to end where another program has eaten the memory.

        Arguments:
            task: takes the arguments and a `Trial`.
            arguments: whatever can be sent to a process.

        Raises:
            Died: outside of any turn, or in too many of them.
        """
        given_up: dict[int, str] = {}
        suspect = None
        for _ in range(_MOST_DEATHS):
            os.truncate(self._note, 0)
            trial = Trial(self._note, given_up)
            try:
                return self._try(task, *arguments, trial)
            except Died as death:
                last = trial.last_turn()
                if death.reason == TOO_SLOW or last == suspect:
                    if last == 0:
                        raise
                    given_up[last] = death.reason
                suspect = last
        raise Died(WORKER_DIED)

    def _try(self, task: Callable[..., Answer], *arguments: Any) -> Answer:
        executor = self._executor = self._executor or start_executor(1, self._worker_bytes)
        [process] = executor._processes.values()
        try:
            return executor.submit(task, *arguments).result()
        except DEATHS as error:
            # Waits for the thread that waits for the process: two would take its exit status from each other.
            executor.shutdown()
            self._executor = None
            if isinstance(error, MemoryError):
                raise Died(OUT_OF_MEMORY) from error
            stuck = isinstance(error, Ended) or -(process.exitcode or 0) in STUCK_SIGNALS
            raise Died(TOO_SLOW if stuck else WORKER_DIED) from error
