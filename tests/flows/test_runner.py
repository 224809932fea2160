"""A Dask cluster of two workers on this machine gives what processes give, also when it loses one of them."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import dask
import distributed
import pytest

from benchmarks.contents import contents, rows
from flows.previewing import preview_reclean
from flows.request import IngestRequest, RunRequest, silent
from flows.run import run_ingest
from flows.runner import open_pool
from schema.errors import CopydeskError
from tasks.chunks import Chunk, FileSlice
from tasks.cluster import ClusterError, ClusterPool, OtherFile, cluster, process_there
from tasks.pool import Work
from tasks.process import ProcessSettings, process_chunk
from tasks.slices import give_up_slice, process_slices

# What Dask says of workers that come and go is not ours to turn into errors.
pytestmark = pytest.mark.filterwarnings("ignore")

READING = Work(process_slices, give_up_slice)
STORY = "The council of the district met on Monday.\nIt decided to study measure number {n} again next year.\n"


@pytest.fixture(scope="module")
def client() -> Iterator[distributed.Client]:
    with cluster("local", 2) as client:
        yield client


@pytest.fixture
def pool(client: distributed.Client) -> Iterator[ClusterPool[Any, Any]]:
    pool: ClusterPool[Any, Any] = ClusterPool(client, READING, ProcessSettings())
    yield pool
    pool.close()


@pytest.fixture
def files(tmp_path: Path) -> list[FileSlice]:
    slices = []
    for n in range(60):
        path = tmp_path / f"{n}.txt"
        path.write_text(STORY.format(n=n) * 20)
        slices.append(FileSlice(str(path), path.stat().st_size, path.stat().st_mtime_ns))
    return slices


def runner(client: distributed.Client) -> str:
    return client.scheduler.address.replace("tcp", "dask")


@pytest.mark.parametrize("direct", [True, False])
def test_a_cluster_ends_with_the_rows_of_processes(
    client: distributed.Client, tmp_path: Path, server: str, direct: bool
) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    seeds = str(Path(__file__).parents[2] / "seeds")
    here, there = (f"sqlite:///{tmp_path / name}" for name in ("here.db", "there.db"))
    run_ingest(IngestRequest(paths=(seeds,), database=here, direct=True, workers=0))
    with temporary_settings({PREFECT_API_URL: server}):
        run_ingest(IngestRequest(paths=(seeds,), database=there, direct=direct, runner=runner(client)))
    assert contents(there) == contents(here)
    preview = preview_reclean(RunRequest(database=there, strict_cleaning=True, runner=runner(client)), silent)
    assert preview == preview_reclean(RunRequest(database=here, strict_cleaning=True, workers=0), silent)


def test_the_chunks_of_a_lost_worker_are_done_by_another(
    client: distributed.Client, pool: ClusterPool[Any, Any], files: list[FileSlice]
) -> None:
    chunks = [Chunk(number, tuple(files[number * 5 : number * 5 + 5])) for number in range(12)]
    running = [(chunk, pool.submit(chunk)) for chunk in chunks[:6]]
    # The results of some are there, and lie on the workers that have them.
    distributed.wait([future for _, future in running])
    running += [(chunk, pool.submit(chunk)) for chunk in chunks[6:]]
    os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
    results = [pool.result(chunk, future).results for chunk, future in running]
    assert results == [process_chunk(chunk, process_slices, ProcessSettings()).results for chunk in chunks]


def test_a_worker_with_another_cleaner_is_refused(client: distributed.Client, files: list[FileSlice]) -> None:
    chunk = Chunk(0, tuple(files))
    future = client.submit(process_there, chunk, READING, ProcessSettings(), "0123456789ab", looks=True)
    with pytest.raises(ClusterError, match=r"another version of the cleaner .*the run has 0123456789ab.*same copydesk"):
        future.result()


def test_a_worker_with_another_file_at_a_path_says_so(client: distributed.Client, files: list[FileSlice]) -> None:
    chunk = Chunk(0, (files[0], replace(files[1], size=1)))
    from tasks.version import cleaner_version

    future = client.submit(
        process_there, chunk, READING, ProcessSettings(), cleaner_version({}, strict=False), looks=True
    )
    with pytest.raises(OtherFile) as caught:
        future.result()
    assert caught.value.args[1] == files[1].path


def test_a_file_that_only_this_machine_has_ends_the_run(pool: ClusterPool[Any, Any], files: list[FileSlice]) -> None:
    answer: Future[Any] = Future()
    answer.set_exception(OtherFile("tcp://elsewhere:1", files[3].path))
    with pytest.raises(ClusterError, match=r"elsewhere:1: does not have the file .*3\.txt.*same paths"):
        pool.result(Chunk(0, tuple(files)), answer)


def test_a_file_that_goes_away_meanwhile_ends_nothing(pool: ClusterPool[Any, Any], files: list[FileSlice]) -> None:
    Path(files[1].path).unlink()
    chunk = Chunk(0, tuple(files[:3]))
    result = pool.result(chunk, pool.submit(chunk))
    assert result.results == process_chunk(chunk, process_slices, ProcessSettings()).results
    assert [len(piece.rejected) for piece in result.results] == [0, 1, 0]


@pytest.mark.parametrize(
    ("runner", "said"),
    [
        ("spark://host:1", "is unknown. Write dask://HOST:PORT"),
        ("dask://", "is unknown"),
        ("dask://127.0.0.1:9", "no scheduler answers"),
    ],
)
def test_a_runner_that_cannot_be_used_is_explained(runner: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.cluster.CONNECT_SECONDS", 1.0)
    with pytest.raises(CopydeskError, match=said), open_pool(RunRequest(runner=runner), READING, ProcessSettings()):
        pass


def test_a_worker_that_may_start_no_process_is_refused(files: list[FileSlice]) -> None:
    # As `dask worker` does when it is not told otherwise.
    with dask.config.set({"distributed.worker.daemon": True}):
        local = distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0")
    with local, distributed.Client(local) as client, closing(ClusterPool(client, READING, ProcessSettings())) as pool:
        chunk = Chunk(0, tuple(files))
        with pytest.raises(ClusterError, match="DASK_DISTRIBUTED__WORKER__DAEMON=False"):
            pool.result(chunk, pool.submit(chunk))


def test_a_run_without_its_cluster_leaves_no_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.cluster.CONNECT_SECONDS", 1.0)
    (tmp_path / "a.txt").write_text(STORY)
    database = f"sqlite:///{tmp_path / 'a.db'}"
    with pytest.raises(ClusterError):
        run_ingest(IngestRequest(paths=(str(tmp_path),), database=database, direct=True, runner="dask://127.0.0.1:9"))
    assert rows(database, "SELECT count(*) FROM batches") == [(0,)]


def test_a_cluster_without_workers_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.cluster.WORKERS_SECONDS", 1.0)
    with distributed.LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0") as empty:
        address = empty.scheduler_address.removeprefix("tcp://")
        with pytest.raises(ClusterError, match=r"has no workers.*dask worker"), cluster(address, None):
            pass


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for name in [name for name in sys.modules if name == "tasks.cluster"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "distributed", None)
    pool = open_pool(RunRequest(runner="dask://local"), READING, ProcessSettings())
    with pytest.raises(CopydeskError, match=r"pip install 'copydesk\[dask\]'"), pool:
        pass
