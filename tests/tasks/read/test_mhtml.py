from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.read import read_documents
from tasks.records import Document, Rejected

PROSE = "The council voted on Tuesday to rebuild the old bridge over the river, Brücke in German. " * 4
PAGE = f"<html><head><title>Bridge to be rebuilt</title></head><body><article><p>{PROSE}</p></article></body></html>"


def saved(page: str | None = PAGE, charset: str = "utf-8") -> bytes:
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "https://river.example/1"
    message.set_content("saved by a browser")
    if page is not None:
        message.add_related(page.encode(charset), "text", "html", params={"charset": charset}, cte="quoted-printable")
    message.add_related(b"\x89PNG", "image", "png")
    return message.as_bytes()


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
@pytest.mark.parametrize("name", ["a.mhtml", "a.MHT"])
def test_the_page_is_read_with_its_address(charset: str, name: str) -> None:
    (found,) = read_documents(saved(charset=charset), name)
    assert isinstance(found, Document)
    assert PROSE.strip() in found.text
    assert (found.headline, found.url) == ("Bridge to be rebuilt", "https://river.example/1")
    assert found.content == PAGE.encode(charset)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (saved(None), "no-text"),
        (b"nothing", "no-text"),
        (b"\n--" * 20_000, "bad-archive"),
        (saved("<p></p>"), "no-text"),
    ],
)
def test_no_page_in_it(data: bytes, reason: str) -> None:
    (found,) = read_documents(data, "a.mhtml")
    assert isinstance(found, Rejected)
    assert found.reason == reason


@settings(max_examples=80, deadline=None)
@given(at=st.integers(min_value=0, max_value=len(saved()) - 1), value=st.binary(max_size=4))
def test_damage_anywhere(at: int, value: bytes) -> None:
    data = saved()
    for found in read_documents(data[:at] + value + data[at + 2 :], "a.mhtml"):
        assert isinstance(found, Document | Rejected)


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    for found in read_documents(b"Content-Type: text/html\n" + data, "a.mhtml"):
        assert isinstance(found, Document | Rejected)
