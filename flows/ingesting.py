"""A run that reads files into the database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import chain
from types import TracebackType

from sqlalchemy import Connection

from flows.batch import BatchRun
from flows.request import IngestRequest, Listener
from schema.engine import database_files
from tasks.chunks import Chunk, ChunkResult, FileSlice, KnownFile, SliceResult
from tasks.discover import (
    CHUNK_BYTES,
    CHUNK_FILES,
    chunks,
    is_readable_folder,
    look_up,
    require_paths,
    split,
    survey,
    walk,
)
from tasks.load.batches import BatchCounts
from tasks.load.files import known_files, loaded_records, look_at_ranges
from tasks.load.numbering import Numbering
from tasks.load.quarantine import resolve_folders
from tasks.load.restate import load_or_restate
from tasks.load.statements import save_batch_statement
from tasks.manifest import Manifests
from tasks.pool import Work
from tasks.read import PackedParts
from tasks.read.mapping import field_map
from tasks.records import Stated
from tasks.slices import give_up_slice, process_slices


class IngestRun(BatchRun[FileSlice, SliceResult]):
    """Finds files, passes over those that are known, and loads the others.

    Raises, when it is made, `PathNotFound` or `BadMapping`.
    """

    def __init__(self, request: IngestRequest, listener: Listener, flow_run_id: str | None = None) -> None:
        super().__init__(request, listener, flow_run_id)
        self._paths = require_paths(request.paths)
        self._settle_seconds = request.settle_seconds
        self._stated = Stated(outlet=request.outlet, mapping=field_map(request.mapping))
        self._manifests = Manifests(self._paths, self.notes)
        self._bytes = 0
        self._bytes_known = 0
        self._bytes_loaded = 0.0
        self._files_done = 0
        self._packed = PackedParts(request.limits)
        self._numbering = Numbering()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._packed.close()
        super().__exit__(kind, error, trace)

    @property
    def work(self) -> Work[FileSlice, SliceResult]:
        """Read, clean, detect, fingerprint; what no worker survives is quarantined."""
        return Work(process_slices, give_up_slice)

    def discover(self) -> dict[str, int]:
        """Count the files and bytes to look at, and note what is said of all of them."""
        with self.engine.begin() as connection:
            if self._stated:
                save_batch_statement(connection, self.batch_id, self._stated)
            resolve_folders(connection, self._paths, is_readable_folder)
        self.total, self._bytes = survey(self._walk())
        return {"files": self.total, "bytes": self._bytes}

    def expected_chunks(self) -> float:
        """A chunk is full by files or by bytes."""
        return max(self.total / CHUNK_FILES, self._bytes / CHUNK_BYTES)

    def chunks(self) -> Iterable[Chunk[FileSlice]]:
        """Files are found, and known ones passed over, on the way."""
        return chunks(self._pieces())

    def fill(self, chunk: Chunk[FileSlice]) -> Chunk[FileSlice]:
        """Ranges of compressed files are unpacked here, in order: a worker would have to begin at the beginning."""
        return replace(chunk, pieces=tuple(map(self._with_data, chunk.pieces)))

    def store(self, connection: Connection, result: ChunkResult[SliceResult]) -> BatchCounts:
        """Insert everything that came out of the files of a chunk."""
        result = self._numbering.numbered(result, partial(loaded_records, connection))
        self._bytes_loaded += sum(one.slice.bytes_of_file for one in result.results)
        self._files_done += sum(one.slice.is_last for one in result.results)
        return load_or_restate(connection, result, self.batch_id, self.cleaner_version)

    def done(self) -> int:
        """Files, a big one when the last part of it is."""
        return self._files_done

    def share_done(self) -> float:
        """By bytes, for a folder may hold files of all sizes; known ones take no time."""
        new = self._bytes - self._bytes_known
        return self._bytes_loaded / new if new > 0 else 1.0

    def _walk(self) -> Iterator[FileSlice]:
        return walk(self._paths, self._settle_seconds, database_files(self.request.database))

    def _pieces(self) -> Iterator[FileSlice]:
        for found in look_up(self._manifests.stated(self._walk(), self._stated), self._known):
            self._count_known(found.known_files, found.known_documents, found.known_bytes)
            yield from chain.from_iterable(split(piece, self._loaded, self.request.limits) for piece in found.new)

    def _with_data(self, piece: FileSlice) -> FileSlice:
        if piece.content_size is None or piece.stop is None or piece.refused:
            return piece
        with suppress(Exception):
            data = self._packed.read(piece.path, piece.start, piece.stop)
            if len(data) == piece.stop - piece.start:
                return piece.with_data(data)
        # It changed or is gone: the worker finds that, too, and says it.
        return piece

    def _known(self, paths: Sequence[str]) -> Mapping[str, KnownFile]:
        with self.engine.begin() as connection:
            return known_files(connection, paths)

    def _loaded(self, piece: FileSlice, sha256: str) -> set[int]:
        with self.engine.begin() as connection:
            loaded = look_at_ranges(connection, piece, sha256)
        if loaded.documents is not None:
            self._count_known(1, loaded.documents, piece.size)
        return loaded.ranges

    def _count_known(self, files: int, documents: int, size: int) -> None:
        self.counts.files_seen += files
        self.counts.documents_seen += documents
        self.counts.unchanged += documents
        self._files_done += files
        self._bytes_known += size
