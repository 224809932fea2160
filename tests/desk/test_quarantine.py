"""What could not be read is read again after a fix, or forgotten."""

import hashlib
import sqlite3
from contextlib import closing

import pytest

from schema.compress import pack_bytes

HERE = ("--direct", "--workers", 0)
STORY = "The bridge over the river was opened on Monday by the mayor, after three years of work and two of delay."


@pytest.fixture
def refused(copydesk, tmp_path, monkeypatch):
    """Runs commands on a database with one program and one broken record in quarantine."""
    path = tmp_path / "refused.db"
    monkeypatch.setenv("COPYDESK_DATABASE_URL", f"sqlite:///{path}")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "program.txt").write_bytes(b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20)
    (tmp_path / "in" / "news.jsonl").write_text('{"text": "no end\n')
    assert copydesk("ingest", tmp_path / "in", *HERE, "--json").data["quarantined"] == 2
    return copydesk


def mend(path, reason: str) -> None:
    """As if a reader had been mended: the bytes that were kept are a good record."""
    good = f'{{"id": "r1", "text": "{STORY}"}}'.encode()
    with closing(sqlite3.connect(path)) as connection, connection:
        values = (pack_bytes(good), hashlib.sha256(good).hexdigest(), reason)
        connection.execute("UPDATE quarantine SET content = ?, sha256 = ? WHERE reason = ?", values)


def reasons(run) -> list[str]:
    return sorted(entry["reason"] for entry in run("quarantine", "--json").data["quarantine"])


def test_replay_loads_what_can_be_read_now_and_leaves_the_rest(refused, tmp_path) -> None:
    broken, program = sorted(reasons(refused), key="binary".__eq__)
    assert program == "binary"
    still = refused("quarantine", "replay", *HERE)
    assert still.status == 0
    assert "2 inputs read again · 0 articles loaded · 2 still in quarantine" in still.out
    mend(tmp_path / "refused.db", broken)
    only = refused("quarantine", "replay", "--reason", "binary", *HERE, "--json").data
    assert (only["documents_seen"], only["loaded"], only["quarantined"]) == (1, 0, 1)
    out = refused("quarantine", "replay", *HERE).out
    assert "2 inputs read again · 1 article loaded · 1 still in quarantine" in out
    assert "news.jsonl" in out
    assert reasons(refused) == ["binary"]
    assert refused("search", "bridge", "--json").data["total"] == 1
    assert refused("quarantine", "replay", "--reason", broken, *HERE).out == "Nothing is in quarantine that fits.\n"


def test_drop_forgets_all_that_are_named_or_none(refused) -> None:
    first, second = (entry["id"] for entry in refused("quarantine", "--json").data["quarantine"])
    answer = refused("quarantine", "drop", first, 99)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("copydesk: Quarantine entry 99: ")
    assert len(reasons(refused)) == 2
    assert refused("quarantine", "drop", first, first, "--json").data == {"dropped": [first]}
    assert refused("quarantine", "drop", second).out == "1 input forgotten.\n"
    assert reasons(refused) == []


def test_replay_makes_no_database(copydesk, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    answer = copydesk("quarantine", "replay", *HERE, "--database", "sqlite:///none.db")
    assert (answer.status, answer.out) == (1, "")
    assert list(tmp_path.iterdir()) == []
