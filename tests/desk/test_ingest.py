"""From a pile of files to answers: `copydesk ingest seeds --direct`, then the commands that its report names."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from desk import open_database

SEEDS = Path(__file__).parents[2] / "seeds"


def copydesk_process(*arguments: object, database: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from desk.cli import main; main()", *map(str, arguments)]
    environment = {**os.environ, "COPYDESK_DATABASE_URL": database}
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=cwd, check=False)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A folder, a database with the seeds in it, and the report of that run."""
    folder = tmp_path_factory.mktemp("seeds")
    database = f"sqlite:///{folder / 'articles.db'}"
    done = copydesk_process("ingest", SEEDS, "--direct", "--workers", 0, database=database, cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    return folder, database, done.stdout


def test_the_report_tells_of_every_file(first) -> None:
    _folder, _database, report = first
    assert report.startswith("Batch 1: 5 files · 5 articles loaded · 0 duplicates · ")
    for file in SEEDS.glob("*.txt"):
        assert f"   {file.name} · " in report
    assert report.count("English · ") == 5
    assert report.count("(no headline)") == 3
    assert "#3 Resistance shatters Netanyahu’s “total victory” dream\n" in report
    assert re.search(r"^     credit +1×  \(The Palestine Chronicle\) +\S+$", report, re.MULTILINE)
    assert not any(line != line.rstrip() or "\x1b" in line for line in report.splitlines())


def test_the_commands_that_the_report_names_work(first) -> None:
    folder, database, report = first
    commands = re.findall(r"^  copydesk (.+?)  ", report.split("Try next\n")[1], re.MULTILINE)
    assert len(commands) == 3
    for command in commands:
        done = copydesk_process(*shlex.split(command), database=database, cwd=folder)
        assert (done.returncode, done.stderr) == (0, ""), command
        assert "No article" not in done.stdout


def test_running_it_again_says_that_nothing_is_new(first) -> None:
    folder, database, _report = first
    again = ("ingest", SEEDS, "--direct", "--workers", 0)
    report = copydesk_process(*again, database=database, cwd=folder).stdout
    assert re.match(r"Batch \d: nothing is new\. 5 files seen, all known and unchanged", report)
    done = copydesk_process(*again, "--json", database=database, cwd=folder)
    summary = json.loads(done.stdout)
    assert (summary["files_seen"], summary["loaded"], summary["duplicates"], summary["quarantined"]) == (5, 0, 0, 0)
    assert {"batch", "documents_seen", "unchanged", "seconds"} <= set(summary)


def test_everything_adds_up_after_it(first) -> None:
    folder, database, _report = first
    assert copydesk_process("check", "--json", database=database, cwd=folder).returncode == 0
    with open_database(database) as db:
        for article in db.articles():
            # Spaces are normalised when a file is read; every other character is there.
            received = (SEEDS / Path(article.path).name).read_text(encoding="utf-8")
            assert db.article(article.id).text.split() == received.split()


def test_quarantine_is_reported_and_fatal_only_when_strict(tmp_path) -> None:
    database = f"sqlite:///{tmp_path / 'articles.db'}"
    (tmp_path / "program.txt").write_bytes(b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20)
    (tmp_path / "news.txt").write_text("The ministers agreed on a truce for ten days, it was said on Friday.\n" * 3)
    files = [tmp_path / "program.txt", tmp_path / "news.txt"]
    done = copydesk_process("ingest", *files, "--direct", "--workers", 0, "--strict", database=database, cwd=tmp_path)
    assert done.returncode == 3
    assert "In quarantine: 1" in done.stdout
    assert "program.txt" in done.stdout
    assert "copydesk quarantine list" in done.stdout
    lenient = ("ingest", *files, "--direct", "--workers", 0, "--json")
    assert copydesk_process(*lenient, database=database, cwd=tmp_path).returncode == 0


def test_a_path_that_is_not_there_is_named(tmp_path) -> None:
    database = f"sqlite:///{tmp_path / 'articles.db'}"
    done = copydesk_process("ingest", "none/", "--direct", "--workers", 0, database=database, cwd=tmp_path)
    assert done.returncode == 1
    assert "none" in done.stderr
    assert "Traceback" not in done.stderr
