"""Big files are read in parts: by several workers, and after a crash only the parts that are missing."""

import gzip
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.contents import contents
from flows.request import IngestRequest, IngestSummary, Listener, Progress, silent
from flows.run import run_ingest
from schema.migrate import prepare
from tasks import discover

Run = Callable[..., IngestSummary]
FULL = "CREATE TRIGGER full BEFORE INSERT ON documents WHEN NEW.position > 20 BEGIN SELECT raise(ABORT, 'full'); END"


def answer(n: int) -> bytes:
    story = f"In {1900 + n} the harbour of district {n} was sold for {n * 131} pounds to its {n + 2} owners. " * 4
    page = f"<html><head><title>Harbour {n} is sold</title></head><body><p>{story}</p></body></html>"
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}"
    about = f"WARC-Type: response\r\nWARC-Target-URI: https://river.example/{n}\r\nWARC-Date: 2021-05-05T10:00:00Z\r\n"
    return f"WARC/1.0\r\n{about}Content-Length: {len(http)}\r\n\r\n{http}\r\n\r\n".encode()


NOTE = b"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 4\r\n\r\nnote\r\n\r\n"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A crawl with a note after every page."""
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(b"".join(gzip.compress(answer(n)) + gzip.compress(NOTE) for n in range(30)))
    return path


@pytest.fixture
def run(tmp_path: Path, archive: Path) -> Run:
    """Ingests the crawl into a database of a name."""

    def ingest(name: str, listener: Listener = silent) -> IngestSummary:
        database = f"sqlite:///{tmp_path / name}"
        return run_ingest(IngestRequest(paths=(str(archive),), database=database, direct=True, workers=0), listener)

    return ingest


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "CHUNK_BYTES", 2_000)
    monkeypatch.setattr(discover, "SPLIT_BYTES", 4_000)


def test_parts_end_like_the_whole(run: Run, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    whole = run("whole.db")
    assert (whole.files_seen, whole.documents_seen, whole.passed_over) == (1, 30, 30)
    request.getfixturevalue("in_parts")
    heard: list[Progress] = []
    parts = run("parts.db", heard.append)
    shares = [progress.share for progress in heard]
    assert sorted(shares) == shares
    assert len(set(shares)) > 3
    assert {progress.files_done for progress in heard if progress.share < 1} == {0}
    assert (heard[-1].files_done, heard[-1].share) == (1, 1)
    assert (parts.files_seen, parts.documents_seen, parts.passed_over) == (1, 30, 30)
    assert contents(tmp_path / "parts.db") == contents(tmp_path / "whole.db")
    with closing(sqlite3.connect(tmp_path / "whole.db")) as connection:
        # Pages that name no outlet are of the host that they were fetched from.
        assert connection.execute("SELECT DISTINCT outlet FROM articles").fetchall() == [("river.example",)]


@pytest.mark.usefixtures("in_parts")
def test_a_run_that_failed_goes_on_with_the_parts_that_are_missing(run: Run, tmp_path: Path) -> None:
    run("whole.db")
    prepare(f"sqlite:///{tmp_path / 'failed.db'}")
    with closing(sqlite3.connect(tmp_path / "failed.db")) as connection:
        connection.execute(FULL)
        with pytest.raises(Exception, match="full"):
            run("failed.db")
        connection.execute("DROP TRIGGER full")
    rest = run("failed.db")
    assert 0 < rest.loaded < 30
    assert contents(tmp_path / "failed.db") == contents(tmp_path / "whole.db")
