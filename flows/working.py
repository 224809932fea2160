"""A Prefect worker that first tidies up after one that was killed: python -m flows.working POOL."""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, WorkPoolFilter
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Crashed

ACTIVE = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]


async def tidy_up(pool: str) -> None:
    """What a worker does before it begins with the runs of its pool."""
    await end_orphans(pool)
    await skip_missed(pool)


async def end_orphans(pool: str) -> None:
    """Call crashed what a worker on this machine had begun and, being killed, could not end.

    Prefect would believe them to be running for ever, and a deployment with a concurrency limit would wait for them.
    """
    active = FlowRunFilter.model_validate({"state": {"type": {"any_": ACTIVE}}})
    mine = WorkPoolFilter.model_validate({"name": {"any_": [pool]}})
    async with get_client() as client:
        for run in await client.read_flow_runs(flow_run_filter=active, work_pool_filter=mine):
            if is_orphan(run):
                await client.set_flow_run_state(run.id, Crashed(message="Its worker was killed."), force=True)
                print(f"{run.name}: was killed with its worker; the next run goes on from there", flush=True)


async def skip_missed(pool: str) -> None:
    """Of the runs that a schedule wanted while no worker was there, leave each deployment the newest.

    After a night without `copydesk up` an inbox would else be read forty times in a row.
    """
    due = FlowRunFilter.model_validate(
        {"state": {"type": {"any_": [StateType.SCHEDULED]}}, "expected_start_time": {"before_": datetime.now(UTC)}}
    )
    mine = WorkPoolFilter.model_validate({"name": {"any_": [pool]}})
    async with get_client() as client:
        newest: set[UUID | None] = set()
        for run in await client.read_flow_runs(
            flow_run_filter=due, work_pool_filter=mine, sort=FlowRunSort.EXPECTED_START_TIME_DESC
        ):
            if run.auto_scheduled and run.deployment_id in newest:
                await client.delete_flow_run(run.id)
            newest.add(run.deployment_id)


def is_orphan(run: FlowRun) -> bool:
    """Whether a run's process is gone; one that has none yet has lost its worker.

    Prefect notes the number of the process and not the machine: the server of `copydesk up` has workers on this one.
    """
    pid = (run.infrastructure_pid or "").rpartition(":")[2]
    return not pid.isdigit() or not _runs(int(pid), str(run.id))


def _runs(pid: int, run_id: str) -> bool:
    """Whether a process of this machine is that of a flow run; the number may be another's by now."""
    environment = Path(f"/proc/{pid}/environ")
    try:
        if environment.parents[1].joinpath("self").exists():
            return run_id.encode() in environment.read_bytes()
        os.kill(pid, 0)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    asyncio.run(tidy_up(sys.argv[1]))
    arguments = ["-m", "prefect", "worker", "start", "--pool", sys.argv[1], "--type", "process", "--name", "copydesk"]
    os.execv(sys.executable, [sys.executable, *arguments])
