"""A fault in a step costs one document, which can be replayed, and never the batch."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from schema.compress import pack_bytes
from tasks import handfuls, process
from tasks.chunks import Chunk, FileSlice
from tasks.faults import STEP_FAILED, document_of, fault
from tasks.handfuls import handful, weight_of
from tasks.process import ProcessSettings, StageClock, process_chunk
from tasks.read import dispatch, records
from tasks.records import Article, Document, Rejected
from tasks.replay import QuarantinedInput, replay
from tasks.slices import process_slices

STORIES = [f"The council of district {n} met on Monday and decided to build a bridge over the river." for n in range(3)]


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.jsonl"
    records = [{"id": n, "title": f"Bridge {n}", "text": text} for n, text in enumerate(STORIES)]
    path.write_text("\n".join(map(json.dumps, records)))
    return path


def fails_on(word: str) -> tuple[str, object]:
    def step(articles: Sequence[Article]) -> list[Article]:
        if any(word in article.body for article in articles):
            raise ZeroDivisionError("a fault of ours")
        return list(articles)

    return "faulty", step


def read(path: Path) -> tuple[list[str], tuple[Rejected, ...]]:
    piece = FileSlice(str(path), path.stat().st_size, 0)
    [result] = process_chunk(Chunk(0, (piece,)), process_slices, ProcessSettings()).results
    return [stored.article.body for stored in result.articles], result.rejected


def test_a_step_that_fails_costs_one_document(feed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "STEPS", (*process.STEPS, fails_on("district 1")))
    bodies, [rejected] = read(feed)
    assert bodies == [STORIES[0], STORIES[2]]
    assert (rejected.reason, rejected.position) == (STEP_FAILED, 1)
    assert "ZeroDivisionError: a fault of ours" in rejected.detail
    kept = document_of(rejected.content)
    assert kept is not None
    assert kept.headline == "Bridge 1"


def test_the_document_is_replayed_once_the_step_is_mended(feed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(process, "STEPS", (*process.STEPS, fails_on("district 1")))
        _, [rejected] = read(feed)
    packed = pack_bytes(rejected.content)
    entry = QuarantinedInput(1, str(feed), 1, rejected.sha256, rejected.reason, packed)
    [replayed] = replay([entry], ProcessSettings(), StageClock())
    [stored] = replayed.result.articles
    article = stored.article
    assert (article.headline, article.body) == ("Bridge 1", STORIES[1])
    assert (article.document.position, article.document.external_id) == (1, "1")


def test_a_reader_that_fails_costs_one_file(feed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise RuntimeError("a fault of ours")
        yield

    monkeypatch.setattr(dispatch, "_read", broken)
    bodies, [rejected] = read(feed)
    assert bodies == []
    assert (rejected.reason, rejected.content) == ("reader-failed", feed.read_bytes())


@pytest.mark.parametrize("size", [1, 2, 64])
def test_handfuls_change_nothing(feed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "story.txt").write_text(STORIES[0])
    paths = [tmp_path / "empty.txt", feed, tmp_path / "story.txt", tmp_path / "gone.txt"]
    chunk = Chunk(0, tuple(FileSlice(str(path), 0, 0) for path in paths))
    monkeypatch.setattr(process, "STEPS", (*process.STEPS, fails_on("district 1")))
    expected = process_chunk(chunk, process_slices, ProcessSettings()).results
    monkeypatch.setattr(handfuls, "HANDFUL", size)
    assert process_chunk(chunk, process_slices, ProcessSettings()).results == expected
    assert [(len(result.articles), len(result.rejected)) for result in expected] == [(0, 1), (2, 1), (1, 0), (0, 1)]


def test_a_handful_ends_with_the_document_that_makes_it_heavy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handfuls, "HANDFUL_CHARACTERS", 2 * len(STORIES[0]))
    documents = [Document("a.txt", n, text, "", "text/plain", "utf-8") for n, text in enumerate(STORIES)]
    waiting = iter(documents)
    taken = [handful(waiting, lambda document: weight_of(document.text, document.content)) for _ in range(3)]
    assert [[document.position for document in some] for some in taken] == [[0, 1], [2], []]
    half = handful(iter(documents), lambda document: weight_of(document.text, document.content), parts=2)
    assert [document.position for document in half] == [0]


def test_a_page_that_is_kept_weighs_in_a_handful() -> None:
    assert weight_of("text", None) == 4
    assert weight_of("text", b" " * 10_000_000) >= handfuls.HANDFUL_CHARACTERS


def test_a_record_on_which_the_reader_fails_costs_itself(feed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(record: dict[str, str], *given: Any) -> Document:
        if record["id"] == 1:
            raise RuntimeError("a fault of ours")
        return read_record(record, *given)

    read_record = records.read_record
    monkeypatch.setattr(records, "read_record", broken)
    bodies, [rejected] = read(feed)
    assert bodies == [STORIES[0], STORIES[2]]
    assert (rejected.reason, rejected.position) == ("reader-failed", 1)
    assert rejected.content == feed.read_bytes().splitlines()[1]


def test_what_was_kept_of_a_document_gives_it_back() -> None:
    document = Document(
        "a.html", 3, "A \ud800 bridge", "00", "text/html", "utf-8", b"<p>A bridge\xff", "7", "https://a.b"
    )
    kept = document_of(fault(document, ValueError("a fault of ours")).content)
    assert kept == replace(document, text="A ? bridge")


@pytest.mark.parametrize(
    "content", [b"", b"A story", b'{"text": 1}', b'{"copydesk document": 1}', b'{"copydesk document": {"a"']
)
def test_what_readers_reject_is_no_document(content: bytes) -> None:
    assert document_of(content) is None
