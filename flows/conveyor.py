"""Between the pool and the writer: chunks are started a few ahead and taken in the order of their numbers."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic

from flows.runner import Pool
from tasks.chunks import Chunk, ChunkResult, Piece, Result


class Conveyor(Generic[Piece, Result]):
    """Bounds what is in memory, and keeps the order in which chunks are loaded.

    Any number of threads may call `start`, one calls `take`. Chunks start in order, too, and a chunk only when it is
    less than `ahead` chunks before the next to be taken, so a slow writer holds the workers back. Completion order is
    not used anywhere: it made the groups of near-duplicates differ from run to run.

    `fill` is what is done with a chunk before it goes to the pool: so much of it would be too much in memory before.
    """

    def __init__(
        self, pool: Pool[Piece, Result], ahead: int, fill: Callable[[Chunk[Piece]], Chunk[Piece]] = lambda chunk: chunk
    ) -> None:
        self._pool = pool
        self._ahead = ahead
        self._fill = fill
        self._started = 0
        self._next = 0
        self._running: dict[int, tuple[Chunk[Piece], Future[ChunkResult[Result]]]] = {}
        self._failure: BaseException | None = None
        self._changed = threading.Condition()

    def start(self, chunk: Chunk[Piece]) -> None:
        """Hand a chunk to the pool, waiting until it is its turn; raises what `fail` was given."""
        with self._changed:
            self._changed.wait_for(lambda: self._failure is not None or self._is_next(chunk.number))
            self._raise_failure()
        # Nobody else comes this far before the chunk is counted as started.
        chunk = self._fill(chunk)
        with self._changed:
            self._running[chunk.number] = chunk, self._pool.submit(chunk)
            self._started += 1
            self._changed.notify_all()

    def take(self, number: int) -> ChunkResult[Result]:
        """The result of a chunk, waiting for it; chunks are taken in order, each once."""
        with self._changed:
            self._changed.wait_for(lambda: self._failure is not None or number in self._running)
            self._raise_failure()
            chunk, future = self._running.pop(number)
        result = self._pool.result(chunk, future)
        with self._changed:
            self._next = number + 1
            self._changed.notify_all()
        return result

    def fail(self, error: BaseException) -> None:
        """Wake up everybody who waits, with the error that ended the run."""
        with self._changed:
            self._failure = self._failure or error
            self._changed.notify_all()

    def _is_next(self, number: int) -> bool:
        return number == self._started and number < self._next + self._ahead

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure
