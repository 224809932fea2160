"""Tables, lists, feeds and archives are read in parts, with the same rows as when they are read at once."""

import bz2
import csv
import gzip
import io
import json
import lzma
import shutil
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
import zstandard

from benchmarks.contents import contents
from flows.request import IngestRequest, IngestSummary, ReplayRequest
from flows.run import run_ingest, run_replay
from tasks import discover
from tasks.read import Limits

RECORDS = 40
FULL = "CREATE TRIGGER full BEFORE INSERT ON documents WHEN NEW.position > 20 BEGIN SELECT raise(ABORT, 'full'); END"
Story = tuple[int, str, str]
STORIES: list[Story] = [
    (
        n,
        f"Harbour {n}, “sold”",
        f"In {1900 + n} the harbour of district {n} was sold for {n * 131} pounds,\n"
        f"said its {n + 2} owners; \"for good\", as they put it [{n}], {{and}} 'for ever'. " * 3,
    )
    for n in range(RECORDS)
]


def sheet(stories: Sequence[Story], delimiter: str = ",") -> bytes:
    text = io.StringIO()
    rows = csv.writer(text, delimiter=delimiter)
    rows.writerow(("id", "title", "text"))
    rows.writerows(stories)
    return text.getvalue().encode()


def items(stories: Sequence[Story]) -> bytes:
    return json.dumps([dict(zip(("id", "title", "text"), one, strict=True)) for one in stories], indent=1).encode()


def wrapped(stories: Sequence[Story]) -> bytes:
    return b'{"status": {"articles": "[ok]"}, "response": {"results": %b, "total": 40}}' % items(stories)


def lines(stories: Sequence[Story]) -> bytes:
    return b"".join(
        json.dumps({"id": n, "title": title, "text": text}).encode() + b"\n\n" for n, title, text in stories
    )


def feed(stories: Sequence[Story]) -> bytes:
    told = "".join(
        f"<item><guid>{n}</guid><title>{title}</title><d:description><![CDATA[{text}]]></d:description></item>\n"
        for n, title, text in stories
    )
    head = '\n<?xml version="1.0"?><rss xmlns:d="urn:d"><channel><title>River Post</title>'
    return f"{head}{told}<link>x</link></channel></rss>".encode()


def files(stories: Sequence[Story]) -> list[tuple[str, bytes]]:
    """Pages, among them a file that cannot be read, and files of records in between."""
    pages = [
        (f"{n}.html", f"<html><title>{title}</title><article><p>{text}</p></article>".encode())
        for n, title, text in stories
    ]
    return [*pages[:10], ("a.pdf", b"%PDF-1"), ("b/a.jsonl", lines(stories[10:30])), ("c.csv", sheet(stories[30:]))]


def zipped(stories: Sequence[Story]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("b")
        for name, data in files(stories):
            archive.writestr(name, data)
    return into.getvalue()


def taped(stories: Sequence[Story]) -> bytes:
    into = io.BytesIO()
    with tarfile.open(fileobj=into, mode="w") as archive:
        for name, data in files(stories):
            entry = tarfile.TarInfo(name if len(name) > 6 else f"{'long/' * 30}{name}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return into.getvalue()


def members(stories: Sequence[Story]) -> bytes:
    """A file of two compressed ones, one behind the other, as crawlers leave it."""
    data = lines(stories)
    return gzip.compress(data[:9_000]) + gzip.compress(data[9_000:])


KINDS: dict[str, Callable[[Sequence[Story]], bytes]] = {
    "jsonl.gz": members,
    "jsonl.bz2": lambda stories: bz2.compress(lines(stories)),
    "jsonl.xz": lambda stories: lzma.compress(lines(stories)),
    "jsonl.zst": lambda stories: zstandard.compress(lines(stories)),
    "csv": sheet,
    "csv.gz": lambda stories: gzip.compress(sheet(stories, ";")),
    "tsv.zst": lambda stories: zstandard.compress(sheet(stories, "\t")),
    "json": items,
    "json.gz": lambda stories: gzip.compress(wrapped(stories)),
    "lines.json": lambda stories: lines(stories).replace(b"\n\n", b"\n"),
    "xml": feed,
    "rss.gz": lambda stories: gzip.compress(feed(stories)),
    "tar": taped,
    "tgz": lambda stories: gzip.compress(taped(stories)),
    "zip": zipped,
}


@pytest.fixture(autouse=True)
def ready(prepared: Path, tmp_path: Path) -> None:
    for name in ("whole.db", "parts.db", "failed.db"):
        shutil.copy(prepared, tmp_path / name)


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discover, "CHUNK_BYTES", 4_000)
    monkeypatch.setattr(discover, "SPLIT_BYTES", 100)
    monkeypatch.setattr(discover, "PACKED_SPLIT_BYTES", 100)


def run(path: Path, name: str, limits: Limits | None = None, workers: int = 0, **said: str) -> IngestSummary:
    database = f"sqlite:///{path.parent / name}"
    request = IngestRequest(
        paths=(str(path),), database=database, direct=True, workers=workers, limits=limits or Limits(), **said
    )
    return run_ingest(request)


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize("kind", KINDS)
def test_parts_end_like_the_whole(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path = tmp_path / f"feed.{kind}"
    path.write_bytes(KINDS[kind](STORIES))
    whole = run(path, "whole.db")
    assert whole.loaded == RECORDS
    request.getfixturevalue("in_parts")
    # A file of records in an archive is large here, and is cut itself.
    parts = run(path, "parts.db", Limits(document_bytes=3_000), workers=2 if kind in {"jsonl.gz", "zip"} else 0)
    assert (parts.files_seen, parts.loaded, parts.quarantined) == (1, RECORDS, whole.quarantined)
    assert contents(tmp_path / "parts.db") == contents(tmp_path / "whole.db")
    slices = rows(tmp_path / "parts.db", "SELECT count(*) FROM file_slices")
    assert slices[0][0] > 3  # type: ignore[operator]
    again = run(path, "parts.db")
    assert (again.loaded, again.unchanged) == (0, RECORDS + whole.quarantined)


# One of each way of cutting, packed and not.
@pytest.mark.parametrize("kind", ["csv", "csv.gz", "json", "jsonl.gz", "rss.gz", "tar", "tgz", "zip"])
@pytest.mark.usefixtures("in_parts")
def test_what_is_said_later_is_said_of_the_very_same_records(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"feed.{kind}"
    path.write_bytes(KINDS[kind](STORIES))
    run(path, "parts.db", Limits(document_bytes=3_000))
    told = run(path, "parts.db", Limits(document_bytes=3_000), outlet="Harbour Post")
    assert told.loaded == RECORDS
    assert rows(tmp_path / "parts.db", "SELECT DISTINCT outlet FROM articles") == [("Harbour Post",)]
    assert rows(tmp_path / "parts.db", "SELECT count(*) FROM documents") == [(RECORDS,)]
    assert run(path, "parts.db", outlet="Harbour Post").loaded == 0


@pytest.mark.parametrize("kind", ["csv.gz", "tgz", "zip"])
@pytest.mark.usefixtures("in_parts")
def test_a_run_that_failed_goes_on_with_the_parts_that_are_missing(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"feed.{kind}"
    path.write_bytes(KINDS[kind](STORIES))
    run(path, "whole.db")
    with closing(sqlite3.connect(tmp_path / "failed.db")) as connection:
        connection.execute(FULL)
        with pytest.raises(Exception, match="full"):
            run(path, "failed.db")
        connection.execute("DROP TRIGGER full")
    assert 0 < run(path, "failed.db").loaded < RECORDS
    assert contents(tmp_path / "failed.db") == contents(tmp_path / "whole.db")


def cut_off(data: bytes) -> bytes:
    """The file as a broken connection leaves it."""
    return data[: len(data) * 3 // 4]


def unclosed(data: bytes) -> bytes:
    """A table in which a quotation mark is not closed, two thirds down."""
    at = data.index(b'"In 1930')
    return data[:at] + b'"' + data[at:]


DAMAGED: dict[str, tuple[Callable[[Sequence[Story]], bytes], str]] = {
    "jsonl.gz": (lambda stories: cut_off(gzip.compress(lines(stories).replace(b"\n\n", b"\n"), 0)), "truncated"),
    "csv.gz": (lambda stories: cut_off(gzip.compress(sheet(stories), 0)), "truncated"),
    "json.gz": (lambda stories: cut_off(gzip.compress(wrapped(stories), 0)), "truncated"),
    "rss.gz": (lambda stories: cut_off(gzip.compress(feed(stories), 0)), "truncated"),
    "tgz": (lambda stories: gzip.compress(taped(stories), 0)[:30_000], "truncated"),
    "json": (lambda stories: cut_off(items(stories)), "truncated"),
    "csv": (lambda stories: unclosed(sheet(stories)), "bad-csv"),
}


@pytest.mark.parametrize("kind", DAMAGED)
@pytest.mark.parametrize("parts", [False, True], ids=["whole", "in parts"])
def test_what_comes_before_the_damage_is_read(
    kind: str, parts: bool, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    make, reason = DAMAGED[kind]
    path, database = tmp_path / f"feed.{kind}", tmp_path / "parts.db"
    path.write_bytes(make(STORIES))
    if parts:
        request.getfixturevalue("in_parts")
    found = run(path, "parts.db")
    loaded = found.loaded
    assert RECORDS // 4 <= loaded < RECORDS
    query = "SELECT position, reason FROM quarantine WHERE resolved_at IS NULL AND reason != 'binary'"
    assert rows(database, query) == [(loaded + found.quarantined - 1, reason)]
    assert rows(database, "SELECT count(DISTINCT position) FROM documents") == [(loaded,)]
    assert run(path, "parts.db").loaded == 0
    # Nothing is mended, so nothing is loaded, or loaded twice.
    again = run_replay(ReplayRequest(database=f"sqlite:///{database}", direct=True, workers=0))
    assert (again.loaded, again.quarantined) == (0, found.quarantined)
    assert rows(database, "SELECT count(*) FROM documents") == [(loaded,)]
