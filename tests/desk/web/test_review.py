"""Learned lines are accepted and rejected by the reader's own hand, and by nothing else."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from schema.lock import run_lock

LINE = "/rules/learned/1"
OWN = {"origin": "http://127.0.0.1:8001", "sec-fetch-site": "same-origin"}


@pytest.fixture
def copy(database: str, tmp_path: Path) -> Path:
    return Path(shutil.copy(Path(database.removeprefix("sqlite:///")), tmp_path / "articles.db"))


@pytest.fixture
def desk(open_desk, copy):
    return open_desk(f"sqlite:///{copy}", review=True)


def status(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT status FROM learned_lines WHERE id = 1").fetchone()[0]


def token(page: str) -> str:
    return re.search(r'name="csrftoken" value="([^"]+)"', page)[1]


@pytest.mark.parametrize(("decision", "expected"), [("accept", "accepted"), ("reject", "rejected")])
def test_a_line_is_decided(desk, copy, decision, expected) -> None:
    form = {"decision": decision, "csrftoken": token(desk("/rules").text)}
    answer = desk(LINE, "POST", data=form, headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/rules#learned")
    assert status(copy) == expected
    assert "our newsletters" in desk(f"/rules?status={expected}").text
    assert "our newsletters" not in desk("/rules").text


@pytest.mark.parametrize(
    ("headers", "field", "answered"),
    [
        ({}, "token", 403),
        ({"origin": "http://evil.example"}, "token", 403),
        ({"origin": "null"}, "token", 403),
        ({"origin": "http://127.0.0.1:9999"}, "token", 403),
        ({"origin": "http://127.0.0.1:8001", "sec-fetch-site": "cross-site"}, "token", 403),
        ({"origin": "http://127.0.0.1:8001", "sec-fetch-site": "same-site"}, "token", 403),
        (OWN, "none", 403),
        (OWN, "wrong", 403),
        (OWN, "no cookie", 403),
        ({**OWN, "authorization": "Bearer x"}, "wrong", 403),
    ],
    ids=str,
)
def test_nobody_decides_through_the_readers_browser(desk, copy, headers, field, answered) -> None:
    page = desk("/rules").text
    form = {"decision": "accept", "csrftoken": {"none": "", "wrong": "x" * 60}.get(field, token(page))}
    extra = {"cookie": "other=1"} if field == "no cookie" else {}
    assert desk(LINE, "POST", data=form, headers={**headers, **extra}).status_code == answered
    assert status(copy) == "proposed"


def test_a_program_without_cookies_decides_nothing(open_desk, copy) -> None:
    fresh = open_desk(f"sqlite:///{copy}", review=True)
    assert fresh(LINE, "POST", data={"decision": "accept"}, headers=OWN).status_code == 403
    assert status(copy) == "proposed"


@pytest.mark.parametrize(
    ("path", "decision", "answered"),
    [(LINE, "drop", 400), (LINE, "", 400), ("/rules/learned/99", "accept", 400), ("/rules", "accept", 405)],
)
def test_what_cannot_be_decided_is_said(desk, copy, path, decision, answered) -> None:
    form = {"decision": decision, "csrftoken": token(desk("/rules").text)}
    assert desk(path, "POST", data=form, headers=OWN).status_code == answered
    assert status(copy) == "proposed"


def test_a_run_that_loads_is_not_waited_for(desk, copy, monkeypatch) -> None:
    monkeypatch.setattr("desk.web.pages.review._PATIENCE", 0.1)
    form = {"decision": "accept", "csrftoken": token(desk("/rules").text)}
    with run_lock(f"sqlite:///{copy}", 1.0, lambda _: None):
        answer = desk(LINE, "POST", data=form, headers=OWN)
    assert answer.status_code == 503
    assert "is loading into it" in answer.text
    assert status(copy) == "proposed"


def test_a_large_form_is_not_read(desk) -> None:
    assert desk(LINE, "POST", data={"decision": "x" * 10_000}, headers=OWN).status_code == 413


def test_only_a_desk_for_review_has_the_buttons(open_desk, desk, database) -> None:
    assert ">Accept</button>" in desk("/rules").text
    page = open_desk(database)("/rules").text
    assert "<button" not in page
    assert re.search("copydesk desk.* --review</kbd>", page)
