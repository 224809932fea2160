"""A run that cleans stored texts again, where an older version of the cleaner made the article."""

from collections.abc import Iterable
from itertools import count

from sqlalchemy import Connection

from flows.batch import BatchRun
from tasks.chunks import Chunk, ChunkResult, StoredDocument
from tasks.discover import CHUNK_FILES
from tasks.load.batches import BatchCounts
from tasks.load.reclean import count_stale, stale_chunk, store_recleaned
from tasks.pool import Work
from tasks.reprocess import Recleaned, keep_as_it_is, reprocess


class RecleanRun(BatchRun[StoredDocument, Recleaned]):
    """Goes through the stale articles by id; an interrupted run goes on where it stopped, since none is stale twice."""

    @property
    def work(self) -> Work[StoredDocument, Recleaned]:
        """Clean, detect, fingerprint; what no worker survives stays as it is."""
        return Work(reprocess, keep_as_it_is)

    def discover(self) -> dict[str, int]:
        """Count the articles of other cleaner versions."""
        with self.engine.begin() as connection:
            self.total = count_stale(connection, self.cleaner_version)
        return {"articles": self.total}

    def expected_chunks(self) -> float:
        """A chunk is full by articles."""
        return self.total / CHUNK_FILES

    def chunks(self) -> Iterable[Chunk[StoredDocument]]:
        """Texts are read as the workers need them."""
        last = 0
        for number in count():
            with self.engine.begin() as connection:
                chunk = stale_chunk(connection, number, self.cleaner_version, last, CHUNK_FILES)
            if chunk is None:
                return
            last = chunk.pieces[-1].article_id
            yield chunk

    def store(self, connection: Connection, result: ChunkResult[Recleaned]) -> BatchCounts:
        """Replace what the older cleaner said of the articles of a chunk."""
        return store_recleaned(connection, result.results, self.cleaner_version)

    def done(self) -> int:
        """Articles."""
        return self.counts.documents_seen
