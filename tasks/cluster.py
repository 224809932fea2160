"""The pool of a run on a Dask cluster: chunks go to other machines, results come back in the same form.

A Dask worker does not process a chunk itself. It hands it to one process of its own (tasks.pool), so that what kills or
blocks a process costs one document there as well as here. When a worker is lost with its machine, Dask gives its
chunks to another.

Workers read the files themselves: these must lie under the same paths there, as on a shared disk. A worker with other
files or another version of the steps is refused, before it can put other rows into the database.
"""

import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any, Generic

import dask
import distributed
from distributed.comm.core import CommClosedError

from schema.errors import CopydeskError
from tasks.chunks import Chunk, ChunkResult, FileSlice, Piece, Result
from tasks.pool import Work, WorkerPool
from tasks.process import ProcessSettings
from tasks.read.names import on_disk
from tasks.version import cleaner_version

CONNECT_SECONDS = 30.0
# Whoever starts a cluster starts its workers with it.
WORKERS_SECONDS = 30.0
# As long a cluster may be without any worker, as while its machines are started anew.
EMPTY_SECONDS = 300.0
_LOOK_SECONDS = 5.0
_ANY_PORT = "127.0.0.1:0"


class ClusterError(CopydeskError):
    """The cluster cannot be reached, has no workers, or they are not fit for this run."""


class OtherFile(Exception):
    """A worker finds another file, or none, at a path; the arguments are the worker's address and the path."""


class ClusterPool(Generic[Piece, Result]):
    """Runs chunks on the workers of a Dask cluster; the same interface as `tasks.pool.WorkerPool`."""

    def __init__(self, client: distributed.Client, work: Work[Piece, Result], settings: ProcessSettings) -> None:
        self.workers = sum(worker["nthreads"] for worker in _workers(client).values())
        self._client = client
        self._waiting: set[distributed.Future[ChunkResult[Result]]] = set()
        self._work = work
        self._settings = settings
        self._version = _version(settings)

    def submit(self, chunk: Chunk[Piece]) -> distributed.Future[ChunkResult[Result]]:
        """Start a chunk; errors of the worker come out of `result`."""
        return self._submit(chunk, looks=True)

    def result(self, chunk: Chunk[Piece], future: distributed.Future[ChunkResult[Result]]) -> ChunkResult[Result]:
        """The result of a submitted chunk, whatever became of the workers that had it.

        Raises:
            ClusterError: the cluster is gone, or a worker is not fit for this run.
        """
        try:
            return self._wait(future)
        except OtherFile as other:
            worker, path = other.args
            if _is_here(next(piece for piece in chunk.pieces if isinstance(piece, FileSlice) and piece.path == path)):
                remedy = "Let all workers read the files under the same paths, as on a shared disk."
                raise ClusterError(
                    f"Worker {worker}", f"does not have the file {path} of this machine", remedy
                ) from None
            # It changed or went away since it was found: the worker may note that.
            return self._wait(self._submit(chunk, looks=False))

    def close(self) -> None:
        """Forget what was not returned yet; the workers stay."""
        self._client.cancel(list(self._waiting))

    def _submit(self, chunk: Chunk[Piece], *, looks: bool) -> distributed.Future[ChunkResult[Result]]:
        # The client's own futures: those of its executor wait for ever when a worker is lost with a result.
        future = self._client.submit(
            process_there, chunk, self._work, self._settings, self._version, looks=looks, pure=False
        )
        self._waiting.add(future)
        return future

    def _wait(self, future: distributed.Future[ChunkResult[Result]]) -> ChunkResult[Result]:
        self._waiting.discard(future)
        alone_since = None
        while True:
            try:
                return future.result(timeout=_LOOK_SECONDS)
            except (CancelledError, CommClosedError) as error:
                raise _lost("it ended or cannot be reached any more") from error
            except distributed.KilledWorker as error:
                raise _lost(f"one worker after the other was lost ({error})") from error
            except TimeoutError:
                alone_since = None if _workers(self._client) else alone_since or time.monotonic()
                if alone_since and time.monotonic() - alone_since > EMPTY_SECONDS:
                    raise _lost("it has no workers any more") from None


@contextmanager
def cluster(address: str, workers: int | None) -> Iterator[distributed.Client]:
    """A client of the cluster at `address`.

    Arguments:
        address: `HOST:PORT` of its scheduler; `local` starts one on this machine, for trying.
        workers: how many the local one gets; two when None.

    Raises:
        ClusterError: no scheduler answers there, or it has no workers.
    """
    if address == "local":
        # Workers that Dask would let have no processes of their own.
        with (
            dask.config.set({"distributed.worker.daemon": False}),
            distributed.LocalCluster(
                n_workers=workers or 2, threads_per_worker=1, dashboard_address=_ANY_PORT, memory_limit=0
            ) as local,
            distributed.Client(local) as client,
        ):
            client.register_plugin(EndProcesses())
            yield client
        return
    try:
        client = distributed.Client(f"tcp://{address}", timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        remedy = "Start it with: dask scheduler, or check host and port."
        raise ClusterError(f"Dask cluster {address}", f"no scheduler answers ({error})", remedy) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=WORKERS_SECONDS)
        except TimeoutError:
            remedy = f"Start some: DASK_DISTRIBUTED__WORKER__DAEMON=False dask worker {address} --nthreads 1"
            raise ClusterError(f"Dask cluster {address}", "has no workers", remedy) from None
        client.register_plugin(EndProcesses())
        yield client


def process_there(
    chunk: Chunk[Piece], work: Work[Piece, Result], settings: ProcessSettings, version: str, *, looks: bool
) -> ChunkResult[Result]:
    """Process a chunk on a worker of the cluster, in a process of its own.

    Arguments:
        chunk: files, byte ranges or stored documents.
        work: what to do with them.
        settings: of the run.
        version: of the cleaner that the run promises.
        looks: whether files that are not as the run has found them are an error.

    Raises:
        ClusterError: the steps of this worker are others, or it may not start a process.
        OtherFile: a file is not here, or has another size.
    """
    here = distributed.get_worker().address
    if _version(settings) != version:
        why = f"has another version of the cleaner ({_version(settings)}, the run has {version})"
        raise ClusterError(f"Worker {here}", why, "Install the same copydesk there, and start the worker again.")
    if multiprocessing.current_process().daemon:
        remedy = "Start it with DASK_DISTRIBUTED__WORKER__DAEMON=False in its environment, or with --no-nanny."
        raise ClusterError(f"Worker {here}", "may not start the process that does the work", remedy)
    if looks:
        for piece in chunk.pieces:
            if isinstance(piece, FileSlice) and not piece.refused and not _is_here(piece):
                raise OtherFile(here, piece.path)
    pool: WorkerPool[Piece, Result] = _pool(work, settings)
    return pool.result(chunk, pool.submit(chunk))


# One for each thread of a worker, kept from chunk to chunk: a process costs a second to start.
_own = threading.local()
_pools: list[WorkerPool[Any, Any]] = []
_AT_WORK = (distributed.Status.running, distributed.Status.paused)


class EndProcesses(distributed.WorkerPlugin):
    """Ends the processes of a worker with it: at its exit Python waits for them before it ends anything itself."""

    name = "copydesk"

    def teardown(self, worker: distributed.Worker) -> None:
        """Called by Dask when the worker is closed, and when another run registers this plugin again."""
        if worker.status not in _AT_WORK:
            for pool in _pools:
                pool.close()


def _pool(work: Work[Any, Any], settings: ProcessSettings) -> WorkerPool[Any, Any]:
    made_for, pool = getattr(_own, "pool", (None, None))
    if pool is None or made_for != (work, settings):
        if pool is not None:
            pool.close()
            _pools.remove(pool)
        pool = WorkerPool(1, work, settings)
        _pools.append(pool)
        _own.pool = ((work, settings), pool)
    return pool


def _is_here(piece: FileSlice) -> bool:
    try:
        return os.lstat(on_disk(piece.path)).st_size == piece.size
    except OSError:
        return False


def _version(settings: ProcessSettings) -> str:
    return cleaner_version(settings.cleaning.learned, strict=settings.cleaning.strict)


def _workers(client: distributed.Client) -> dict[str, Any]:
    workers: dict[str, Any] = client.scheduler_info(n_workers=-1)["workers"]
    return workers


def _lost(why: str) -> ClusterError:
    return ClusterError("The Dask cluster", why, "What was loaded is safe: run it again when the cluster answers.")
