from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.discover import walk
from tasks.manifest import Manifests
from tasks.records import Stated

CSV = """file,outlet,url,date,headline
a.txt,River Post,https://river.example/a,2021-05-04,The bridge
b/c.txt,,,,The harbour
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.txt", "b/c.txt", "b/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def stated(folder: Path, *roots: Path, batch: Stated | None = None) -> tuple[dict[str, Stated], list[str]]:
    paths, warnings = list(roots or (folder,)), list[str]()
    pieces = Manifests(paths, warnings).stated(walk(paths), batch or Stated())
    said = {Path(piece.path).relative_to(folder).as_posix(): piece.stated for piece in pieces}
    return said, [warning.replace(f"{folder}/", "") for warning in warnings]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_rows_say_where_files_are_from(folder: Path, separator: str) -> None:
    (folder / "manifest.csv").write_text(CSV.replace(",", separator))
    said, warnings = stated(folder)
    assert said == {
        "a.txt": Stated("River Post", "https://river.example/a", "The bridge", "2021-05-04"),
        "b/c.txt": Stated(headline="The harbour"),
        "b/d.txt": Stated(),
    }
    assert warnings == []


@pytest.mark.parametrize("name", ["Manifest.csv", "MANIFEST.CSV"])
def test_its_name_may_be_written_in_capitals(folder: Path, name: str) -> None:
    (folder / name).write_text(CSV)
    said, warnings = stated(folder)
    assert (sorted(said), said["a.txt"].outlet, warnings) == (["a.txt", "b/c.txt", "b/d.txt"], "River Post", [])


@pytest.mark.parametrize("forms", [("NFC", "NFD"), ("NFD", "NFC")])
def test_an_accent_may_be_spelled_otherwise_than_on_the_disk(tmp_path: Path, forms: tuple[str, str]) -> None:
    written, stored = (normalize(form, "Brücke.txt") for form in forms)
    (tmp_path / stored).touch()
    (tmp_path / "manifest.csv").write_text(f"file,outlet\n{written},River Post\n")
    assert stated(tmp_path) == ({stored: Stated("River Post")}, [])


def test_a_manifest_is_no_article(folder: Path) -> None:
    (folder / "manifest.jsonl").write_text('{"file": "a.txt", "source_domain": "www.river.example"}\n')
    said, warnings = stated(folder)
    assert (sorted(said), said["a.txt"], warnings) == (["a.txt", "b/c.txt", "b/d.txt"], Stated("river.example"), [])


def test_the_nearest_manifest_that_names_a_file_counts(folder: Path) -> None:
    (folder / "manifest.csv").write_text("path,outlet\nb/c.txt,far\nb/d.txt,far\n")
    (folder / "b/manifest.csv").write_text("path,outlet\nc.txt,near\n")
    said, _ = stated(folder)
    assert (said["b/c.txt"].outlet, said["b/d.txt"].outlet) == ("near", "far")


def test_a_manifest_above_what_is_read_says_nothing(folder: Path) -> None:
    (folder / "manifest.csv").write_text(CSV)
    assert not stated(folder, folder / "b")[0]["b/c.txt"]
    assert stated(folder, folder / "a.txt")[0]["a.txt"].outlet == "River Post"


def test_the_outlet_of_the_batch_stands_above_the_manifest(folder: Path) -> None:
    (folder / "manifest.csv").write_text(CSV)
    said, _ = stated(folder, batch=Stated(outlet="All of it", mapping=(("text", "corps"),)))
    assert (said["a.txt"].outlet, said["a.txt"].headline) == ("All of it", "The bridge")
    assert said["b/d.txt"] == Stated(outlet="All of it", mapping=(("text", "corps"),))


def test_a_bad_row_is_named_and_the_others_count(folder: Path) -> None:
    rows = [
        "file,date,url,outlet",
        ",2021-05-04,,x",
        "gone.txt,,,x",
        "../secret.txt,,,x",
        "/etc/passwd,,,x",
        "b/c.txt,03/04/2021,river,Right",
        "b/c.txt,,,Second",
        "a.txt,1850-01-01,,Right",
        f"{'x' * 290},,,x",
    ]
    (folder / "manifest.csv").write_text("\n".join(rows))
    said, warnings = stated(folder)
    assert (said["b/c.txt"], said["a.txt"]) == (Stated("Right"), Stated("Right"))
    assert warnings == [
        "manifest.csv, line 2: it names no file (in a column file or filename)",
        "manifest.csv, line 3: there is no file gone.txt below this folder",
        "manifest.csv, line 4: there is no file ../secret.txt below this folder",
        "manifest.csv, line 5: there is no file /etc/passwd below this folder",
        "manifest.csv, line 6: '03/04/2021' of b/c.txt is no date that can be believed",
        "manifest.csv, line 6: 'river' of b/c.txt is no address that can be believed",
        "manifest.csv, line 7: b/c.txt is named a second time; the first row counts",
        "manifest.csv, line 8: '1850-01-01' of a.txt is no date that can be believed",
        f"manifest.csv, line 9: there is no file {'x' * 290} below this folder",
    ]


def test_a_link_is_not_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.csv"
    outside.write_text(CSV)
    (folder / "manifest.csv").symlink_to(outside)
    said, warnings = stated(folder)
    assert not any(said.values())
    assert warnings == ["manifest.csv: a link is not followed"]


def test_many_bad_rows_are_counted(folder: Path) -> None:
    (folder / "manifest.jsonl").write_text("no json\n" * 100)
    _, warnings = stated(folder)
    assert len(warnings) == 11
    assert warnings[0] == "manifest.jsonl, line 1: no JSON object"
    assert warnings[-1].endswith(": 90 more rows like these")


def test_articles_in_a_file_of_this_name_are_missed_aloud(folder: Path) -> None:
    (folder / "manifest.csv").write_text("file,text\na.txt,The council voted on Tuesday.\n")
    assert "it holds the text of a.txt, which is not read here" in stated(folder)[1][0]


@pytest.mark.parametrize("data", [b"%PDF-1.7 \x00\x01", b'file,outlet\na.txt,"never closed', b"\xff\xfe\xff"])
def test_a_manifest_that_cannot_be_read(folder: Path, data: bytes) -> None:
    (folder / "manifest.csv").write_bytes(data)
    said, warnings = stated(folder)
    assert not any(said.values())
    assert "it cannot be read" in warnings[0]


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)), st.sampled_from(["csv", "jsonl"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_manifest(tmp_path: Path, data: bytes, ending: str) -> None:
    (tmp_path / "a.txt").write_text("a")
    for old in tmp_path.glob("manifest.*"):
        old.unlink()
    (tmp_path / f"manifest.{ending}").write_bytes(b"file,url\n" + data)
    assert list(stated(tmp_path)[0]) == ["a.txt"]
