"""The flow on a real Prefect server: the same rows as `--direct`, and what people see there."""

import asyncio
import threading
import time
from dataclasses import asdict, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from uuid import UUID

import pytest

from benchmarks.contents import contents, rows
from flows.report import in_words, report_markdown
from flows.request import IngestRequest, Progress
from flows.run import run_ingest
from flows.server import answering_server

DATABASES = ("direct.db", "flow.db")

# Prefect's own warnings are not ours to turn into errors.
pytestmark = pytest.mark.filterwarnings("ignore")


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
        [(flow_run,)] = rows(by_flow.database, "SELECT flow_run_id FROM batches")
        state, reports = asyncio.run(what_the_server_shows(UUID(flow_run)))
    assert contents(tmp_path / "flow.db") == contents(tmp_path / "direct.db")
    assert [note.endswith("no file none.txt below this folder") for note in summary.notes] == [True]
    assert heard[-1].files_done == summary.files_seen
    assert not any(progress.stage == "start" for progress in heard)
    assert state == "COMPLETED"
    [(told, report)] = reports
    assert f"| articles loaded | {summary.loaded} |" in report
    assert "no file none.txt below this folder" in report
    assert told.startswith(f"Batch {summary.batch}: ")


def test_a_batch_that_found_nothing_new_says_so_and_no_more(tmp_path: Path) -> None:
    # The database in the folder that is read, with its log and its lock, is nothing to read.
    (tmp_path / "a.txt").write_text("The harbour opened on Monday after the storm, officials said. " * 9)
    (tmp_path / "b`|.txt").write_bytes(b"")
    request = IngestRequest(
        paths=(str(tmp_path),), database=f"sqlite:///{tmp_path / 'articles.db'}", direct=True, workers=0
    )
    first, second = run_ingest(request), run_ingest(request)
    assert in_words(asdict(first)) == "2 files, 2 documents, 1 article loaded, 1 in quarantine"
    assert f"| empty | 1 | `{tmp_path}/b \\|.txt` |" in report_markdown(request.database, first)
    assert in_words(asdict(second)) == "2 files, 2 documents, 2 unchanged"
    told = report_markdown(request.database, second)
    assert "Nothing was new." in told
    assert "##" not in told


def test_a_batch_says_what_its_articles_took_the_place_of(tmp_path: Path) -> None:
    text = "The harbour opened on Monday after the storm, officials said, and forty ships came in by evening. " * 2
    for name, more in (("a.txt", ""), ("b.txt", "Ten of them wait outside.")):
        (tmp_path / name).write_text(text + more)
        request = IngestRequest(paths=(str(tmp_path),), database=f"sqlite:///{tmp_path}/x.db", direct=True, workers=0)
        summary = run_ingest(request)
    assert summary.duplicates == 0
    assert "duplicates of these now: 1." in report_markdown(request.database, summary)


async def what_the_server_shows(flow_run: UUID) -> tuple[str | None, list[tuple[str | None, str]]]:
    """The state of a flow run, and its reports with their descriptions."""
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        run = await client.read_flow_run(flow_run)
        artifacts = [one for one in await client.read_artifacts() if one.flow_run_id == flow_run]
        reports = [one for one in artifacts if one.key == "batch-report"]
        return run.state_type, [(one.description, str(one.data)) for one in reports]


def test_a_server_that_is_busy_is_found() -> None:
    class Busy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(1.5)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"true")

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Busy) as busy:
        thread = threading.Thread(target=busy.handle_request)
        thread.start()
        url = f"http://127.0.0.1:{busy.server_port}/api"
        assert answering_server([url]) == url
        thread.join()


def test_only_a_prefect_server_counts_as_one(server: str) -> None:
    assert answering_server(["http://127.0.0.1:9/api", server]) == server
    assert answering_server(["http://127.0.0.1:9/api", server.removesuffix("/api")]) is None
