"""`copydesk desk` as a program."""

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

COPYDESK = str(Path(sys.executable).with_name("copydesk"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_answers_and_ends(database, number) -> None:
    command = [COPYDESK, "desk", "--port", "0", "--database", database]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        said = process.stderr.readline()
        [url] = re.findall(r"The desk is at (http://127\.0\.0\.1:\d+/)", said)
        assert "Ministers agree on a truce" in httpx.get(url, params={"q": "truce"}, timeout=120).text
        process.send_signal(number)
        out, err = process.communicate(timeout=120)
    assert out == ""
    assert "Traceback" not in err


def test_a_port_that_is_taken_is_said(copydesk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = copydesk("desk", "--port", taken.getsockname()[1])
    assert answer.status == 1
    assert "cannot be listened on" in answer.err
    assert "--port 8002" in answer.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--host", "0.0.0.0"), "--public"),
        (("--public", "--review"), "--review with --public"),
        (("--database", "postgresql+psycopg://nobody@localhost/none"), "opens SQLite databases only"),
        (("--database", "sqlite:///none.db"), "does not exist"),
    ],
    ids=str,
)
def test_what_cannot_be_opened_is_said(copydesk, tmp_path, monkeypatch, options, said) -> None:
    monkeypatch.chdir(tmp_path)
    answer = copydesk("desk", *options)
    assert (answer.status, answer.out) == (1, "")
    assert said in answer.err
    assert list(tmp_path.iterdir()) == []
