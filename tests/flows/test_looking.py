import gzip
import json
from pathlib import Path

import pytest

from flows.looking import IngestLook, KindLook, look_before_ingest
from flows.request import IngestRequest
from tasks import look as looking
from tasks.read.mapping import BadMapping

PROSE = "The council voted on Tuesday to rebuild the old bridge over the river, and work starts in spring. " * 2


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """Files of several kinds, with fields that are known, mapped and unused."""
    folder = tmp_path / "dump"
    folder.mkdir()
    for n in range(50):
        (folder / f"{n:02}.txt").write_text(f"{n}. {PROSE}")
    (folder / "empty.txt").write_text("")
    records = [
        {"titre": f"Le pont {n}", "corps": PROSE, "rubrique": "ville", "source": "river.example"} for n in range(3)
    ]
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, [*records, {"titre": "no text"}])))
    (folder / "b.csv.gz").write_bytes(gzip.compress(f"ID,Headline,Body\n7,Bridge,{PROSE}\n".encode()))
    page = f"<html><head><meta property='og:site_name' content='River Post'></head><body><h1>Bridge</h1><p>{PROSE}</p>"
    (folder / "c.html").write_text(page)
    (folder / "manifest.csv").write_text("file,outlet\nc.html,River\nd.html,River\n")
    return folder


def look(dump: Path, **options: object) -> IngestLook:
    request = IngestRequest(paths=(str(dump),), database=f"sqlite:///{dump.parent / 'a.db'}", **options)  # type: ignore[arg-type]
    return look_before_ingest(request)


def kind(found: IngestLook, name: str) -> KindLook:
    return next(one for one in found.kinds if one.kind == name)


def test_files_are_sorted_by_how_they_are_read(dump: Path) -> None:
    found = look(dump)
    assert [(one.kind, one.files) for one in found.kinds] == [
        ("text", 51),
        ("JSON lines", 1),
        ("table, compressed", 1),
        ("web page", 1),
    ]
    assert [note.partition("manifest.csv")[2] for note in found.notes] == [
        ", line 3: there is no file d.html below this folder"
    ]
    assert sorted(path.name for path in dump.parent.iterdir()) == ["dump"]


def test_fields_with_where_they_are_read_from(dump: Path) -> None:
    found = look(dump, mapping={"headline": "titre", "text": "corps"})
    lines = kind(found, "JSON lines")
    fields = {field: (name, seen.number, seen.example) for (field, name), seen in lines.fields.items()}
    assert fields == {
        "text": ("corps", 3, PROSE[:80]),
        "headline": ("titre", 4, "Le pont 0"),
        "outlet": ("source", 3, "river.example"),
    }
    assert {name: seen.example for name, seen in lines.unused.items()} == {"rubrique": "ville"}
    assert [(reason, seen.example) for (reason, _), seen in lines.refused.items()] == [("bad-record", "a.jsonl#3")]
    assert lines.documents == 3
    assert {name for _, name in kind(found, "table, compressed").fields} == {"id", "headline", "body"}


def test_without_the_mapping_everything_is_unused(dump: Path) -> None:
    lines = kind(look(dump), "JSON lines")
    assert (lines.documents, set(lines.unused)) == (0, {"titre", "corps", "rubrique"})
    (reason, detail) = next(iter(lines.refused))
    assert reason == "bad-record"
    assert "ingest --map text=FIELD" in detail


def test_what_a_page_says_itself(dump: Path) -> None:
    page = kind(look(dump), "web page")
    fields = {(field, name): seen.example for (field, name), seen in page.fields.items()}
    assert fields == {("headline", ""): "Bridge", ("outlet", ""): "River Post"}
    assert page.stated == 1


def test_of_many_files_some_are_looked_at_from_first_to_last(dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    read = looking.read_part
    monkeypatch.setattr(looking, "read_part", lambda path, *rest: (opened.append(path.name), read(path, *rest))[1])
    text = kind(look(dump), "text")
    texts = [name for name in opened if name.endswith(".txt")]
    assert (text.looked_at, text.documents) == (len(texts), len(texts))
    assert 10 <= len(texts) <= 20
    assert (texts[0], texts[-1]) == ("00.txt", "48.txt")


def test_a_big_file_is_looked_at_from_its_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "SPLIT_BYTES", 1_000)
    monkeypatch.setattr(looking, "_BEGINNING", 1_000)
    lines = "".join(json.dumps({"id": n, "text": PROSE}) + "\n" for n in range(100))
    (tmp_path / "big.jsonl").write_text(lines)
    found = kind(look(tmp_path), "JSON lines")
    assert (found.documents, found.refused) == (4, {})


def test_a_slip_in_the_mapping(dump: Path) -> None:
    with pytest.raises(BadMapping):
        look(dump, mapping={"titre": "headline"})
