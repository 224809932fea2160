"""A record that was beyond a limit is found again at its place, in whatever file it came, kept whole or not."""

import csv
import gzip
import io
import json
import shutil
import sqlite3
import tarfile
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from flows.request import IngestRequest, ReplayRequest
from flows.run import run_ingest, run_replay
from tasks import discover
from tasks.read import Limits
from tasks.slices import give_up_slice

STORIES = [f"In {1900 + n} the harbour of district {n} was sold for {n * 131} pounds to its owners." for n in range(6)]
STORIES[3] += " " + " ".join(f"Then number {n} was sold for {n * 7} pounds." for n in range(90))
SMALL = Limits(document_characters=1_000)
# So little that nothing which is too large is kept whole.
FORGETFUL = Limits(document_characters=1_000, rejected_bytes=100)


def written(path: Path) -> Path:
    lines = "".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(STORIES))
    match path.name.partition(".")[2]:
        case "jsonl":
            path.write_text(lines)
        case "jsonl.gz":
            path.write_bytes(gzip.compress(lines.encode()))
        case "json":
            path.write_text(f"[{','.join(lines.splitlines())}]")
        case "csv":
            rows = io.StringIO()
            csv.writer(rows).writerows([("id", "text"), *((str(n), text) for n, text in enumerate(STORIES))])
            path.write_text(rows.getvalue())
        case "zip":
            with zipfile.ZipFile(path, "w") as archive:
                for n, text in enumerate(STORIES):
                    archive.writestr(f"{n}.txt", text)
        case "tar":
            with tarfile.open(path, "w") as archive:
                for n, text in enumerate(STORIES):
                    entry = tarfile.TarInfo(f"{n}.txt")
                    entry.size = len(text.encode())
                    archive.addfile(entry, io.BytesIO(text.encode()))
    return path


def texts(database: Path) -> list[tuple[int, str]]:
    query = (
        "SELECT position, body FROM documents JOIN articles ON articles.document_id = documents.id ORDER BY position"
    )
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def names(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [name for (name,) in connection.execute("SELECT external_id FROM documents ORDER BY position")]


def ingest(path: Path, database: Path, limits: Limits) -> int:
    request = IngestRequest(paths=(str(path),), database=f"sqlite:///{database}", direct=True, workers=0, limits=limits)
    return run_ingest(request).quarantined


def replay(database: Path) -> int:
    return run_replay(ReplayRequest(database=f"sqlite:///{database}", direct=True, workers=0)).loaded


@pytest.fixture(autouse=True)
def ready(prepared: Path, tmp_path: Path) -> None:
    shutil.copy(prepared, tmp_path / "a.db")


@pytest.mark.parametrize("limits", [SMALL, FORGETFUL], ids=["kept", "not kept"])
@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz", "json", "csv", "zip", "tar"])
@pytest.mark.parametrize("size", [2_000_000, 500], ids=["whole", "in parts"])
def test_a_record_beyond_a_limit_comes_to_its_place(
    tmp_path: Path, ending: str, limits: Limits, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CHUNK_BYTES", "SPLIT_BYTES", "PACKED_SPLIT_BYTES"):
        monkeypatch.setattr(discover, name, size)
    path, database = written(tmp_path / f"feed.{ending}"), tmp_path / "a.db"
    assert ingest(path, database, limits) == 1
    assert [position for position, _ in texts(database)] == [0, 1, 2, 4, 5]
    assert replay(database) == 1
    assert texts(database) == list(enumerate(STORIES))
    assert names(database) == [f"{n}.txt" if ending in {"zip", "tar"} else str(n) for n in range(len(STORIES))]
    assert replay(database) == 0


def test_a_file_of_an_archive_that_is_too_large_is_not_mistaken_for_its_name(tmp_path: Path) -> None:
    path, database = written(tmp_path / "feed.zip"), tmp_path / "a.db"
    assert ingest(path, database, Limits(document_bytes=500)) == 1
    with closing(sqlite3.connect(database)) as connection:
        [(position, detail)] = connection.execute("SELECT position, detail FROM quarantine").fetchall()
    assert (position, detail.startswith("3.txt: A file of more than 500 bytes")) == (3, True)
    assert replay(database) == 1
    assert texts(database) == list(enumerate(STORIES))


def test_a_file_that_changed_is_not_mistaken_for_the_one_that_was_read(tmp_path: Path) -> None:
    path, database = written(tmp_path / "feed.jsonl"), tmp_path / "a.db"
    ingest(path, database, FORGETFUL)
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in reversed(STORIES)))
    assert replay(database) == 0
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT reason FROM quarantine").fetchall() == [("changed",)]


def test_of_a_file_that_was_given_up_only_what_is_missing_is_loaded(tmp_path: Path) -> None:
    path, database = written(tmp_path / "feed.jsonl"), tmp_path / "a.db"
    ingest(path, database, SMALL)
    # As if the part with the third record had killed its worker, too.
    piece = discover.describe(path)
    [rejected] = give_up_slice(piece, "worker-died").rejected
    row = (str(path), 2, rejected.sha256, rejected.reason, rejected.detail, 1, "2024-03-16")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(
            "INSERT INTO quarantine (path, position, sha256, reason, detail, batch_id, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        connection.commit()
    assert replay(database) == 1
    assert texts(database) == list(enumerate(STORIES))
