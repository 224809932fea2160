"""What people say of files: kept, used again by replay, and read again where they say something else."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from benchmarks.contents import contents
from benchmarks.postgresql import PostgresqlServer
from flows.deciding import restore_span
from flows.request import IngestRequest, IngestSummary, ReplayRequest, RunRequest, silent
from flows.run import run_ingest, run_reclean, run_replay
from tasks import discover

PROSE = (
    "The council of district {} voted on Tuesday to rebuild the old bridge over the river, and work starts in spring. "
)


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    folder = tmp_path / "dump"
    folder.mkdir()
    (folder / "a.txt").write_text(PROSE.format(1) * 3)
    (folder / "b.txt").write_text(PROSE.format(2) * 3)
    records = [{"titre": f"Le pont {n}", "corps": PROSE.format(n) * 2} for n in range(3, 6)]
    (folder / "c.jsonl").write_text("\n".join(map(json.dumps, records)))
    return folder


def ingest(dump: Path, name: str = "a.db", **options: Any) -> IngestSummary:
    options = {"database": f"sqlite:///{dump.parent / name}", **options}
    return run_ingest(IngestRequest(paths=(str(dump),), direct=True, workers=0, **options))


def rows(dump: Path, query: str, name: str = "a.db") -> list[Any]:
    with closing(sqlite3.connect(dump.parent / name)) as connection:
        return connection.execute(query).fetchall()


def name_files(dump: Path, *lines: str) -> None:
    (dump / "manifest.csv").write_text("\n".join(["file,outlet,headline,date", *lines]))


MAPPING = {"headline": ["titre"], "text": ["corps"]}
IN_QUARANTINE = "SELECT batch_id FROM quarantine WHERE resolved_at IS NULL"
ARTICLES = "SELECT id, outlet, headline, published_at FROM articles ORDER BY id"


def test_a_manifest_says_where_files_are_from(dump: Path) -> None:
    name_files(
        dump, "a.txt,River Post,The bridge,2021-05-04", "gone.txt,x,,", "c.jsonl,Le Pont,Not for three,2021-05-04"
    )
    summary = ingest(dump, mapping=MAPPING)
    assert (summary.files_seen, summary.loaded, summary.quarantined) == (3, 5, 0)
    assert [note.partition("/manifest")[2] for note in summary.notes] == [
        ".csv, line 3: there is no file gone.txt below this folder"
    ]
    first, _, *records = rows(dump, "SELECT outlet, headline, headline_source, published_at FROM articles ORDER BY id")
    assert first == ("River Post", "The bridge", "metadata", "2021-05-04")
    assert records == [("Le Pont", f"Le pont {n}", "metadata", None) for n in (3, 4, 5)]


def test_a_manifest_that_changes_changes_its_articles_and_no_others(dump: Path) -> None:
    name_files(dump, "a.txt,River Post,,")
    ingest(dump, mapping=MAPPING)
    before = rows(dump, ARTICLES)
    name_files(dump, "a.txt,River Post,The bridge,2021-05-04")
    summary = ingest(dump, mapping=MAPPING)
    assert (summary.documents_seen, summary.loaded, summary.unchanged) == (5, 1, 4)
    assert rows(dump, ARTICLES) == [(before[0][0], "River Post", "The bridge", "2021-05-04"), *before[1:]]
    assert rows(dump, "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'headline : bridge'") == [(1,)]
    # The same as if it had been said at first.
    ingest(dump, "at-once.db", mapping=MAPPING)
    assert contents(dump.parent / "a.db") == contents(dump.parent / "at-once.db")
    assert ingest(dump, mapping=MAPPING).unchanged == 5
    # Cleaning again knows it, too.
    database = f"sqlite:///{dump.parent / 'a.db'}"
    rows_before = rows(dump, ARTICLES)
    with closing(sqlite3.connect(dump.parent / "a.db")) as connection, connection:
        connection.execute("UPDATE articles SET cleaner_version = 'old'")
    run_reclean(RunRequest(database=database, direct=True, workers=0))
    assert rows(dump, ARTICLES) == rows_before


def test_both_systems_end_with_the_same_rows(dump: Path, postgresql: PostgresqlServer) -> None:
    there = postgresql.database()
    for options in ({}, {"mapping": MAPPING}, {"mapping": MAPPING, "outlet": "River Post"}):
        name_files(dump, "a.txt,River Post,The bridge,2021-05-04" if options else "a.txt,,Bridge,")
        ingest(dump, **options)
        ingest(dump, database=there, **options)
    # And of a file of records that is written anew.
    lines = (dump / "c.jsonl").read_text().splitlines()
    (dump / "c.jsonl").write_text("\n".join(["{}", *reversed(lines), "{}"]))
    for options in ({}, {"database": there}):
        assert ingest(dump, mapping=MAPPING, outlet="River Post", **options).unchanged == 5
    assert contents(there) == contents(dump.parent / "a.db")
    run_replay(ReplayRequest(database=there, direct=True, workers=0))


def test_a_file_that_was_touched_as_well(dump: Path) -> None:
    ingest(dump)
    os.utime(dump / "a.txt", (1_700_000_000, 1_700_000_000))
    assert ingest(dump, outlet="River Post").loaded == 2
    assert {outlet for _, outlet, *_ in rows(dump, ARTICLES)} == {"River Post"}
    assert ingest(dump, outlet="River Post").unchanged == 5


def test_a_file_of_records_that_grew(dump: Path) -> None:
    ingest(dump, mapping=MAPPING)
    with (dump / "c.jsonl").open("a") as file:
        file.write("\n" + json.dumps({"titre": "Le pont 6", "corps": PROSE.format(6) * 2}))
    assert ingest(dump, mapping=MAPPING).loaded == 1
    assert ingest(dump, mapping=MAPPING, outlet="River Post").loaded == 6
    outlets = "SELECT outlet, count(*) FROM articles GROUP BY 1"
    assert rows(dump, outlets) == [("River Post", 6)]


def test_what_is_read_again_is_reported_with_its_batch(dump: Path) -> None:
    ingest(dump)
    batch = ingest(dump, outlet="River Post").batch
    assert rows(dump, "SELECT DISTINCT batch_id FROM articles") == [(batch,)]


def test_what_people_put_back_is_done_by_the_next_reclean(dump: Path) -> None:
    (dump / "a.txt").write_text(f"{PROSE.format(1) * 3}\nShare this article")
    ingest(dump)
    database = f"sqlite:///{dump.parent / 'a.db'}"
    request = RunRequest(database=database, direct=True, workers=0)
    ((span, article),) = rows(dump, "SELECT id, article_id FROM removed_spans WHERE text LIKE '%Share this%'")
    restore_span(request, silent, article, span)
    body = f"SELECT body FROM articles WHERE id = {article}"
    assert "Share this" in rows(dump, body)[0][0]
    ingest(dump, outlet="River Post")
    run_reclean(request)
    assert "Share this" in rows(dump, body)[0][0]
    assert rows(dump, f"SELECT outlet FROM articles WHERE id = {article}") == [("River Post",)]


def test_who_says_nothing_changes_nothing(dump: Path) -> None:
    ingest(dump, outlet="River Post")
    again = ingest(dump)
    assert (again.loaded, again.unchanged) == (0, 5)
    assert {outlet for _, outlet, *_ in rows(dump, ARTICLES)} == {"River Post"}


def test_a_mapping_that_was_forgotten_can_be_given_later(dump: Path) -> None:
    first = ingest(dump)
    assert (first.loaded, first.quarantined) == (2, 3)
    second = ingest(dump, mapping=MAPPING)
    assert (second.loaded, second.quarantined) == (5, 0)
    assert rows(dump, IN_QUARANTINE) == []


def test_a_mapping_that_fits_no_more_is_told_and_costs_no_article(dump: Path) -> None:
    table = "titre,corps\n" + "".join(f"Le pont {n},{PROSE.format(n)}\n" for n in range(6, 9))
    (dump / "d.csv").write_text(table)
    ingest(dump)
    ingest(dump, mapping=MAPPING)
    assert ingest(dump).unchanged == 8
    wrong = ingest(dump, mapping={"text": ["corpse"]})
    assert wrong.quarantined == 4
    assert rows(dump, IN_QUARANTINE) == [(wrong.batch,)] * 4
    assert len(rows(dump, ARTICLES)) == 8
    ingest(dump, mapping=MAPPING)
    assert rows(dump, IN_QUARANTINE) == []


def test_what_still_cannot_be_read_is_told_by_each_run(dump: Path) -> None:
    (dump / "gone.txt").symlink_to(dump / "nothing.txt")
    ingest(dump, mapping=MAPPING)
    again = ingest(dump, mapping=MAPPING)
    assert (again.loaded, again.quarantined) == (0, 1)
    assert rows(dump, IN_QUARANTINE) == [(again.batch,)]
    ingest(dump, "at-once.db", mapping=MAPPING)
    query = "SELECT d.position, a.headline, a.body FROM articles a JOIN documents d ON d.id = document_id ORDER BY 1, 3"
    assert rows(dump, query) == rows(dump, query, "at-once.db")


def test_a_mapping_that_chose_the_wrong_field_can_be_mended(dump: Path) -> None:
    ingest(dump, mapping={"text": ["titre"]})
    assert [body for (body,) in rows(dump, "SELECT body FROM articles")][2:] == ["Le pont 3", "Le pont 4", "Le pont 5"]
    ids = rows(dump, "SELECT id FROM articles")
    ingest(dump, mapping=MAPPING)
    bodies = [body for (body,) in rows(dump, "SELECT body FROM articles")]
    assert bodies[2:] == [(PROSE.format(n) * 2).strip() for n in (3, 4, 5)]
    assert rows(dump, "SELECT id FROM articles") == ids


def test_a_big_file_that_was_split_is_read_again_in_all_its_parts(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "CHUNK_BYTES", 100)
    monkeypatch.setattr(discover, "SPLIT_BYTES", 200)
    assert ingest(dump).quarantined == 3
    second = ingest(dump, mapping=MAPPING)
    assert (second.loaded, second.files_seen) == (5, 3)
    assert ingest(dump, mapping=MAPPING).unchanged == 5


def test_a_replay_reads_with_the_mapping_of_its_batch(dump: Path) -> None:
    lines = (dump / "c.jsonl").read_text()
    (dump / "c.jsonl").write_text(lines.replace(PROSE.format(4) * 2, ""))
    assert ingest(dump, mapping=MAPPING, outlet="Le Pont").quarantined == 1
    # As if a reader had been mended: the record that was kept can be read now.
    mended = json.dumps({"titre": "Le pont 4", "corps": PROSE.format(4) * 2}).encode()
    _put_into_quarantine(dump.parent / "a.db", mended)
    summary = run_replay(ReplayRequest(database=f"sqlite:///{dump.parent / 'a.db'}", direct=True, workers=0))
    assert (summary.loaded, summary.quarantined) == (1, 0)
    query = "SELECT d.position, a.outlet, a.headline FROM articles a JOIN documents d ON d.id = document_id"
    assert (1, "Le Pont", "Le pont 4") in rows(dump, query)


def _put_into_quarantine(database: Path, content: bytes) -> None:
    import hashlib

    from schema.compress import pack_bytes

    with closing(sqlite3.connect(database)) as connection, connection:
        values = (hashlib.sha256(content).hexdigest(), pack_bytes(content))
        connection.execute("UPDATE quarantine SET sha256 = ?, content = ?", values)
