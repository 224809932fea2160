"""Where the chunks of a run are processed: in processes of this machine, or on a Dask cluster."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Protocol

from flows.request import RunRequest
from schema.errors import CopydeskError
from tasks.chunks import Chunk, ChunkResult, Piece, Result
from tasks.pool import Work, WorkerPool
from tasks.process import ProcessSettings
from tasks.workers import workers_for

DASK = "dask://"


class Pool(Protocol[Piece, Result]):
    """What a run needs of a pool: see `tasks.pool.WorkerPool`."""

    workers: int

    def submit(self, chunk: Chunk[Piece]) -> Any:
        """Start a chunk; what it gives is for `result` alone."""
        ...

    def result(self, chunk: Chunk[Piece], future: Any) -> ChunkResult[Result]:
        """The result of a submitted chunk."""
        ...


@contextmanager
def open_pool(
    request: RunRequest, work: Work[Piece, Result], settings: ProcessSettings
) -> Iterator[Pool[Piece, Result]]:
    """The pool that the request asks for; its workers end, or are left to others, on leaving.

    Raises:
        CopydeskError: the runner is unknown, not installed, or does not answer.
    """
    if request.runner is None:
        with closing(WorkerPool(workers_for(request.workers), work, settings)) as pool:
            yield pool
        return
    address = require_runner(request.runner)
    try:
        from tasks.cluster import ClusterPool, cluster
    except ModuleNotFoundError:
        raise CopydeskError(
            f"Runner {request.runner}", "needs Dask, which is not installed", "Run: pip install 'copydesk[dask]'"
        ) from None
    with cluster(address, request.workers) as client, closing(ClusterPool(client, work, settings)) as there:
        yield there


def require_runner(runner: str) -> str:
    """The address of a runner's scheduler.

    Raises:
        CopydeskError: it is none that copydesk knows.
    """
    address = runner.removeprefix(DASK)
    if address == runner or not address:
        remedy = "Write dask://HOST:PORT, dask://local to try it on this machine, or leave it out."
        raise CopydeskError(f"Runner {runner!r}", "is unknown", remedy)
    return address
