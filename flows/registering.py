"""Make a Prefect server know the deployments of a file: python -m flows.registering FILE.

A process of its own, since Prefect takes a second and 100 MB that `copydesk up` does not need afterwards.
"""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import yaml
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists

from flows.answering import answers
from flows.deployment import check_deployments
from flows.deployment_file import Deployment, DeploymentFile
from flows.own_server import START_SECONDS
from schema.errors import CopydeskError


class NotRegistered(CopydeskError):
    """The deployments are not on the server."""


def register(path: Path) -> list[str]:
    """Make the work pools and apply the deployments; what was applied, in words.

    Arguments:
        path: the deployment file; Prefect runs its flows in the file's folder.

    Raises:
        CopydeskError: the file cannot be read or does not say what it means, or the server refuses it.
    """
    findings = check_deployments(path)
    if findings:
        said = "; ".join(f"{finding.where}: {finding.what}" for finding in findings)
        raise NotRegistered(str(path), f"does not say what it means ({said})", findings[0].remedy)
    file = DeploymentFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    await_server(os.environ["PREFECT_API_URL"])
    asyncio.run(_make_pools(sorted({one.work_pool.name for one in file.deployments})))
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all", "--prefect-file", path.name]
    done = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotRegistered(str(path), f"was not applied: {done.stdout[-800:]} {done.stderr[-800:]}", "Correct it.")
    return [f"{one.name}: {_when(one)}" for one in file.deployments]


def _when(deployment: Deployment) -> str:
    plans = [str(plan.cron or plan.rrule or plan.interval) for plan in deployment.all_schedules()]
    return f"runs by itself ({', '.join(plans)})" if plans else "runs when it is asked to"


def await_server(url: str) -> None:
    """Wait until a server answers; raises `NotRegistered` when it takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while not answers(url):
        if time.monotonic() > deadline:
            raise NotRegistered(f"The Prefect server at {url}", "does not answer", "Look at what it says in the log.")
        time.sleep(0.2)


async def _make_pools(pools: list[str]) -> None:
    async with get_client() as client:
        for pool in pools:
            try:
                await client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
            except ObjectAlreadyExists:
                continue


def main() -> int:
    """Register the file that is named, and say so."""
    try:
        for line in register(Path(sys.argv[1]).absolute()):
            print(line)
    except CopydeskError as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
