"""Why an article was kept, how its duplicates differ, and people's word above the program's."""

import json
import random

import pytest

from desk.queries.differences import why_kept
from desk.records.articles import Copy

HERE = ("--direct", "--workers", 0)
SYLLABLES = ("ba", "den", "ko", "lis", "mar", "no", "pe", "rus", "sa", "til")
ADDED = "A spokesman declined to comment late on Friday."


def words(seed: int, count: int) -> str:
    chance = random.Random(seed)
    return " ".join("".join(chance.choices(SYLLABLES, k=3)) for _ in range(count)).capitalize() + "."


def copy(**changes: object) -> Copy:
    same = {
        "headline": None,
        "outlet": None,
        "path": "a.txt",
        "beginning": "",
        "word_count": 9,
        "duplicate_of": None,
        "score": None,
    }
    return Copy(**{"id": 1, "published_at": None, "characters": 50, "kind": "near", **same, **changes})


@pytest.mark.parametrize(
    ("kept", "duplicate", "why"),
    [
        ({"published_at": "2024-05-01"}, {"published_at": "2024-05-02"}, "published earlier"),
        ({"published_at": "2024-05-01"}, {"published_at": "2024-05-01T00:00:01Z"}, "published earlier"),
        ({"published_at": "2024-05-01"}, {}, "it has a date, the other has none"),
        ({"published_at": "2024-05-01"}, {"published_at": "2024-05"}, "it has a date, the other has none"),
        ({"published_at": "2024-05-01", "characters": 51}, {"published_at": "2024-05-01T00:00Z"}, "the longer text"),
        ({"characters": 51}, {}, "the longer text"),
        ({}, {}, "equal in date and length; the smaller hash decides"),
        ({}, {"kind": "revision", "published_at": "2024-05-01"}, "the newest content of the same file"),
        ({}, {"characters": 51}, "the best of all that were joined"),
    ],
)
def test_the_reason_is_the_first_thing_that_tells_two_copies_apart(kept, duplicate, why) -> None:
    assert why_kept(copy(**kept), copy(**duplicate)) == why
    expected = why if "revision" in duplicate.values() else f"joined by hand; {why}"
    assert why_kept(copy(**kept), copy(**duplicate), joined=True) == expected


@pytest.fixture
def stories(copydesk, tmp_path, monkeypatch):
    """Runs commands on four articles: a story, a longer copy of it a day later, and two others."""
    monkeypatch.setenv("COPYDESK_DATABASE_URL", f"sqlite:///{tmp_path / 'stories.db'}")
    story = words(1, 90)
    rows = [
        {"id": "later", "text": f"{story} {ADDED}", "date": "2024-05-02"},
        {"id": "first", "text": story, "date": "2024-05-01"},
        {"id": "other", "text": words(2, 90), "date": "2024-05-03"},
        {"id": "third", "text": words(3, 95)},
    ]
    (tmp_path / "stories.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert copydesk("ingest", tmp_path / "stories.jsonl", *HERE, "--json").data["duplicates"] == 1
    return copydesk


def pointers(run) -> list[tuple[int, int | None]]:
    return [(row["id"], row["duplicate_of"]) for row in run("sql", "SELECT * FROM articles", "--json").data]


def test_a_duplicate_is_shown_with_what_differs_and_why_it_was_not_kept(stories) -> None:
    data = stories("duplicates", 1, "--json").data
    assert [group["kept"]["id"] for group in data["groups"]] == [2]
    [difference] = data["differences"]
    assert (difference["id"], difference["why_kept"]) == (1, "published earlier")
    assert difference["only_in_kept"] == []
    [passage] = difference["only_in_duplicate"]
    body = stories("show", 1, "--json").data["article"]["body"]
    assert body[passage["start"] : passage["end"]] == passage["text"]
    assert passage["text"] in ADDED
    out = stories("duplicates", 2).out
    assert "#2 was kept: published earlier\n" in out
    assert f"only in #1: {passage['text']}\n" in out
    assert stories("duplicates", 1).out == out


def test_a_split_holds_in_later_runs_until_it_is_joined_again(stories, tmp_path) -> None:
    assert pointers(stories) == [(1, 2), (2, None), (3, None), (4, None)]
    assert stories("duplicates", "split", 1).out.startswith("#1 stands for itself")
    again = {"id": "again", "text": words(1, 90), "date": "2024-05-09"}
    (tmp_path / "more.jsonl").write_text(json.dumps(again))
    stories("ingest", tmp_path / "more.jsonl", *HERE)
    assert pointers(stories)[:2] == [(1, None), (2, None)]
    assert "somebody split it off" in stories("duplicates", 1).out
    joined = stories("duplicates", "join", 1, 2, "--json").data["groups"]
    assert [(group["kept"]["id"], [one["id"] for one in group["copies"]]) for group in joined] == [(2, [1, 5])]


def test_articles_without_a_word_in_common_can_be_joined(stories) -> None:
    assert "#3" in stories("duplicates", "join", 3, 4).out
    assert pointers(stories)[2:] == [(3, None), (4, 3)]
    [difference] = stories("duplicates", 4, "--json").data["differences"]
    assert difference["why_kept"] == "joined by hand; it has a date, the other has none"
    assert stories("check", "--json").status == 0


@pytest.mark.parametrize("decision", [("split", 99), ("join", 1, 99), ("join", 99, 1)], ids=str)
def test_an_article_that_is_not_there_is_named_and_nothing_changes(stories, decision) -> None:
    before = pointers(stories)
    answer = stories("duplicates", *decision)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("copydesk: Article 99: ")
    assert stories("duplicates", "join", 2, 2).status == 1
    assert pointers(stories) == before


def test_a_mistyped_command_is_no_article(copydesk) -> None:
    answer = copydesk("duplicates", "splti", 2)
    assert (answer.status, answer.out) == (2, "")
    assert "'split'" in answer.err


@pytest.mark.parametrize("arguments", [(), ("--json",), (2, "--json"), ("--json", 2), ("--limit", 5)], ids=str)
def test_show_may_be_left_out(copydesk, arguments) -> None:
    assert copydesk("duplicates", *arguments) == copydesk("duplicates", "show", *arguments)


def test_an_article_without_a_headline_is_known_by_its_beginning(stories) -> None:
    out = stories("duplicates").out
    assert out.startswith(f"#2  {words(1, 90)[:40]}")
    assert f"  {words(1, 90)[:40]}" in out.splitlines()[1]
