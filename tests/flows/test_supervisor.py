import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.supervisor import LINE_LENGTH, Part, Supervisor, condensed, inherited
from flows.up import PortTaken, require_free, work_pools
from flows.up_file import AlreadyUp, claimed, server_of_up, up_file
from schema.errors import CopydeskError


def test_a_part_that_ends_is_started_again_after_longer_and_longer_pauses(tmp_path: Path) -> None:
    said: list[tuple[str, str]] = []

    def write(name: str, line: str) -> None:
        # As on a busy machine: what it said last is to come before that it has ended.
        time.sleep(0.3 if line == "tick" else 0)
        said.append((name, line))

    supervisor = Supervisor(write)
    supervisor.keep(Part("clock", [sys.executable, "-c", "print('tick'); raise SystemExit(3)"], os.environ, tmp_path))
    deadline = time.monotonic() + 120
    while len(said) < 4 and time.monotonic() < deadline:
        supervisor.tend()
        time.sleep(0.05)
    supervisor.end()
    assert said[:4] == [
        ("clock", "tick"),
        ("clock", "ended by itself (status 3); starting it again in 1 s"),
        ("clock", "tick"),
        ("clock", "ended by itself (status 3); starting it again in 2 s"),
    ]


def test_the_log_is_short() -> None:
    output = [
        b"\x1b[32mStarted\x1b[0m\n",
        b"Started\n",
        b" ___ ___ \n",
        b"Traceback (most recent call last):\n",
        b'  File "a.py", line 1\n',
        b"ValueError: no\n",
        b"  indented, but no traceback\n",
        b"x" * 1000,
    ]
    lines = list(condensed(output))
    assert lines[:3] == ["Started", "ValueError: no", "  indented, but no traceback"]
    assert len(lines[3]) == LINE_LENGTH
    assert len(lines) == 4


def test_an_empty_value_takes_a_name_out_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://elsewhere/api")
    environment = inherited(PREFECT_API_URL="", WORD="hello")
    assert "PREFECT_API_URL" not in environment
    assert environment["WORD"] == "hello"


def test_a_port_that_is_taken_is_named() -> None:
    listener = (
        "import socket; s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1], flush=True); input()"
    )
    process = subprocess.Popen([sys.executable, "-u", "-c", listener], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    port = int(process.stdout.readline())
    with pytest.raises(PortTaken, match=rf"Port {port} of 127.0.0.1: cannot be used .*--desk-port N"):
        require_free(port, "--desk-port")
    process.communicate(b"\n")
    require_free(port, "--desk-port")


def test_the_server_of_up_is_known_for_as_long_as_it_is_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    assert server_of_up() is None
    with claimed("http://127.0.0.1:4300/api"):
        assert server_of_up() == "http://127.0.0.1:4300/api"
        with (
            pytest.raises(AlreadyUp, match=r"process \d+, http://127\.0\.0\.1:4300/api"),
            claimed("http://127.0.0.1:4400/api"),
        ):
            pass
    assert server_of_up() is None
    # What one that was killed has left.
    up_file().write_text(json.dumps({"server": "http://127.0.0.1:4300/api", "pid": 1}))
    assert server_of_up() is None


def test_a_file_that_is_no_deployment_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CopydeskError, match=r"none\.yaml: cannot be read \(No such file or directory\)\. Go to"):
        work_pools(tmp_path / "none.yaml")
    (tmp_path / "other.yaml").write_text("- a\n- b\n")
    with pytest.raises(CopydeskError, match="is no deployment file"):
        work_pools(tmp_path / "other.yaml")
