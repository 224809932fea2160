"""Articles taken away in each form: what a program or a person then finds in the files."""

import csv
import json
from dataclasses import astuple, fields
from pathlib import Path

import pytest
import yaml

from desk import open_database
from desk.export.files import plain
from desk.records.articles import Article


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def ids(answer) -> list[int]:
    return [article["id"] for article in answer.data["articles"]]


def test_export_jsonl_has_every_character(copydesk, tmp_path) -> None:
    assert copydesk("export", "out.jsonl").out == "5 articles written to out.jsonl.\n"
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == [1, 3, 4, 5, 6]
    assert list(rows[0]) == list(Article.__dataclass_fields__)
    for row in rows:
        assert row == copydesk("show", row["id"], "--json").data["article"]


def test_export_writes_what_a_search_finds(copydesk, tmp_path) -> None:
    answer = copydesk("export", "out.jsonl", "--search", "truce", "--duplicates", "--since", "2024-05", "--json")
    assert answer.data == {"file": "out.jsonl", "articles": 2}
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_export_csv_computes_nothing_in_a_spreadsheet(copydesk, tmp_path) -> None:
    copydesk("export", "out.csv", "--duplicates")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    assert rows[5]["headline"].startswith("'=2+3")
    assert rows[5]["outlet"].startswith("'@")
    assert not [cell for row in rows for cell in row.values() if cell.startswith(tuple("=+-@\t\r\n"))]
    assert rows[0]["body"] == copydesk("show", 1, "--json").data["article"]["body"]


def test_export_db_is_a_database_of_its_own(copydesk, tmp_path) -> None:
    assert copydesk("export", "some.db", "--search", "truce OR هدنة", "--duplicates").status == 0
    assert [path.name for path in tmp_path.iterdir()] == ["some.db"]
    some = ("--database", "sqlite:///some.db")
    assert copydesk("check", "some.db").status == 0
    assert sorted(ids(copydesk("search", "ministers OR هدنة", "--duplicates", "--json", *some))) == [1, 2, 3]
    for number in (1, 2, 3):
        assert copydesk("show", number, "--json", *some).data == copydesk("show", number, "--json").data
    assert copydesk("export", "some.db").status == 1


def test_an_exported_duplicate_stands_for_itself_without_the_kept_article(copydesk) -> None:
    copydesk("export", "two.db", "--search", "said", "--duplicates")
    article = copydesk("show", 2, "--json", "--database", "sqlite:///two.db").data["article"]
    assert (article["duplicate_of"], article["duplicate_kind"], article["duplicate_score"]) == (None, None, None)
    assert copydesk("check", "two.db").status == 0


def test_export_folder_has_one_text_per_article(copydesk, tmp_path) -> None:
    assert copydesk("export", "clean").out == "5 articles written to clean.\n"
    assert sorted(path.name for path in (tmp_path / "clean").iterdir()) == [f"{n:07}.txt" for n in (1, 3, 4, 5, 6)]
    text = (tmp_path / "clean" / "0000001.txt").read_text(encoding="utf-8")
    assert text == (
        "Ministers agree on a truce\n\nThe ministers agreed on a truce for ten days.\n\n"
        "Hostages may be freed on Friday.\n"
    )
    assert copydesk("export", "clean").status == 1


def test_export_parquet_has_every_column_in_its_type(copydesk, database, tmp_path) -> None:
    assert copydesk("export", "out.parquet", "--duplicates").out == "6 articles written to out.parquet.\n"
    table = pytest.importorskip("pyarrow.parquet").read_table(tmp_path / "out.parquet")
    assert table.column_names == [field.name for field in fields(Article)]
    assert {str(column.type) for column in table.columns} == {"int64", "double", "bool", "string"}
    with open_database(database) as articles:
        expected = [astuple(article) for article in articles.articles(duplicates=True)]
    assert [tuple(row.values()) for row in table.to_pylist()] == expected


def test_export_markdown_reads_as_it_was_written(copydesk, tmp_path) -> None:
    assert copydesk("export", "notes", "--markdown", "--duplicates").status == 0
    _, matter, text = (tmp_path / "notes" / "0000001.md").read_text(encoding="utf-8").split("---\n", 2)
    expected = copydesk("show", 1, "--json").data["article"]
    columns = yaml.safe_load(matter)
    assert columns == {name: value for name, value in expected.items() if value is not None and name != "body"}
    assert text.startswith("\n# Ministers agree on a truce\n\nThe ministers agreed on a truce for ten days.\n\n")
    assert copydesk("export", "notes.csv", "--markdown").status == 1


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
        ("# no heading", r"\# no heading"),
        ("1. no list, 2*3 _and_ [no link](x)", r"1\. no list, 2\*3 \_and\_ \[no link\](x)"),
        ("- no list", r"\- no list"),
        ("a plain sentence (of 1-2 words).", "a plain sentence (of 1-2 words)."),
    ],
)
def test_text_stays_text_in_markdown(line: str, expected: str) -> None:
    assert plain(line) == expected
