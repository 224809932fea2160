"""Better rules for what is stored already, and people's word above the rules."""

import json
import random
import sqlite3
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"
HERE = ("--direct", "--workers", 0)
# A line that no rule can know: the name of a column of one newspaper.
RECURRING = "Plum and Thistle Corner"
SYLLABLES = ("ba", "den", "ko", "lis", "mar", "no", "pe", "rus", "sa", "til")


def story(number: int) -> str:
    """A story that shares no passage with another; every fourth has the recurring line in its middle."""
    chance = random.Random(number)
    words = ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(120)]
    paragraphs = [" ".join(words[at : at + 30]).capitalize() + "." for at in range(0, 120, 30)]
    return "\n\n".join(paragraphs[:2] + [RECURRING] * (number % 4 == 0) + paragraphs[2:])


@pytest.fixture
def stories(copydesk, tmp_path, monkeypatch):
    """Runs commands on a database with 24 articles of one outlet."""
    monkeypatch.setenv("COPYDESK_DATABASE_URL", f"sqlite:///{tmp_path / 'stories.db'}")
    lines = (json.dumps({"text": story(number), "outlet": "Example Times"}) for number in range(24))
    (tmp_path / "stories.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert copydesk("ingest", tmp_path / "stories.jsonl", *HERE, "--json").data["loaded"] == 24
    return copydesk


def with_line(run) -> int:
    return run("search", f'"{RECURRING}"', "--json").data["total"]


def test_a_recurring_line_is_proposed_accepted_and_gone_after_reclean(stories) -> None:
    assert with_line(stories) == 6
    assert stories("learn", "--json").data == {"outlets": 1, "proposed": 1, "accepted": 0}
    [line] = stories("learn", "list", "--status", "proposed", "--json").data["lines"]
    assert (line["outlet"], line["articles"], line["share"]) == ("Example Times", 6, 0.25)
    assert "25 %  Example Times  " in stories("learn", "list", "--outlet", "example*").out
    assert stories("learn", "list", "--outlet", "example", "--json").data["total"] == 0
    assert "accepted  " in stories("learn", "accept", line["id"]).out
    preview = stories("reclean", "--dry-run", "--workers", 0)
    assert preview.out.startswith("6 of 24 articles would change. Nothing is changed yet.\n")
    assert f"  - {RECURRING}\n" in preview.out
    assert with_line(stories) == 6
    assert "6 of 24 articles changed" in stories("reclean", *HERE).out
    assert with_line(stories) == 0
    assert sum(rule["spans"] for rule in stories("removed", "--layer", "learned", "--json").data["rules"]) == 6
    assert stories("reclean", *HERE).out == "Every article is of the present cleaner: nothing to do.\n"


def test_a_rejected_line_stays(stories) -> None:
    stories("learn")
    [line] = stories("learn", "list", "--json").data["lines"]
    stories("learn", "reject", line["id"])
    assert stories("learn", "--json").data["proposed"] == 0
    stories("reclean", *HERE)
    assert with_line(stories) == 6
    missing = stories("learn", "accept", 99)
    assert (missing.status, missing.out) == (1, "")
    assert "learn list" in missing.err


def test_a_restored_span_stays_in_the_body(copydesk, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("COPYDESK_DATABASE_URL", f"sqlite:///{tmp_path / 'seeds.db'}")
    copydesk("ingest", SEEDS, *HERE)
    before = copydesk("show", 1, "--json").data
    span = before["spans"][0]
    assert span["text"].strip() in copydesk("restore", 1, span["id"]).out
    after = copydesk("show", 1, "--json").data
    assert span["text"].strip() in after["article"]["body"]
    assert len(after["spans"]) == len(before["spans"]) - 1
    with sqlite3.connect(tmp_path / "seeds.db") as connection:
        connection.execute("UPDATE articles SET cleaner_version = 'older'")
    connection.close()
    copydesk("reclean", *HERE)
    assert copydesk("show", 1, "--json").data["article"]["body"] == after["article"]["body"]
    assert copydesk("check", tmp_path / "seeds.db").status == 0
    again = copydesk("restore", 1, 9999)
    assert (again.status, again.out) == (1, "")
    assert "copydesk show 1" in again.err
