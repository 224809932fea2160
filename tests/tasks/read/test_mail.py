from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.read import read_documents
from tasks.records import Document, HeadlineSource, Rejected

PROSE = "The council voted on Tuesday to rebuild the old bridge over the river, Brücke in German. " * 4
PAGE = f"<html><body><table><tr><td><p>{PROSE}</p></td></tr></table></body></html>"


def message(text: str = "", page: str = "") -> bytes:
    made = EmailMessage()
    made["Subject"] = "Fwd: Re: Brücke: to be rebuilt"
    made["Date"] = "Sat, 16 Mar 2024 10:17:00 +0100"
    if text:
        made.set_content(text, charset="iso-8859-1", cte="base64")
    if page:
        made.add_alternative(page, "html", cte="quoted-printable")
    made.add_attachment("A list of addresses.", filename="list.txt")
    return made.as_bytes()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (message(text=PROSE), "text/plain"),
        (message(text="See it in your browser.", page=PAGE), "text/html"),
        (message(text=PROSE, page="<p></p>"), "text/plain"),
    ],
    ids=["text", "page", "empty page"],
)
def test_what_somebody_wrote_is_read_with_subject_and_date(data: bytes, media_type: str) -> None:
    (found,) = read_documents(data, "a.EML")
    assert isinstance(found, Document)
    assert (found.text.strip(), found.media_type, found.content) == (PROSE.strip(), media_type, data)
    assert (found.headline, found.headline_source) == ("Brücke: to be rebuilt", HeadlineSource.METADATA)
    assert found.published_at == "2024-03-16T09:17:00Z"


@pytest.mark.parametrize(
    "subject", ["Die Brücke", "=?utf-8?q?Die_Br=C3=BCcke?=", "=?iso-8859-1?q?Die_?=\n =?iso-8859-1?q?Br=FCcke?="]
)
def test_subjects_as_programs_write_them(subject: str) -> None:
    (found,) = read_documents(f"Subject: {subject}\n\n{PROSE}".encode(), "a.eml")
    assert isinstance(found, Document)
    assert found.headline == "Die Brücke"


def test_words_that_end_like_a_mark_of_answers_stay() -> None:
    (found,) = read_documents(f"Subject: RE : Software: new rules\n\n{PROSE}".encode(), "a.eml")
    assert isinstance(found, Document)
    assert found.headline == "Software: new rules"


def test_nothing_but_an_attachment() -> None:
    (found,) = read_documents(message(), "a.eml")
    assert isinstance(found, Rejected)
    assert found.reason == "no-text"


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    for found in read_documents(b"Subject: =?utf-8?b?" + data, "a.eml"):
        assert isinstance(found, Document | Rejected)
