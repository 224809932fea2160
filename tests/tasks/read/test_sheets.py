import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.read import Limits, NotCut, read_documents
from tasks.read.content import InMemory
from tasks.read.cuts import cut
from tasks.records import Document, Rejected

TEXT = "The council voted on Tuesday,\nand work starts in spring: “at last”; so it is."


def sheet(rows: list[list[str]], delimiter: str = ",") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode()


@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.csv", ";"), ("a.csv", "|"), ("a.tsv", "\t")])
def test_rows_become_documents(name: str, delimiter: str) -> None:
    rows = [
        ["ID", "Title", "Text", "Date", "Source"],
        ["7", "Bridge", TEXT, "2021-05-04", "River Post"],
        ["8", "x", TEXT],
    ]
    first, second = read_documents(sheet(rows, delimiter), name)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.external_id, first.headline, first.text) == ("7", "Bridge", TEXT)
    assert (first.published_at, first.outlet, first.position) == ("2021-05-04", "River Post", 0)
    assert (second.external_id, second.position, second.outlet) == ("8", 1, None)


@pytest.mark.parametrize("hint", [b"sep=;\r\n", b"\xef\xbb\xbfsep=;\n", b'"SEP=;"\r\n'])
def test_a_line_for_excel_before_the_names_is_passed_over(hint: bytes) -> None:
    data = hint + sheet([["title", "text"], ["Bridge", TEXT]], ";")
    (found,) = read_documents(data, "a.csv")
    assert isinstance(found, Document)
    assert (found.headline, found.text, found.position) == ("Bridge", TEXT, 0)
    with pytest.raises(NotCut):
        list(cut(InMemory(data), "a.csv", 1, Limits()))


def test_a_row_without_text_is_rejected_alone() -> None:
    found = list(read_documents(sheet([["id", "text"], ["1", ""], ["2", TEXT], ["", ""], ["3", TEXT]]), "a.csv"))
    assert [getattr(one, "reason", None) for one in found] == ["bad-record", None, None]
    assert [one.position for one in found] == [0, 1, 3]
    assert found[0].content == b"id,text\r\n1,\r\n"


def test_a_quotation_mark_that_is_never_closed() -> None:
    data = b'id,text\n1,"The bridge is open."\n2,"The ferry\n3,stays\n'
    first, second = read_documents(data, "a.csv")
    assert isinstance(first, Document)
    assert isinstance(second, Rejected)
    assert (second.reason, second.content, second.position) == ("bad-csv", data, 1)


@pytest.mark.parametrize("data", [b"id,title\n1,2\n", b'"text\n', b"\x00\x00\x00\x00,text\n"])
def test_files_that_are_no_table_of_texts(data: bytes) -> None:
    (found,) = read_documents(data, "a.csv")
    assert isinstance(found, Rejected)
    assert found.reason in {"bad-record", "bad-csv", "binary"}


def test_a_field_of_a_megabyte() -> None:
    text = "The bridge is open.\n" * 50_000
    found = list(read_documents(sheet([["text"], [text]]), "a.csv"))
    assert [type(one) for one in found] == [Rejected]
    assert found[0].reason == "too-many-lines"  # type: ignore[union-attr]


@given(st.lists(st.lists(st.text(max_size=20), max_size=4), max_size=5), st.sampled_from([",", ";", "\t"]))
def test_any_table(rows: list[list[str]], delimiter: str) -> None:
    data = b"text" + delimiter.encode() + b"title\n" + sheet(rows, delimiter) if rows else b"text"
    for found in read_documents(data, "a.csv"):
        assert isinstance(found, Document | Rejected)
