"""The promises of a run, kept by `--direct` on real databases: nothing lost, nothing doubled, the same always."""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from benchmarks.contents import contents, rows
from desk.database import reading
from desk.filters import Filters
from desk.queries.search import search
from flows.request import IngestRequest, IngestSummary, Progress
from flows.run import run_ingest
from schema.errors import DatabaseMissing
from schema.health import problems
from schema.tables import batches

NewDatabase = Callable[..., str]
ONE_RUN = """
import sys
from flows.request import IngestRequest
from flows.run import run_ingest
database, trigger, *paths = sys.argv[1:]
run_ingest(IngestRequest(paths=tuple(paths), database=database, trigger=trigger, direct=True, workers=1))
"""


def ingest(database: str, *paths: Path, **options: Any) -> IngestSummary:
    options = {"direct": True, "workers": 0, **options}
    return run_ingest(IngestRequest(paths=tuple(map(str, paths)), database=database, **options))


def count(database: str, query: str) -> int:
    return int(rows(database, query)[0][0])


def found(database: str, word: str) -> int:
    with reading(database) as connection:
        return search(connection, word, Filters(), sort="relevance", limit=1).total


def last_batch(database: str) -> int:
    """The number of the last batch that has begun; 0 before there is one."""
    with contextlib.suppress(DatabaseMissing), reading(database) as connection:
        return connection.scalar(select(func.max(batches.c.id))) or 0
    return 0


def test_every_input_ends_as_article_duplicate_or_quarantined(new_database: NewDatabase, news: Path) -> None:
    database = new_database()
    summary = ingest(database, news)
    assert summary.files_seen == len(list(news.iterdir()))
    assert summary.documents_seen == summary.files_seen + 2
    assert (summary.loaded, summary.unchanged, summary.quarantined) == (summary.documents_seen - 3, 0, 3)
    assert summary.duplicates == 2
    assert count(database, "SELECT count(*) FROM articles") == summary.loaded
    assert count(database, "SELECT count(*) FROM quarantine") == 3
    assert found(database, "quarry") > 0


def test_a_second_run_finds_nothing_new_and_changes_nothing(
    new_database: NewDatabase, loaded: str, same_news: Path
) -> None:
    database = new_database(of=loaded)
    second = ingest(database, same_news)
    assert contents(database) == contents(loaded)
    assert (second.loaded, second.quarantined) == (0, 0)
    [(files, documents)] = rows(loaded, "SELECT files_seen, documents_seen FROM batches")
    assert (second.files_seen, second.unchanged) == (files, documents)


@pytest.mark.parametrize(
    ("databases", "seed"),
    [*(("sqlite", seed) for seed in range(4)), *(("postgresql", seed) for seed in range(2))],
    indirect=["databases"],
)
def test_order_and_split_into_batches_change_nothing(
    new_database: NewDatabase, loaded: str, same_news: Path, seed: int
) -> None:
    parts = new_database()
    files = sorted(same_news.iterdir())
    rng = random.Random(seed)
    rng.shuffle(files)
    while files:
        size = rng.randint(1, 9)
        ingest(parts, *files[:size])
        del files[:size]
    ingest(parts, same_news)
    assert contents(parts) == contents(loaded)


def test_workers_change_nothing(new_database: NewDatabase, loaded: str, same_news: Path) -> None:
    workers = new_database()
    ingest(workers, same_news, workers=2)
    assert contents(workers) == contents(loaded)


def test_a_touched_file_is_no_new_file(new_database: NewDatabase, news: Path) -> None:
    database = new_database()
    first = ingest(database, news)
    os.utime(news / "story-00.txt", (1_700_000_000, 1_700_000_000))
    second = ingest(database, news)
    assert (second.loaded, second.unchanged) == (0, first.documents_seen)
    assert (
        count(database, "SELECT modified_at FROM source_files WHERE path LIKE '%story-00.txt'") == 1_700_000_000 * 10**9
    )


def test_a_file_of_records_that_grew_loads_only_what_is_new(new_database: NewDatabase, tmp_path: Path) -> None:
    a = new_database()
    records = tmp_path / "feed.jsonl"
    lines = [
        json.dumps({"id": str(n), "text": f"Report number {n}. " + "Nothing else happened. " * 9}) for n in range(5)
    ]
    records.write_text("\n".join(lines[:3]) + "\n")
    assert ingest(a, records).loaded == 3
    records.write_text("\n".join(lines) + "\n")
    second = ingest(a, records)
    assert (second.loaded, second.unchanged) == (2, 3)


def test_a_newer_content_of_a_path_is_kept(new_database: NewDatabase, news: Path) -> None:
    database = new_database()
    ingest(database, news)
    path = news / "story-01.txt"
    path.write_text(path.read_text() + "\nThe vote was taken again in the evening.")
    ingest(database, path)
    kinds = (
        "SELECT count(*) FROM articles a JOIN articles k ON k.id = a.duplicate_of WHERE a.duplicate_kind = 'revision'"
    )
    assert count(database, f"{kinds} AND k.body LIKE '%again in the evening.'") == 1


def test_a_mended_file_resolves_its_quarantine(new_database: NewDatabase, news: Path) -> None:
    database = new_database()
    ingest(database, news)
    (news / "empty.txt").write_text("It is empty no more. " * 20)
    ingest(database, news)
    assert (
        count(database, "SELECT count(*) FROM quarantine WHERE path LIKE '%empty.txt' AND resolved_at IS NOT NULL") == 1
    )


def test_records_with_characters_that_no_text_has_are_stored(new_database: NewDatabase, tmp_path: Path) -> None:
    records = tmp_path / "odd.jsonl"
    words = "The bridge was opened on Monday by the mayor. " * 5
    odd = {"id": "a\0b", "title": "T\0itle \ud800", "author": "A\0", "outlet": "\0", "text": f"\0{words}\ud83d"}
    records.write_text("\n".join([json.dumps(odd), '{"no text \\u0000 in it": 1}', "no json \0"]))
    summary = ingest(new_database(), records)
    assert (summary.loaded, summary.quarantined) == (1, 2)


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_both_systems_end_with_the_same_rows(tmp_path: Path, loaded: str, same_news: Path) -> None:
    ingest(f"sqlite:///{tmp_path / 'here.db'}", same_news)
    assert contents(loaded) == contents(tmp_path / "here.db")
    assert problems(loaded) == []


def test_a_scheduled_and_a_manual_run_at_once_end_like_one_after_the_other(
    new_database: NewDatabase, news: Path, more_news: Path
) -> None:
    """Two processes over one database, with files of their own and files that both find, while somebody reads."""
    after, at_once = new_database(), new_database(made=False)
    ingest(after, news, more_news)
    ingest(after, news)
    runs = [
        subprocess.Popen([sys.executable, "-c", ONE_RUN, at_once, *options], stderr=subprocess.PIPE, text=True)
        for options in (("schedule", str(news)), ("manual", str(news), str(more_news)))
    ]
    while any(run.poll() is None for run in runs):
        with contextlib.suppress(DatabaseMissing):
            assert found(at_once, "council") >= 0
        time.sleep(0.1)
    assert [(run.wait(), run.communicate()[1]) for run in runs] == [(0, ""), (0, "")]
    assert found(at_once, "council") > 0
    assert contents(at_once) == contents(after)
    assert sorted(rows(at_once, "SELECT trigger, status FROM batches")) == [
        ("manual", "completed"),
        ("schedule", "completed"),
    ]


def test_a_killed_run_loses_nothing_and_doubles_nothing(
    new_database: NewDatabase, loaded: str, same_news: Path
) -> None:
    killed = new_database(made=False)
    # While it starts, and as soon as it has begun and a little later, however long that takes.
    for delay in (None, 0.0, 0.3):
        before = last_batch(killed)
        run = subprocess.Popen([sys.executable, "-c", ONE_RUN, killed, "manual", str(same_news)])
        while delay is not None and run.poll() is None and last_batch(killed) == before:
            time.sleep(0.1)
        time.sleep(0.5 if delay is None else delay)
        run.send_signal(signal.SIGKILL)
        run.wait()
    ingest(killed, same_news)
    assert contents(killed) == contents(loaded)
    assert count(killed, "SELECT count(*) FROM batches WHERE status = 'running'") == 0


def test_progress_ends_at_all_files(tmp_path: Path, news: Path) -> None:
    heard: list[Progress] = []
    request = IngestRequest(paths=(str(news),), database=f"sqlite:///{tmp_path / 'a.db'}", direct=True, workers=0)
    summary = run_ingest(request, heard.append)
    assert (heard[-1].files_done, heard[-1].files_total) == (summary.files_seen, summary.files_seen)
    assert heard[-1].seconds_left == pytest.approx(0.0)
    assert {"read", "clean", "language", "translation", "fingerprint", "load"} <= set(summary.stage_seconds)


def test_a_failed_run_is_marked_and_leaves_whole_chunks(tmp_path: Path, news: Path) -> None:
    database = f"sqlite:///{tmp_path / 'a.db'}"
    ingest(database, news)
    before = contents(database)
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON documents BEGIN SELECT raise(ABORT, 'disk full'); END")
    (news / "zz.txt").write_text("A story without an end. " * 30)
    with pytest.raises(Exception, match="disk full"):
        ingest(database, news)
    assert contents(database) == before
    assert count(database, "SELECT count(*) FROM batches WHERE status = 'failed'") == 1
