"""A run that reads quarantined inputs again."""

from collections.abc import Iterable
from itertools import count

from sqlalchemy import Connection

from flows.batch import BatchRun
from flows.request import Listener, ReplayRequest
from tasks.chunks import Chunk, ChunkResult
from tasks.load.batches import BatchCounts
from tasks.load.replay import count_open, open_chunk, store_replayed
from tasks.pool import Work
from tasks.replay import QuarantinedInput, Replayed, give_up, replay

# Quarantined inputs may be large; a chunk of them is small.
CHUNK_ENTRIES = 50


class ReplayRun(BatchRun[QuarantinedInput, Replayed]):
    """Goes through the open entries of quarantine by id; those that become articles are resolved."""

    def __init__(self, request: ReplayRequest, listener: Listener, flow_run_id: str | None = None) -> None:
        super().__init__(request, listener, flow_run_id)
        self._reason = request.reason

    @property
    def work(self) -> Work[QuarantinedInput, Replayed]:
        """Read, clean, detect, fingerprint; what no worker survives stays where it is."""
        return Work(replay, give_up)

    def discover(self) -> dict[str, int]:
        """Count the open entries."""
        with self.engine.begin() as connection:
            self.total = count_open(connection, self._reason)
        return {"inputs": self.total}

    def expected_chunks(self) -> float:
        """A chunk is full by entries."""
        return self.total / CHUNK_ENTRIES

    def chunks(self) -> Iterable[Chunk[QuarantinedInput]]:
        """Contents are read as the workers need them."""
        last = 0
        for number in count():
            with self.engine.begin() as connection:
                chunk = open_chunk(connection, number, self._reason, last, CHUNK_ENTRIES)
            if chunk is None:
                return
            last = chunk.pieces[-1].entry_id
            yield chunk

    def store(self, connection: Connection, result: ChunkResult[Replayed]) -> BatchCounts:
        """Load what became articles."""
        return store_replayed(connection, result.results, self.batch_id, self.cleaner_version)

    def done(self) -> int:
        """Entries."""
        return self.counts.documents_seen
