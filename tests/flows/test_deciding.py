"""Quarantined inputs read again, and what people decide about duplicates."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.contents import contents, rows
from flows.deciding import drop_quarantined, join_duplicates, split_duplicate
from flows.request import IngestRequest, IngestSummary, ReplayRequest, RunRequest, silent
from flows.run import run_ingest, run_replay
from schema.compress import pack_bytes
from schema.errors import CopydeskError
from schema.health import problems

STORY = "The bridge over the river was opened on Monday by the mayor, after three years of work and two of delay."


@pytest.fixture
def database(new_database: Callable[..., str], loaded: str) -> str:
    return new_database(of=loaded)


def replay(database: str, reason: str | None = None) -> IngestSummary:
    return run_replay(ReplayRequest(database=database, reason=reason, direct=True, workers=0))


def query(database: str, sql: str, *values: object) -> list[tuple[Any, ...]]:
    return rows(database, sql, *values)


def test_what_still_cannot_be_read_stays(database: str) -> None:
    before = contents(database)
    summary = replay(database)
    assert (summary.documents_seen, summary.loaded, summary.quarantined) == (3, 0, 3)
    assert contents(database) == before


def test_a_record_that_can_be_read_now_becomes_an_article_at_its_place(database: str) -> None:
    # As if a reader had refused it: the bytes that were kept are a good record.
    good = f'{{"id": "r2", "text": "{STORY}"}}'.encode()
    sql = "UPDATE quarantine SET content = ?, sha256 = ? WHERE reason = 'bad-json'"
    query(database, sql, pack_bytes(good), hashlib.sha256(good).hexdigest())
    summary = replay(database, "bad-json")
    assert (summary.documents_seen, summary.loaded, summary.quarantined) == (1, 1, 0)
    found = query(
        database,
        "SELECT d.position, d.external_id, a.body FROM articles a JOIN documents d ON d.id = a.document_id"
        " WHERE a.batch_id = (SELECT max(id) FROM batches)",
    )
    assert found == [(1, "r2", STORY)]
    assert query(database, "SELECT resolved_at IS NULL FROM quarantine WHERE reason = 'bad-json'") == [(0,)]
    assert problems(database) == []
    assert replay(database, "bad-json").documents_seen == 0


def test_a_file_that_could_not_be_opened_is_loaded_once_it_can(
    new_database: Callable[..., str], news: Path, tmp_path: Path
) -> None:
    database = new_database()
    (news / "link.txt").symlink_to(tmp_path / "elsewhere.txt")
    (tmp_path / "elsewhere.txt").write_text(STORY)
    run_ingest(IngestRequest(paths=(str(news),), database=database, direct=True, workers=0))
    assert query(database, "SELECT reason FROM quarantine WHERE path LIKE '%link.txt'") == [("link-outside",)]
    assert replay(database, "link-outside").loaded == 0
    (news / "link.txt").unlink()
    (news / "link.txt").write_text(STORY)
    assert replay(database, "link-outside").loaded == 1
    after = run_ingest(IngestRequest(paths=(str(news),), database=database, direct=True, workers=0))
    assert (after.loaded, after.quarantined) == (0, 0)


def test_dropping_forgets_an_entry(database: str) -> None:
    drop_quarantined(RunRequest(database=database), silent, [1])
    assert query(database, "SELECT id FROM quarantine ORDER BY id") == [(2,), (3,)]
    with pytest.raises(CopydeskError, match="Quarantine entry 1: does not exist"):
        drop_quarantined(RunRequest(database=database), silent, [1, 2])
    assert query(database, "SELECT count(*) FROM quarantine") == [(2,)]


def test_people_stand_above_the_comparison(database: str) -> None:
    request = RunRequest(database=database)
    [(copy, kept)] = query(database, "SELECT id, duplicate_of FROM articles WHERE duplicate_kind = 'exact'")
    split_duplicate(request, silent, copy)
    assert query(database, "SELECT duplicate_of FROM articles WHERE id IN (?, ?)", copy, kept) == [(None,), (None,)]
    join_duplicates(request, silent, copy, kept)
    joined = query(database, "SELECT count(*) FROM articles WHERE duplicate_of IN (?, ?)", copy, kept)
    assert joined == [(1,)]


@pytest.mark.parametrize("ids", [(1, 999), (1, 1)])
def test_articles_that_cannot_be_joined_are_named(database: str, ids: tuple[int, int]) -> None:
    with pytest.raises(CopydeskError, match=r"Article (999|1): "):
        join_duplicates(RunRequest(database=database), silent, *ids)
