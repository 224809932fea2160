"""Files of records that are written anew under the same name: feeds that are fetched again, files that grow."""

import json
import os
import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from benchmarks.contents import contents
from flows.request import IngestRequest, IngestSummary, ReplayRequest
from flows.run import run_ingest, run_replay
from tasks import discover
from tasks.read import Limits

Record = dict[str, str]


def record(n: int, **more: str) -> Record:
    story = f"In {1900 + n} the harbour of district {n} was sold for {n * 131} pounds to its {n + 2} owners."
    return {"id": f"r{n}", "title": f"Harbour {n} is sold", "text": story, **more}


def feed(records: Sequence[Record]) -> str:
    names = {"id": "guid", "title": "title", "text": "description"}
    fields = ["".join(f"<{names[name]}>{value}</{names[name]}>" for name, value in one.items()) for one in records]
    items = "".join(f"<item>{inner}</item>" for inner in fields)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>River Post</title>{items}</channel></rss>'


def written(path: Path, records: Sequence[Record], hour: int) -> None:
    lines = [json.dumps(one) for one in records]
    forms = {".xml": feed(records), ".json": f"[{','.join(lines)}]", ".jsonl": "\n".join(lines)}
    path.write_text(forms[path.suffix])
    os.utime(path, (1_700_000_000 + 3600 * hour,) * 2)


def ingest(path: Path, name: str = "a.db", **options: Any) -> IngestSummary:
    database = f"sqlite:///{path.parent / name}"
    return run_ingest(IngestRequest(paths=(str(path),), database=database, direct=True, workers=0, **options))


def rows(path: Path, query: str, name: str = "a.db") -> list[Any]:
    with closing(sqlite3.connect(path.parent / name)) as connection:
        return connection.execute(query).fetchall()


PLACES = """
SELECT d.external_id, d.position FROM documents d JOIN source_files s ON s.id = d.source_file_id
WHERE s.modified_at = (SELECT max(modified_at) FROM source_files) ORDER BY 2
"""
KEPT = "SELECT headline FROM articles WHERE duplicate_of IS NULL ORDER BY 1"


@pytest.mark.parametrize("ending", ["xml", "json", "jsonl"])
def test_a_feed_that_is_fetched_again_brings_what_is_new_in_it(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"feed.{ending}"
    empty = {"id": "none", "title": "No text"}
    loaded = []
    for hour in range(5):
        # Two items come in front, and two go at the end.
        items = [record(n) for n in range(2 * hour + 8, 2 * hour, -1)]
        written(path, [*items[:3], empty, *items[3:]], hour)
        summary = ingest(path)
        assert (summary.documents_seen, summary.quarantined) == (9, 1)
        loaded.append(summary.loaded)
        names = [one["id"] for one in items]
        assert rows(path, PLACES) == [*zip(names[:3], range(3), strict=True), *zip(names[3:], range(4, 9), strict=True)]
    assert loaded == [8, 2, 2, 2, 2]
    assert rows(path, "SELECT count(*), count(duplicate_of) FROM articles") == [(16, 0)]
    assert rows(path, "SELECT position, resolved_at FROM quarantine") == [(3, None)]


def test_the_same_records_in_any_order_are_known(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    items = [record(n) for n in range(12)]
    written(path, items, 0)
    ingest(path)
    random.Random(1).shuffle(items)
    written(path, items, 1)
    assert (summary := ingest(path)).loaded == 0
    assert summary.unchanged == 12
    assert rows(path, PLACES) == [(one["id"], n) for n, one in enumerate(items)]


def test_what_is_said_of_a_feed_is_said_of_each_item_as_it_is_now(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    written(path, [record(n) for n in (3, 2, 1)], 0)
    ingest(path)
    written(path, [record(n) for n in (4, 3, 2)], 1)
    ingest(path)
    assert ingest(path, outlet="Lake Post").loaded == 3
    query = "SELECT headline, outlet FROM articles ORDER BY 1"
    said = [(f"Harbour {n} is sold", "River Post" if n == 1 else "Lake Post") for n in (1, 2, 3, 4)]
    assert rows(path, query) == said


def test_a_record_whose_headline_was_changed_keeps_its_number(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    written(path, [record(1), record(2)], 0)
    ingest(path)
    [(number,)] = rows(path, "SELECT id FROM articles WHERE headline LIKE '%1%'")
    written(path, [record(3), record(1, title="Harbour 1 is not sold"), record(2)], 1)
    summary = ingest(path)
    assert (summary.loaded, summary.unchanged) == (2, 1)
    assert rows(path, f"SELECT headline FROM articles WHERE id = {number}") == [("Harbour 1 is not sold",)]
    assert rows(path, "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'headline : not'") == [(1,)]
    assert rows(path, "SELECT count(*) FROM articles") == [(3,)]


def test_a_record_that_goes_back_to_what_it_was_is_kept_again(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    first, second = record(1), record(1, title="Sold at last", text="The harbour of district 1 was sold at last.")
    for hour, (one, kept) in enumerate([(first, first), (second, second), (first, first), (second, second)]):
        written(path, [record(7 + hour), one], hour)
        assert ingest(path).loaded == (2 if hour < 2 else 1)
        assert (kept["title"],) in rows(path, KEPT)
        assert rows(path, "SELECT count(*) FROM articles WHERE duplicate_kind = 'revision'") == [(int(hour > 0),)]
    assert rows(path, "SELECT count(*) FROM articles") == [(6,)]


@pytest.mark.parametrize("size", [2_000_000, 300], ids=["whole", "in parts"])
def test_a_file_that_goes_back_to_an_earlier_content_has_all_of_it(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CHUNK_BYTES", "SPLIT_BYTES"):
        monkeypatch.setattr(discover, name, size)
    path = tmp_path / "list.json"
    for hour, numbers in enumerate([(1, 2, 3), (4, 3, 2), (1, 2, 3)]):
        written(path, [record(n) for n in numbers], hour)
        ingest(path)
        assert rows(path, PLACES) == [(f"r{n}", place) for place, n in enumerate(numbers)]
    assert rows(path, "SELECT count(*), count(duplicate_of) FROM articles") == [(4, 0)]
    # One that only is touched is known at once in the run after.
    for _ in range(2):
        os.utime(path, (1_800_000_000, 1_800_000_000))
        assert (summary := ingest(path, outlet="Lake Post")).files_seen == 1
    assert (summary.loaded, summary.unchanged) == (0, 3)
    assert rows(path, "SELECT count(*) FROM articles WHERE outlet = 'Lake Post'") == [(3,)]


def test_which_of_two_copies_is_kept_does_not_hang_on_where_they_stood_before(tmp_path: Path) -> None:
    (folder := tmp_path / "lists").mkdir()
    items, chance = [{"text": record(n)["text"]} for n in range(12)], random.Random(2)
    for hour in range(3):
        for name in ("one.json", "two.json"):
            chance.shuffle(items)
            written(folder / name, items, hour)
        ingest(folder)
    ingest(folder, "fresh.db")
    kept = """
    SELECT s.path, a.body FROM articles a JOIN documents d ON d.id = a.document_id
    JOIN source_files s ON s.id = d.source_file_id WHERE a.duplicate_of IS NULL ORDER BY 1, 2
    """
    assert rows(folder, kept) == rows(folder, kept, "fresh.db")
    assert len({path for path, _ in rows(folder, kept)}) == 2


def test_records_that_are_the_same_in_a_file_stay_as_many(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    same = {"text": record(1)["text"]}
    for hour, number in enumerate((2, 1, 3, 2)):
        written(path, [record(9), *[same] * number], hour)
        ingest(path)
        assert rows(path, "SELECT count(*) FROM articles") == [(1 + max((2, 1, 3, 2)[: hour + 1]),)]


@pytest.mark.parametrize("ending", ["json", "jsonl"])
def test_parts_end_like_the_whole(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path, chance = tmp_path / f"list.{ending}", random.Random(3)
    numbers = list(range(30))
    broken = {"id": "none", "title": "No text"}
    for hour in range(3):
        items = [record(n, title=f"Harbour {n} {chance.choice(('is', 'was'))} sold") for n in numbers]
        items[5:5] = items[20:20] = [broken]
        written(path, items, hour)
        monkeypatch.undo()
        ingest(path, "whole.db")
        for name in ("CHUNK_BYTES", "SPLIT_BYTES"):
            monkeypatch.setattr(discover, name, 700)
        ingest(path, "parts.db")
        assert contents(tmp_path / "parts.db") == contents(tmp_path / "whole.db")
        numbers = [*range(30 + 5 * hour, 35 + 5 * hour), *chance.sample(numbers, 22)]
    assert rows(path, "SELECT count(DISTINCT external_id) = count(*) FROM documents", "parts.db") == [(1,)]
    assert rows(path, "SELECT count(*) FROM quarantine", "parts.db") == [(2,)]


def test_a_record_that_was_replayed_is_known_where_it_stands_now(tmp_path: Path) -> None:
    path, database = tmp_path / "list.json", f"sqlite:///{tmp_path / 'a.db'}"
    long = record(5, text=" ".join(record(n)["text"] for n in range(20)))
    small = Limits(document_characters=1_000)
    written(path, [record(1), long], 0)
    assert ingest(path, limits=small).quarantined == 1
    assert run_replay(ReplayRequest(database=database, direct=True, workers=0)).loaded == 1
    for hour, limits in enumerate((small, Limits(), small), 1):
        written(path, [record(10 + hour), *[record(9)] * hour, record(1), long], hour)
        assert ingest(path, limits=limits).loaded == 2
    assert rows(path, "SELECT count(*) FROM quarantine WHERE resolved_at IS NULL") == [(0,)]
    assert rows(path, "SELECT count(*) FROM articles WHERE body LIKE '%district 19%'") == [(1,)]


def test_records_that_stood_in_one_place_are_all_replayed(tmp_path: Path) -> None:
    path, database = tmp_path / "list.json", f"sqlite:///{tmp_path / 'a.db'}"
    for hour in range(2):
        long = record(hour, text=" ".join(record(n)["text"] for n in range(20 * hour, 20 * hour + 20)))
        written(path, [record(50), long], hour)
        ingest(path, limits=Limits(document_characters=1_000))
    assert run_replay(ReplayRequest(database=database, direct=True, workers=0)).loaded == 2
    assert rows(path, "SELECT external_id, position FROM documents ORDER BY id") == [("r50", 0), ("r0", 1), ("r1", 1)]
    assert rows(path, "SELECT count(*) FROM quarantine WHERE resolved_at IS NULL") == [(0,)]


def test_a_record_that_is_gone_from_its_file_is_not_mistaken_for_the_one_in_its_place(tmp_path: Path) -> None:
    path, database = tmp_path / "list.json", f"sqlite:///{tmp_path / 'a.db'}"
    forgetful = Limits(document_characters=1_000, rejected_bytes=100)
    for hour in range(2):
        long = record(hour, text=" ".join(record(n)["text"] for n in range(20 * hour, 20 * hour + 20)))
        written(path, [record(50), long], hour)
        ingest(path, limits=forgetful)
    assert run_replay(ReplayRequest(database=database, direct=True, workers=0)).loaded == 1
    assert rows(path, "SELECT external_id FROM documents ORDER BY id") == [("r50",), ("r1",)]
    assert rows(path, "SELECT reason FROM quarantine WHERE resolved_at IS NULL") == [("changed",)]
