"""What a worker tidies up before it begins, on a real Prefect server."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.schedules import IntervalSchedule
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Pending, Running

from flows.working import is_orphan, tidy_up

# Prefect's own warnings are not ours to turn into errors.
pytestmark = pytest.mark.filterwarnings("ignore")


@flow
def nothing() -> None:
    """A flow for deployments that are never run."""


async def tidied() -> tuple[list[str], list[str]]:
    """States of the runs of a deployment with a missed night, by name, before and after a worker has tidied up."""
    async with get_client() as client:
        await client.create_work_pool(WorkPoolCreate(name="night", type="process"))
        flow_id = await client.create_flow(nothing)
        hourly = [{"schedule": IntervalSchedule(interval=timedelta(hours=1)), "active": True}]
        deployment = await client.create_deployment(flow_id, "inbox", work_pool_name="night", schedules=hourly)
        now = datetime.now(UTC)
        night = {"start_time": str(now - timedelta(hours=9)), "end_time": str(now), "min_runs": 9}
        await client.request("POST", "/deployments/{id}/schedule", path_params={"id": deployment}, json=night)
        for state in (Pending(), Running()):
            by_hand = await client.create_flow_run_from_deployment(deployment)
            await client.set_flow_run_state(by_hand.id, state, force=True)

        async def due() -> list[str]:
            runs = [run for run in await client.read_flow_runs() if run.deployment_id == deployment]
            return sorted(str(run.state_name) for run in runs if run.expected_start_time < datetime.now(UTC))

        before = await due()
        await tidy_up("night")
        after = await due()
        # Other tests have this server as well.
        await client.delete_deployment(deployment)
        for run in await client.read_flow_runs():
            if run.work_pool_name == "night":
                await client.delete_flow_run(run.id)
        return before, after


def test_killed_runs_are_crashed_and_a_missed_night_is_done_once(server: str) -> None:
    with temporary_settings({PREFECT_API_URL: server}):
        before, after = asyncio.run(tidied())
    assert before.count("Scheduled") >= 8
    assert (before.count("Pending"), before.count("Running")) == (1, 1)
    assert after == ["Crashed", "Crashed", "Scheduled"]


def test_a_number_that_another_process_has_by_now_is_no_run() -> None:
    run = FlowRun.model_validate({"flow_id": "0" * 32, "infrastructure_pid": "1"})
    assert is_orphan(run)
    assert is_orphan(run.model_copy(update={"infrastructure_pid": None}))
