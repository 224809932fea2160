"""The benchmarks of many articles, with few: that they load what they say they load."""

from pathlib import Path

from benchmarks.growth import grow
from benchmarks.large import compare


def test_a_database_grows_to_a_size(tmp_path: Path) -> None:
    rows = list(grow(tmp_path, [20], None, measured=10))
    assert [row["articles"] for row in rows] == [20]
    assert all(row["of it loading, µs"] > 0 and row["bytes/article"] > 0 for row in rows)


def test_files_and_one_file_hold_the_same_articles(tmp_path: Path) -> None:
    report = compare(tmp_path, 30, None)
    assert [run.documents for run in report.runs] == [30] * 4
    assert [run.details["loaded"] for run in report.runs] == [30] * 4
    assert "one file of JSON lines" in report.as_text()
