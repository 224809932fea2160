"""What README shows is what the commands print."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from desk.cli import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
COPYDESK = str(Path(sys.executable).with_name("copydesk"))
SECONDS = re.compile(r"\d+ min \d\d s|\d+\.\d s")


def shown() -> list[str]:
    """The parts of reports that README shows, between what it leaves out; their advice depends on the folder."""
    [console] = re.findall(r"^\$ make run\n(.*?)^\$ make test", README, re.S | re.M)
    parts = re.split(r"^\[…\]$|^\$ make run$|^Try next$.*?(?=^\$|\Z)", console, flags=re.S | re.M)
    return [part[part.find("Batch") if "Batch" in part else 0 :].strip() for part in parts if part.strip()]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What two runs over the seeds print, with the command as `make run` calls it."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "seeds").symlink_to(ROOT / "seeds")
    (folder / ".venv").symlink_to(ROOT / ".venv")
    command = [COPYDESK, "ingest", "seeds", "--direct", "--workers", "0"]
    runs = [subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True) for _ in range(2)]
    return [run.stdout for run in runs]


def masked(text: str) -> str:
    return SECONDS.sub("… s", text)


def test_the_reports_are_as_shown(reports: list[str]) -> None:
    parts = shown()
    assert len(parts) == 4
    for part in parts:
        assert masked(part) in masked("\n".join(reports))


def test_the_commands_shown_exist() -> None:
    shown = set(re.findall(r"^\$ copydesk (\w+)", README, re.M))
    assert {"ingest", "search"} <= shown <= set(typer.main.get_command(app).commands)
