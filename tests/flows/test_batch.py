"""The promises of a run, kept by `--direct` on a real SQLite: nothing lost, nothing doubled, the same always."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from benchmarks.contents import contents
from flows.request import IngestRequest, IngestSummary, Progress
from flows.run import run_ingest

ONE_RUN = """
import sys
from flows.request import IngestRequest
from flows.run import run_ingest
run_ingest(IngestRequest(paths=(sys.argv[1],), database="sqlite:///" + sys.argv[2], direct=True, workers=1))
"""


def ingest(database: Path, *paths: Path, **options: Any) -> IngestSummary:
    options = {"direct": True, "workers": 0, **options}
    return run_ingest(IngestRequest(paths=tuple(map(str, paths)), database=f"sqlite:///{database}", **options))


def count(database: Path, query: str) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute(query).fetchone()[0])


def test_every_input_ends_as_article_duplicate_or_quarantined(tmp_path: Path, news: Path) -> None:
    database = tmp_path / "a.db"
    summary = ingest(database, news)
    assert summary.files_seen == len(list(news.iterdir()))
    assert summary.documents_seen == summary.files_seen + 2
    assert (summary.loaded, summary.unchanged, summary.quarantined) == (summary.documents_seen - 3, 0, 3)
    assert summary.duplicates == 2
    assert count(database, "SELECT count(*) FROM articles") == summary.loaded
    assert count(database, "SELECT count(*) FROM quarantine") == 3
    assert count(database, "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'quarry'") > 0


def test_a_second_run_finds_nothing_new_and_changes_nothing(tmp_path: Path, news: Path) -> None:
    database = tmp_path / "a.db"
    first = ingest(database, news)
    before = contents(database)
    second = ingest(database, news)
    assert contents(database) == before
    assert (second.loaded, second.quarantined) == (0, 0)
    assert (second.files_seen, second.unchanged) == (first.files_seen, first.documents_seen)


@pytest.mark.parametrize("seed", range(4))
def test_order_and_split_into_batches_change_nothing(tmp_path: Path, news: Path, seed: int) -> None:
    ingest(tmp_path / "whole.db", news)
    files = sorted(news.iterdir())
    rng = random.Random(seed)
    rng.shuffle(files)
    while files:
        size = rng.randint(1, 9)
        ingest(tmp_path / "parts.db", *files[:size])
        del files[:size]
    ingest(tmp_path / "parts.db", news)
    assert contents(tmp_path / "parts.db") == contents(tmp_path / "whole.db")


def test_workers_change_nothing(tmp_path: Path, news: Path) -> None:
    ingest(tmp_path / "here.db", news)
    ingest(tmp_path / "workers.db", news, workers=2)
    assert contents(tmp_path / "workers.db") == contents(tmp_path / "here.db")


def test_a_touched_file_is_no_new_file(tmp_path: Path, news: Path) -> None:
    database = tmp_path / "a.db"
    first = ingest(database, news)
    os.utime(news / "story-00.txt", (1_700_000_000, 1_700_000_000))
    second = ingest(database, news)
    assert (second.loaded, second.unchanged) == (0, first.documents_seen)
    assert (
        count(database, "SELECT modified_at FROM source_files WHERE path LIKE '%story-00.txt'") == 1_700_000_000 * 10**9
    )


def test_a_file_of_records_that_grew_loads_only_what_is_new(tmp_path: Path) -> None:
    records = tmp_path / "feed.jsonl"
    lines = [
        json.dumps({"id": str(n), "text": f"Report number {n}. " + "Nothing else happened. " * 9}) for n in range(5)
    ]
    records.write_text("\n".join(lines[:3]) + "\n")
    assert ingest(tmp_path / "a.db", records).loaded == 3
    records.write_text("\n".join(lines) + "\n")
    second = ingest(tmp_path / "a.db", records)
    assert (second.loaded, second.unchanged) == (2, 3)


def test_a_newer_content_of_a_path_is_kept(tmp_path: Path, news: Path) -> None:
    database = tmp_path / "a.db"
    ingest(database, news)
    path = news / "story-01.txt"
    path.write_text(path.read_text() + "\nThe vote was taken again in the evening.")
    ingest(database, path)
    kinds = (
        "SELECT count(*) FROM articles a JOIN articles k ON k.id = a.duplicate_of WHERE a.duplicate_kind = 'revision'"
    )
    assert count(database, f"{kinds} AND k.body LIKE '%again in the evening.'") == 1


def test_a_mended_file_resolves_its_quarantine(tmp_path: Path, news: Path) -> None:
    database = tmp_path / "a.db"
    ingest(database, news)
    (news / "empty.txt").write_text("It is empty no more. " * 20)
    ingest(database, news)
    assert (
        count(database, "SELECT count(*) FROM quarantine WHERE path LIKE '%empty.txt' AND resolved_at IS NOT NULL") == 1
    )


def test_two_runs_at_once_end_like_one_after_the_other(tmp_path: Path, news: Path) -> None:
    ingest(tmp_path / "one.db", news)
    with ThreadPoolExecutor(2) as threads:
        command = [sys.executable, "-c", ONE_RUN, str(news), str(tmp_path / "two.db")]
        runs = [threads.submit(subprocess.run, command, check=True, capture_output=True) for _ in range(2)]
        for run in runs:
            run.result()
    assert contents(tmp_path / "two.db") == contents(tmp_path / "one.db")


def test_a_killed_run_loses_nothing_and_doubles_nothing(tmp_path: Path, news: Path) -> None:
    ingest(tmp_path / "whole.db", news)
    for delay in (0.5, 1.0, 1.5):
        run = subprocess.Popen([sys.executable, "-c", ONE_RUN, str(news), str(tmp_path / "killed.db")])
        time.sleep(delay)
        run.send_signal(signal.SIGKILL)
        run.wait()
    ingest(tmp_path / "killed.db", news)
    assert contents(tmp_path / "killed.db") == contents(tmp_path / "whole.db")
    assert count(tmp_path / "killed.db", "SELECT count(*) FROM batches WHERE status = 'running'") == 0


def test_progress_ends_at_all_files(tmp_path: Path, news: Path) -> None:
    heard: list[Progress] = []
    request = IngestRequest(paths=(str(news),), database=f"sqlite:///{tmp_path / 'a.db'}", direct=True, workers=0)
    summary = run_ingest(request, heard.append)
    assert (heard[-1].files_done, heard[-1].files_total) == (summary.files_seen, summary.files_seen)
    assert {"read", "clean", "language", "translation", "fingerprint", "load"} <= set(summary.stage_seconds)


def test_a_failed_run_is_marked_and_leaves_whole_chunks(tmp_path: Path, news: Path) -> None:
    database = tmp_path / "a.db"
    ingest(database, news)
    before = contents(database)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON documents BEGIN SELECT raise(ABORT, 'disk full'); END")
    (news / "zz.txt").write_text("A story without an end. " * 30)
    with pytest.raises(Exception, match="disk full"):
        ingest(database, news)
    assert contents(database) == before
    assert count(database, "SELECT count(*) FROM batches WHERE status = 'failed'") == 1
