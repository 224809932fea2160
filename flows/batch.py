"""A run over one database, without Prefect: what the flows' tasks and `--direct` both call."""

import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from types import TracebackType
from typing import Generic, Self

from sqlalchemy import Connection

from flows.conveyor import Conveyor
from flows.request import IngestSummary, Listener, Progress, RunRequest
from flows.runner import open_pool
from schema.engine import open_engine
from schema.lock import run_lock
from schema.migrate import prepare
from schema.waiting import telling
from tasks.chunks import Chunk, ChunkResult, Piece, Result, batched
from tasks.clean import CleaningSettings
from tasks.cycles import looked_for_seldom
from tasks.load.batches import BatchCounts, close_batch, open_batch, save_counts
from tasks.load.learned import accepted_lines
from tasks.pool import Work
from tasks.process import ProcessSettings, StageClock
from tasks.version import cleaner_version

# A scheduled run waits for the one before it rather than fail.
LOCK_SECONDS = 6 * 3600.0
# Task runs cost 5–15 ms and 11–22 KB of Prefect's database each: a flow run gets two of them per stretch.
STRETCHES = 100
# Before so much of the work is done, the start of the workers says more of the time left than the work.
SHARE_TOLD = 0.02


class BatchRun(ABC, Generic[Piece, Result]):
    """A run in progress: the run lock, the pool, the counts and the clock.

    A context manager: entering waits for the lock, brings the database up to date and opens the batch; leaving
    closes it as completed, or as failed when an error ends it, and ends the workers. Its chunks are cleaned in
    the pool, a few ahead, and loaded here in order; a stretch is a run of chunks that Prefect sees as one task.
    """

    def __init__(self, request: RunRequest, listener: Listener, flow_run_id: str | None = None) -> None:
        self.request = request
        self.counts = BatchCounts()
        self.clock = StageClock()
        self.total = 0
        # What a person should look at, in a sentence each.
        self.notes: list[str] = []
        self._listener = listener
        self._flow_run_id = flow_run_id
        self._began = time.monotonic()
        self._stretches: dict[int, list[Chunk[Piece]]] = {}

    @property
    @abstractmethod
    def work(self) -> Work[Piece, Result]:
        """What a worker does with a piece of a chunk."""

    @abstractmethod
    def discover(self) -> dict[str, int]:
        """Count what there is to do, in `total` and in the numbers that are returned; called once, first."""

    @abstractmethod
    def chunks(self) -> Iterable[Chunk[Piece]]:
        """The chunks, numbered from 0; they are made as they are needed, in the thread that loads."""

    def fill(self, chunk: Chunk[Piece]) -> Chunk[Piece]:
        """The chunk as it goes to the workers; called in order, for each once."""
        return chunk

    @abstractmethod
    def expected_chunks(self) -> float:
        """About how many chunks there will be."""

    @abstractmethod
    def store(self, connection: Connection, result: ChunkResult[Result]) -> BatchCounts:
        """Write what came out of a chunk, within one transaction."""

    @abstractmethod
    def done(self) -> int:
        """How much of `total` is done."""

    def share_done(self) -> float:
        """How much of the work is done, 0 to 1."""
        return self.done() / self.total if self.total else 0.0

    def __enter__(self) -> Self:
        """Take the lock and open the batch; raises a `DatabaseError` when the database cannot be used."""
        with ExitStack() as stack:
            url = self.request.database
            stack.enter_context(telling(self._say))
            stack.enter_context(looked_for_seldom())
            stack.enter_context(run_lock(url, LOCK_SECONDS, self._say))
            prepare(url)
            self.engine = open_engine(url)
            stack.callback(self.engine.dispose)
            settings = self._read_settings()
            # A pool that cannot be had leaves no batch behind.
            pool = stack.enter_context(open_pool(self.request, self.work, settings))
            # Every worker has a chunk to do and one waiting.
            self._ahead = 2 * max(pool.workers, 1)
            self._conveyor = Conveyor(pool, self._ahead, self.fill)
            self._open_batch()
            self._exit = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._exit:
            if error is not None:
                self._conveyor.fail(error)
            with self.engine.begin() as connection:
                status = "completed" if error is None else "failed"
                times = self.clock.seconds
                close_batch(connection, self.batch_id, self.counts, status=status, stage_seconds=times)

    def stretches(self) -> Iterator[tuple[int, int]]:
        """Runs of chunks, as first and last number."""
        for stretch in batched(self.chunks(), max(1, round(self.expected_chunks() / STRETCHES))):
            first, last = stretch[0].number, stretch[-1].number
            self._stretches[first] = stretch
            yield first, last
        self._progress()

    def clean(self, first: int) -> None:
        """Hand the chunks of a stretch to the pool, no more at once than the writer can follow."""
        try:
            for chunk in self._stretches[first]:
                self._conveyor.start(chunk)
        except BaseException as error:
            self._conveyor.fail(error)
            raise

    def load(self, first: int) -> BatchCounts:
        """Load the chunks of a stretch in order, each with its manifest rows in one transaction."""
        loaded = BatchCounts()
        for chunk in self._stretches[first]:
            result = self._conveyor.take(chunk.number)
            self.clock.add(result.stage_seconds)
            with self.clock.stage("load"), self.engine.begin() as connection:
                counts = self.store(connection, result)
                total = BatchCounts(**asdict(self.counts))
                total.add(counts)
                save_counts(connection, self.batch_id, total)
            # Only now is it committed: what is counted is in the database.
            self.counts = total
            loaded.add(counts)
            self._progress()
        del self._stretches[first]
        return loaded

    def drive(self, start: Callable[[int, int], object], load: Callable[[int, int], object]) -> None:
        """Start stretches some ahead of the loading, and load them in order.

        Arguments:
            start: begins to clean the chunks first to last, in another thread.
            load: loads them in this thread, waiting for the workers.
        """
        waiting: deque[tuple[int, int]] = deque()
        for first, last in self.stretches():
            start(first, last)
            waiting.append((first, last))
            if len(waiting) > self._ahead:
                load(*waiting.popleft())
        while waiting:
            load(*waiting.popleft())

    def summary(self) -> IngestSummary:
        """The counts and times so far."""
        seconds = round(time.monotonic() - self._began, 3)
        stages = {name: round(value, 4) for name, value in self.clock.seconds.items()}
        return IngestSummary(
            self.batch_id, **asdict(self.counts), seconds=seconds, stage_seconds=stages, notes=self.notes
        )

    def _read_settings(self) -> ProcessSettings:
        request = self.request
        with self.engine.begin() as connection:
            learned = accepted_lines(connection)
        self.cleaner_version = cleaner_version(learned, strict=request.strict_cleaning)
        cleaning = CleaningSettings(strict=request.strict_cleaning, learned=learned)
        return ProcessSettings(cleaning, request.limits)

    def _open_batch(self) -> None:
        with self.engine.begin() as connection:
            self.batch_id = open_batch(
                connection,
                trigger=self.request.trigger,
                flow_run_id=self._flow_run_id,
                cleaner_version=self.cleaner_version,
            )

    def _progress(self) -> None:
        seconds = time.monotonic() - self._began
        done, documents = self.done(), self.counts.documents_seen
        share = self.share_done()
        left = seconds * max(1 - share, 0.0) / share if share >= SHARE_TOLD else None
        rate = documents / seconds if seconds else 0.0
        self._listener(Progress("load", done, self.total, documents, rate, left, share=min(share, 1.0)))

    def _say(self, message: str) -> None:
        self._listener(Progress("wait", message=message))
