import datetime
import io
import json
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.chunks import FileSlice
from tasks.process import ProcessSettings, StageClock
from tasks.read import Limits, read_documents, read_part
from tasks.read.parquet import lines_of_table, split_table
from tasks.records import Document, Rejected, Stated
from tasks.slices import process_slices

PROSE = "The council voted on Tuesday to rebuild the old bridge over the river, and work starts in spring. "
PUBLISHED = datetime.datetime(2021, 5, 4, 9, 30, tzinfo=datetime.UTC)


def table(rows: list[dict[str, Any]], **options: Any) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), stream, **options)
    return stream.getvalue()


def rows(number: int) -> list[dict[str, Any]]:
    return [{"id": n, "title": f"Bridge {n}", "text": f"{n}. {PROSE}"} for n in range(number)]


def test_rows_become_documents() -> None:
    row = {
        "id": 7,
        "title": "Bridge",
        "body": PROSE,
        "authors": ["Ada Byron", "Bo Li"],
        "published": PUBLISHED,
        "meta": {"lang": "en"},
        "embedding": [0.5] * 9,
        "image": b"\x89PNG\x00\xff",
    }
    (found,) = read_documents(table([row]), "news.parquet")
    assert isinstance(found, Document)
    assert (found.text, found.headline, found.external_id) == (PROSE.strip(), "Bridge", "7")
    assert (found.byline, found.published_at) == ("Ada Byron, Bo Li", "2021-05-04T09:30:00Z")


def test_pages_in_a_column_of_bytes() -> None:
    page = f"<html><head><title>Brücke</title></head><body><p>Über die Brücke. {PROSE * 3}</p></body></html>"
    (found,) = read_documents(table([{"html": page.encode()}]), "news.parquet")
    assert isinstance(found, Document)
    assert found.headline == "Brücke"


def test_columns_of_other_names() -> None:
    data = table([{"titre": "Le pont", "corps": PROSE}])
    (found,) = read_documents(data, "a.parquet", stated=Stated(mapping=(("text", "corps"), ("headline", "titre"))))
    assert isinstance(found, Document)
    assert found.headline == "Le pont"


def test_a_row_that_cannot_be_read_is_rejected_alone_and_read_again_by_itself() -> None:
    first, second = read_documents(table([{"text": PROSE}, {"text": ""}]), "a.parquet")
    assert isinstance(first, Document)
    assert isinstance(second, Rejected)
    assert (second.position, second.reason) == (1, "bad-record")
    (again,) = read_documents(second.content, "a.parquet", first_position=1)
    assert again == second


@pytest.mark.parametrize("group", [7, 100, 1_000])
@pytest.mark.parametrize("range_bytes", [500, 3_000, 10_000_000])
def test_ranges_give_what_the_whole_gives(tmp_path: Path, group: int, range_bytes: int) -> None:
    path = tmp_path / "news.parquet"
    data = table(rows(300), row_group_size=group)
    path.write_bytes(data)
    split = split_table(io.BytesIO(data), range_bytes)
    assert (split.size_bytes, split.ranges[0].start, split.ranges[-1].stop) == (len(data), 0, len(data))
    assert [part.stop for part in split.ranges[:-1]] == [part.start for part in split.ranges[1:]]
    assert len(split.ranges) == 1 if group == 1_000 and range_bytes == 10_000_000 else len(split.ranges) > 2
    found = [
        one
        for part in split.ranges
        for one in read_documents(read_part(path, part.start, part.stop), str(path), first_position=part.first_position)
    ]
    assert found == list(read_documents(data, str(path)))
    assert len(found) == 300


def test_more_rows_than_bytes() -> None:
    data = table([{"text": "x"}] * 100_000)
    ranges = split_table(io.BytesIO(data), 10_000).ranges
    lines = [lines_of_table(io.BytesIO(data), len(data), part.start, part.stop) for part in ranges]
    assert [part.first_position for part in ranges] == [
        sum(one.count(b"\n") for one in lines[:n]) for n in range(len(lines))
    ]
    assert sum(one.count(b"\n") for one in lines) == 100_000


def test_a_file_that_only_is_called_so() -> None:
    (found,) = read_documents(b"<html><body>Not found</body></html>\n" * 9, "a.parquet")
    assert isinstance(found, Rejected)
    assert found.reason == "bad-parquet"


@pytest.mark.parametrize("cut", [4, 100, -1, -9])
def test_damaged_files(cut: int) -> None:
    data = table(rows(50))
    (found,) = read_documents(data[:cut], "a.parquet")
    assert isinstance(found, Rejected)
    assert found.reason == "bad-parquet"
    assert "Write it again" in found.detail


def test_a_damaged_part_is_quarantined_and_not_tried_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    data = bytearray(table(rows(400), row_group_size=200, compression="zstd"))
    data[100:300] = bytes(200)
    path.write_bytes(data)
    middle = len(data) // 2
    parts = [
        FileSlice(str(path), len(data), 0, 0, middle, 0, "s"),
        FileSlice(str(path), len(data), 0, middle, len(data), 200, "s"),
    ]
    first, second = process_slices(parts, ProcessSettings(), StageClock())
    assert [(one.reason, one.position) for one in first.rejected] == [("bad-parquet", 0)]
    assert (first.sha256, len(second.articles)) == ("s", 200)


def test_a_text_that_is_repeated_in_every_row() -> None:
    """A dictionary makes 40 GB of 2 MB: no more than the limit is ever unpacked."""
    same = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), pa.array([PROSE * 20_000]))
    stream = io.BytesIO()
    pq.write_table(pa.table({"text": same}), stream)
    began = time.process_time()
    (found,) = read_documents(stream.getvalue(), "a.parquet", limits=Limits(file_bytes=20_000_000))
    assert isinstance(found, Rejected)
    assert found.reason == "bomb"
    assert time.process_time() - began < 5


def test_without_pyarrow_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(table(rows(3)))
    piece = FileSlice(str(path), path.stat().st_size, 0)
    with monkeypatch.context() as bare:
        # As where the extra is not installed: the import system does not find it.
        bare.setitem(sys.modules, "pyarrow", None)
        [result] = process_slices([piece], ProcessSettings(), StageClock())
    # Without a hash it counts as not read: the next run tries again.
    assert (result.sha256, [one.reason for one in result.rejected]) == ("", ["missing-package"])
    assert "pip install 'copydesk[parquet]'" in result.rejected[0].detail
    [result] = process_slices([piece], ProcessSettings(), StageClock())
    assert len(result.articles) == 3


CELL = st.one_of(st.none(), st.text(max_size=20), st.integers(-(2**60), 2**60), st.dates(), st.binary(max_size=9))


@given(st.lists(CELL, max_size=5), st.sampled_from(["text", "html", "date", "id", "title"]))
@settings(max_examples=40, deadline=None)
def test_any_column(cells: list[Any], name: str) -> None:
    kind = next((type(cell) for cell in cells if cell is not None), str)
    column = [cell if isinstance(cell, kind) else None for cell in cells]
    data = table([{name: cell, "body": PROSE} for cell in column])
    for found in read_documents(data, "a.parquet"):
        assert isinstance(found, Document | Rejected)
        json.dumps(found.headline if isinstance(found, Document) else found.detail)


@given(st.binary(max_size=200), st.integers(0, 3_000))
@settings(max_examples=60, deadline=None)
def test_any_damage(damage: bytes, at: int) -> None:
    data = table(rows(20))
    for found in read_documents(data[:at] + damage + data[at + len(damage) :], "a.parquet"):
        assert isinstance(found, Document | Rejected)
