"""The commands that are printed work when they are copied, however copydesk was called."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from desk.cli import app
from desk.invocation import COMMANDS, remember, spelled
from schema import DEFAULT_DATABASE

INSTALLED = Path(sys.executable).with_name("copydesk")


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch) -> None:
    monkeypatch.delenv("COPYDESK_DATABASE_URL", raising=False)
    remember(DEFAULT_DATABASE)


def test_every_command_is_known() -> None:
    known = {name for name in COMMANDS if name} | set(COMMANDS[""])
    commands = typer.main.get_command(app).commands
    assert known == set(commands)
    assert {name: tuple(getattr(command, "commands", ())) for name, command in commands.items()} == {
        name: COMMANDS.get(name, ()) for name in known
    }


def test_the_database_that_was_named_is_named_again(monkeypatch) -> None:
    text = "See: copydesk learn list, or copydesk show 3. This copydesk reads copydesk things."
    assert spelled(text) == text
    remember("sqlite:///my files/other.db")
    assert spelled(text) == text.replace("list", "list --database 'sqlite:///my files/other.db'").replace(
        "show", "show --database 'sqlite:///my files/other.db'"
    )
    monkeypatch.setenv("COPYDESK_DATABASE_URL", "sqlite:///my files/other.db")
    remember("sqlite:///my files/other.db")
    assert spelled(text) == text
    remember("sqlite:///articles.db")
    assert spelled("copydesk stats") == "copydesk stats --database sqlite:///articles.db"


@pytest.mark.parametrize(
    ("called", "path", "expected"),
    [
        (".venv/bin/copydesk", "", ".venv/bin/copydesk"),
        ("my tools/copydesk", "", "'my tools/copydesk'"),
        (".venv/bin/copydesk", ".venv/bin", "copydesk"),
        (".venv/bin/copydesk", "other", ".venv/bin/copydesk"),
        ("pytest", "", "copydesk"),
    ],
)
def test_copydesk_is_called_as_it_was(monkeypatch, tmp_path, called, path, expected) -> None:
    for folder in (".venv/bin", "my tools", "other"):
        program = tmp_path / folder / "copydesk"
        program.parent.mkdir(parents=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / path) if path else "")
    monkeypatch.setattr(sys, "argv", [called, "stats"])
    assert spelled("copydesk stats") == f"{expected} stats"


@pytest.mark.skipif(not INSTALLED.exists(), reason="copydesk is not installed beside this Python")
def test_what_a_command_prints_can_be_run_as_it_stands(database, tmp_path) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "COPYDESK_DATABASE_URL"}
    environment["PATH"] = "/usr/bin:/bin"

    def run(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            line, shell=True, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False
        )

    missing = run(f"{shlex.quote(str(INSTALLED))} show 99 --database {shlex.quote(database)}")
    assert (missing.returncode, missing.stdout) == (1, "")
    [line] = re.findall(r"Find one: (.+) WORD", missing.stderr)
    assert run(f"{line} truce").stdout.startswith("#1 ")
