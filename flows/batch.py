"""One run over one database, step by step, without Prefect: what the flow's tasks and `--direct` both call."""

import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from itertools import chain
from types import TracebackType
from typing import Self

from flows.conveyor import Conveyor
from flows.request import IngestRequest, IngestSummary, Listener, Progress
from schema.engine import open_engine
from schema.lock import run_lock
from schema.migrate import prepare
from tasks.chunks import Chunk, FileSlice, batched
from tasks.clean import CleaningSettings
from tasks.discover import CHUNK_BYTES, CHUNK_FILES, chunks, look_up, require_paths, split, survey, walk
from tasks.load.batches import BatchCounts, close_batch, open_batch, save_counts
from tasks.load.files import known_files, loaded_ranges
from tasks.load.learned import accepted_lines
from tasks.load.rows import load_chunk
from tasks.pool import WorkerPool
from tasks.process import ProcessSettings, StageClock
from tasks.version import cleaner_version

# A scheduled run waits for the one before it rather than fail.
LOCK_SECONDS = 6 * 3600.0
# Task runs cost 5–15 ms and 11–22 KB of Prefect's database each: a flow run gets two of them per stretch.
STRETCHES = 100


class BatchRun:
    """A run in progress: the run lock, the pool, the counts and the clock.

    A context manager: entering waits for the lock, brings the database up to date and opens the batch; leaving
    closes it as completed, or as failed when an error ends it, and ends the workers.
    """

    def __init__(self, request: IngestRequest, listener: Listener, flow_run_id: str | None = None) -> None:
        self.request = request
        self.paths = require_paths(request.paths)
        self.counts = BatchCounts()
        self.stage_seconds: Counter[str] = Counter()
        self.files_total = self.bytes_total = 0
        self._listener = listener
        self._flow_run_id = flow_run_id
        self._began = time.monotonic()
        self._stretches: dict[int, list[Chunk]] = {}

    def __enter__(self) -> Self:
        """Take the lock and open the batch; raises a `DatabaseError` when the database cannot be used."""
        with ExitStack() as stack:
            url = self.request.database
            stack.enter_context(run_lock(url, LOCK_SECONDS, self._say))
            prepare(url)
            self._engine = open_engine(url)
            stack.callback(self._engine.dispose)
            with self._engine.begin() as connection:
                learned = accepted_lines(connection)
                self.cleaner_version = cleaner_version(learned, strict=self.request.strict_cleaning)
                self.batch_id = open_batch(
                    connection,
                    trigger=self.request.trigger,
                    flow_run_id=self._flow_run_id,
                    cleaner_version=self.cleaner_version,
                )
            cleaning = CleaningSettings(strict=self.request.strict_cleaning, learned=learned)
            workers = self.request.workers if self.request.workers is not None else len(os.sched_getaffinity(0))
            self._pool = WorkerPool(workers, ProcessSettings(self.request.outlet, cleaning))
            stack.callback(self._pool.close)
            self.stretches_ahead = 2 * max(workers, 1)
            self.conveyor = Conveyor(self._pool, ahead=self.stretches_ahead)
            self._exit = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._exit:
            if error is not None:
                self.conveyor.fail(error)
            with self._engine.begin() as connection:
                status = "completed" if error is None else "failed"
                close_batch(connection, self.batch_id, self.counts, status=status)

    def discover(self) -> tuple[int, int]:
        """Count what there is to look at: files, and bytes."""
        self.files_total, self.bytes_total = survey(self._walk())
        return self.files_total, self.bytes_total

    def stretches(self) -> Iterator[tuple[int, int]]:
        """Runs of chunks, as first and last number; the files are found, and known ones passed over, on the way."""
        expected = max(self.files_total / CHUNK_FILES, self.bytes_total / CHUNK_BYTES)
        for stretch in batched(chunks(self._pieces()), max(1, round(expected / STRETCHES))):
            first, last = stretch[0].number, stretch[-1].number
            self._stretches[first] = stretch
            yield first, last

    def clean(self, first: int) -> None:
        """Hand the chunks of a stretch to the pool, no more at once than the writer can follow."""
        try:
            for chunk in self._stretches[first]:
                self.conveyor.start(chunk)
        except BaseException as error:
            self.conveyor.fail(error)
            raise

    def load(self, first: int) -> BatchCounts:
        """Load the chunks of a stretch in order, each with its manifest rows in one transaction."""
        loaded = BatchCounts()
        for chunk in self._stretches[first]:
            result = self.conveyor.take(chunk.number)
            clock = StageClock()
            with clock.stage("load"), self._engine.begin() as connection:
                counts = load_chunk(connection, result, self.batch_id, self.cleaner_version)
                total = BatchCounts(**asdict(self.counts))
                total.add(counts)
                save_counts(connection, self.batch_id, total)
            # Only now is it committed: what is counted is in the database.
            self.counts = total
            loaded.add(counts)
            self.stage_seconds.update(result.stage_seconds)
            self.stage_seconds.update(clock.seconds)
            self._progress()
        del self._stretches[first]
        return loaded

    def summary(self) -> IngestSummary:
        """The counts and times so far."""
        seconds = round(time.monotonic() - self._began, 3)
        stages = {name: round(value, 4) for name, value in self.stage_seconds.items()}
        return IngestSummary(self.batch_id, **asdict(self.counts), seconds=seconds, stage_seconds=stages)

    def _walk(self) -> Iterator[FileSlice]:
        return walk(self.paths, self.request.settle_seconds)

    def _pieces(self) -> Iterator[FileSlice]:
        """The slices to read; known files are counted as unchanged and passed over."""

        def known(paths: list[str]) -> dict[str, tuple[int, int, int]]:
            with self._engine.begin() as connection:
                return known_files(connection, paths)

        def loaded(path: str, sha256: str) -> set[int]:
            with self._engine.begin() as connection:
                return loaded_ranges(connection, path, sha256)

        for found in look_up(self._walk(), known):
            self.counts.files_seen += found.known_files
            self.counts.documents_seen += found.known_documents
            self.counts.unchanged += found.known_documents
            yield from chain.from_iterable(split(piece, loaded) for piece in found.new)
        self._progress()

    def _progress(self) -> None:
        seconds = time.monotonic() - self._began
        done, documents = self.counts.files_seen, self.counts.documents_seen
        left = seconds * (self.files_total - done) / done if done else None
        rate = documents / seconds if seconds else 0.0
        self._listener(Progress("load", done, self.files_total, documents, rate, left))

    def _say(self, message: str) -> None:
        self._listener(Progress("wait", message=message))


def drive(run: BatchRun, start: Callable[[int, int], object], load: Callable[[int, int], object]) -> None:
    """Start stretches some ahead of the loading, and load them in order.

    Args:
        run: entered and discovered.
        start: begins to clean the chunks first to last, and returns at once.
        load: loads them, waiting for the workers.
    """
    waiting: deque[tuple[int, int]] = deque()
    for first, last in run.stretches():
        start(first, last)
        waiting.append((first, last))
        if len(waiting) > run.stretches_ahead:
            load(*waiting.popleft())
    while waiting:
        load(*waiting.popleft())
