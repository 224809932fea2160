"""Compressed files of records that are cut off, lie about what they are, or would fill the disk."""

import bz2
import gzip
import json
import lzma
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import zstandard

from flows.request import IngestRequest, IngestSummary
from flows.run import run_ingest
from tasks import discover
from tasks.read import Limits

PACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.compress,
}
RECORDS = 40


def lines(count: int = RECORDS) -> bytes:
    told = [
        f"In {1900 + n} the harbour of district {n} was sold for {n * 131} pounds to its {n + 2} owners, " * 4
        + "again."
        for n in range(count)
    ]
    return b"".join(json.dumps({"id": n, "text": text}).encode() + b"\n" for n, text in enumerate(told))


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "CHUNK_BYTES", 2_000)
    monkeypatch.setattr(discover, "PACKED_SPLIT_BYTES", 100)


def run(path: Path, name: str, workers: int = 0, limits: Limits | None = None) -> IngestSummary:
    database = f"sqlite:///{path.parent / name}"
    request = IngestRequest(
        paths=(str(path),), database=database, direct=True, workers=workers, limits=limits or Limits()
    )
    return run_ingest(request)


@pytest.mark.parametrize("ending", sorted(PACK))
def test_what_comes_before_the_damage_is_read(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "CHUNK_BYTES", 50_000)
    monkeypatch.setattr(discover, "PACKED_SPLIT_BYTES", 100)
    path = tmp_path / f"feed.jsonl{ending}"
    packed = PACK[ending](lines(900))
    path.write_bytes(packed[: len(packed) * 9 // 10])
    found = run(path, "cut.db")
    if ending != ".bz2":  # which unpacks blocks of 900 KB, all or nothing
        assert found.loaded > RECORDS
    with closing(sqlite3.connect(tmp_path / "cut.db")) as connection:
        reasons = {reason for (reason,) in connection.execute("SELECT reason FROM quarantine")}
        [(status,)] = connection.execute("SELECT status FROM source_files").fetchall()
    assert "truncated" in reasons
    assert reasons <= {"truncated", "bad-json"}
    assert status == "loaded"
    assert run(path, "cut.db").loaded == 0


@pytest.mark.usefixtures("in_parts")
def test_a_bomb_is_refused_before_a_part_of_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bomb.jsonl.gz"
    path.write_bytes(gzip.compress((b"0" * 99 + b"\n") * 200_000))
    assert run(path, "bomb.db", limits=Limits(expansion=100)).quarantined == 1
    with closing(sqlite3.connect(tmp_path / "bomb.db")) as connection:
        assert connection.execute("SELECT reason FROM quarantine").fetchall() == [("bomb",)]


def test_what_a_browser_has_unpacked_already_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl.gz"
    path.write_bytes(lines())
    assert run(path, "plain.db").loaded == RECORDS
