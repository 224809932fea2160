"""The flow on a real Prefect server: the same rows as `--direct`, and what people see there."""

import asyncio
import importlib
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.contents import contents
from flows.request import IngestRequest, Progress
from flows.run import run_ingest
from flows.server import answering_server

DATABASES = ("direct.db", "flow.db")

# Prefect's own warnings are not ours to turn into errors.
pytestmark = pytest.mark.filterwarnings("ignore")


def test_prefect_s_server_can_be_imported_with_the_pinned_packages() -> None:
    assert importlib.import_module("prefect.server.api.server").create_app


def test_the_flow_ends_with_the_rows_of_a_direct_run(tmp_path: Path, news: Path, server: str) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    (news / "manifest.csv").write_text("file,headline\nstory-00.txt,A mill\nnone.txt,None\n")
    directly = IngestRequest(
        paths=(str(news),),
        database=f"sqlite:///{tmp_path / 'direct.db'}",
        direct=True,
        workers=0,
        outlet="River Post",
        mapping={"headline": ["titre", "title"]},
    )
    run_ingest(directly)
    heard: list[Progress] = []
    with temporary_settings({PREFECT_API_URL: server}):
        by_flow = replace(directly, database=f"sqlite:///{tmp_path / 'flow.db'}", direct=False, workers=2)
        summary = run_ingest(by_flow, heard.append)
        artifacts, flow_runs = asyncio.run(what_the_server_shows())
    assert contents(tmp_path / "flow.db") == contents(tmp_path / "direct.db")
    assert [note.endswith("no file none.txt below this folder") for note in summary.notes] == [True]
    assert heard[-1].files_done == summary.files_seen
    assert not any(progress.stage == "start" for progress in heard)
    assert flow_runs == ["COMPLETED"]
    assert f"| loaded | {summary.loaded} |" in artifacts["batch-report"]


async def what_the_server_shows() -> tuple[dict[str, str], list[str]]:
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        artifacts = {a.key or "": str(a.data) for a in await client.read_artifacts()}
        runs = await client.read_flow_runs()
        return artifacts, [run.state_type.value for run in runs if run.state_type is not None]


def test_only_a_prefect_server_counts_as_one(server: str) -> None:
    assert answering_server(["http://127.0.0.1:9/api", server]) == server
    assert answering_server(["http://127.0.0.1:9/api", server.removesuffix("/api")]) is None
