"""From a pile of files to answers: `copydesk ingest seeds --direct`, then the commands that its report names."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk import open_database

SEEDS = Path(__file__).parents[2] / "seeds"


DIRECT = ("--direct", "--workers", 0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("seeds")


@pytest.fixture
def first(folder, copydesk, monkeypatch) -> tuple[str, str]:
    """A database with the seeds in it, and the report of the one run that put them there."""
    database, report = f"sqlite:///{folder / 'articles.db'}", folder / "report.txt"
    if not report.exists():
        with monkeypatch.context() as patched:
            patched.setenv("COPYDESK_DATABASE_URL", database)
            done = copydesk("ingest", SEEDS, *DIRECT)
        assert (done.status, done.err) == (0, "")
        report.write_text(done.out)
    return database, report.read_text()


@pytest.fixture
def seeds(first, copydesk, monkeypatch) -> Callable[..., Any]:
    """Runs a command line on the database with the seeds."""
    monkeypatch.setenv("COPYDESK_DATABASE_URL", first[0])
    return copydesk


def test_the_report_tells_of_every_file(first) -> None:
    _database, report = first
    assert report.startswith("Batch 1: 5 files · 5 articles loaded · 0 duplicates · ")
    for file in SEEDS.glob("*.txt"):
        assert f"   {file.name} · " in report
    assert report.count("English · ") == 5
    assert report.count("(no headline)") == 3
    assert "#3 Resistance shatters Netanyahu’s “total victory” dream\n" in report
    assert re.search(r"^     credit +1×  \(The Palestine Chronicle\) +\S+$", report, re.MULTILINE)
    assert not any(line != line.rstrip() or "\x1b" in line for line in report.splitlines())


def test_the_commands_that_the_report_names_work(first, seeds) -> None:
    commands = re.findall(r"^  copydesk (.+?)  ", first[1].split("Try next\n")[1], re.MULTILINE)
    assert len(commands) == 3
    for command in commands:
        answer = seeds(*shlex.split(command))
        assert (answer.status, answer.err) == (0, ""), command
        assert "No article" not in answer.out


def test_running_it_again_says_that_nothing_is_new(seeds) -> None:
    report = seeds("ingest", SEEDS, *DIRECT).out
    assert re.match(r"Batch \d: nothing is new\. 5 files seen, all known and unchanged", report)
    summary = seeds("ingest", SEEDS, *DIRECT, "--json").data
    assert (summary["files_seen"], summary["loaded"], summary["duplicates"], summary["quarantined"]) == (5, 0, 0, 0)
    assert {"batch", "documents_seen", "unchanged", "seconds"} <= set(summary)


def test_everything_adds_up_after_it(first, copydesk) -> None:
    database, _report = first
    assert copydesk("check", database, "--json").data == {"checked": [database], "findings": []}
    with open_database(database) as db:
        for article in db.articles():
            # Spaces are normalised when a file is read; every other character is there.
            received = (SEEDS / Path(article.path).name).read_text(encoding="utf-8")
            assert db.article(article.id).text.split() == received.split()


def test_quarantine_is_reported_and_fatal_only_when_strict(tmp_path, copydesk) -> None:
    database = ("--database", f"sqlite:///{tmp_path / 'articles.db'}")
    (tmp_path / "program.txt").write_bytes(b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20)
    (tmp_path / "news.txt").write_text("The ministers agreed on a truce for ten days, it was said on Friday.\n" * 3)
    files = [tmp_path / "program.txt", tmp_path / "news.txt"]
    strict = copydesk("ingest", *files, *DIRECT, *database, "--strict")
    assert strict.status == 3
    assert "In quarantine: 1" in strict.out
    assert "program.txt" in strict.out
    assert "copydesk quarantine list" in strict.out
    assert copydesk("ingest", *files, *DIRECT, *database, "--json").status == 0


def test_a_path_that_is_not_there_is_named(tmp_path, copydesk) -> None:
    answer = copydesk("ingest", "none/", *DIRECT, "--database", f"sqlite:///{tmp_path / 'articles.db'}")
    assert answer.status == 1
    assert "none" in answer.err
    assert "Traceback" not in answer.err


def test_fields_of_records_may_have_any_name(tmp_path, copydesk) -> None:
    database = ("--database", f"sqlite:///{tmp_path / 'articles.db'}")
    file = tmp_path / "presse.jsonl"
    file.write_text('{"titre": "Le pont", "corps": "Le conseil a décidé mardi de reconstruire le vieux pont."}\n')
    summary = copydesk("ingest", file, *DIRECT, *database, "--map", "headline=titre,text=corps", "--json").data
    assert (summary["loaded"], summary["quarantined"]) == (1, 0)
    with open_database(database[1]) as db:
        assert [article.headline for article in db.articles()] == ["Le pont"]


def test_a_slip_in_a_mapping_is_wrong_usage(tmp_path, copydesk) -> None:
    answer = copydesk("ingest", tmp_path, *DIRECT, "--map", "titre=headline")
    assert answer.status == 2
    assert "The fields are: text" in answer.err


def test_a_dry_run_shows_and_writes_nothing(tmp_path, copydesk) -> None:
    file = tmp_path / "presse.jsonl"
    file.write_text('{"titre": "Le pont", "corps": "Le conseil a décidé mardi.", "rubrique": "ville"}\n')
    database = ("--database", f"sqlite:///{tmp_path / 'articles.db'}")
    answer = copydesk("ingest", file, *database, "--dry-run", "--map", "headline=titre,text=corps")
    assert "1 document" in answer.out
    assert re.search(r"^  headline +titre +1 +Le pont$", answer.out, re.MULTILINE)
    assert re.search(r"^  rubrique +ville$", answer.out, re.MULTILINE)
    found = copydesk("ingest", file, *database, "--dry-run", "--json").data
    assert found["kinds"][0]["quarantine"][0]["reason"] == "bad-record"
    assert [path.name for path in tmp_path.iterdir()] == ["presse.jsonl"]


def test_a_manifest_that_is_wrong_is_reported(tmp_path, copydesk) -> None:
    (tmp_path / "a.txt").write_text("The ministers agreed on a truce for ten days, it was said on Friday.\n" * 3)
    (tmp_path / "manifest.csv").write_text("file,outlet\ngone.txt,River Post\n")
    database = ("--database", f"sqlite:///{tmp_path / 'articles.db'}")
    assert "manifest.csv, line 2: there is no file gone.txt" in copydesk("ingest", tmp_path, *DIRECT, *database).out
    (warning,) = copydesk("ingest", tmp_path, *DIRECT, *database, "--json").data["warnings"]
    assert (warning["kind"], "gone.txt" in warning["message"]) == ("manifest", True)


def test_a_file_that_changed_is_kept_in_place_of_what_it_was(tmp_path, copydesk) -> None:
    story, database = tmp_path / "story.txt", ("--database", f"sqlite:///{tmp_path}/a.db")
    closed, opened = "The bridge over the river is closed until spring.", "The bridge over the river is open again."

    def ingested(text: str) -> str:
        story.write_text(text)
        return copydesk("ingest", story, *DIRECT, *database).out

    ingested(closed)
    out = ingested(opened)
    assert "#2 (no headline)" in out
    assert "   kept in place of #1 (revision)\n" in out
    ingested(closed)
    kept = copydesk("sql", "SELECT id, duplicate_of FROM articles ORDER BY id", *database, "--json").data
    assert [article["duplicate_of"] for article in kept] == [None, 1]


def test_a_limit_that_is_none_is_told_where_it_was_stated(copydesk, monkeypatch) -> None:
    answer = copydesk("ingest", SEEDS, "--limits", "bytes=3")
    assert (answer.status, "Invalid value for --limits: bytes: there is no limit" in flat(answer.err)) == (2, True)
    monkeypatch.setenv("COPYDESK_LIMITS", "lines=none")
    for words in (["ingest", SEEDS], ["quarantine", "replay"], ["reclean"]):
        answer = copydesk(*words)
        told = "Invalid value for the environment variable COPYDESK_LIMITS: lines=none: that is no number above zero."
        assert (answer.status, told in flat(answer.err)) == (2, True)


def flat(text: str) -> str:
    """A message without its frame and line breaks."""
    return " ".join(text.replace("│", " ").split())
