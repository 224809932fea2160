"""The reading commands on a real database, as a program or a person behind a pipe sees them."""

import json
from pathlib import Path

import pytest

READING = (
    ("search", "truce"),
    ("search", "control"),
    ("search",),
    ("show", 1),
    ("show", 5),
    ("show", 6),
    ("removed",),
    ("removed", "--rule", "*"),
    ("duplicates",),
    ("duplicates", 2),
    ("headlines",),
    ("quarantine", "list"),
    ("quarantine", "show", 1),
    ("stats",),
    ("sql", "SELECT id, headline, body FROM clean_articles"),
    ("check", "--database"),
)


def arguments(command: tuple[object, ...], database: str) -> tuple[object, ...]:
    # Without a file `check` looks for a deployment file too, which is not this test's.
    return (*command, database) if command[0] == "check" else command


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", READING, ids=str)
def test_every_reading_command_answers_with_one_json_document(copydesk, database, command) -> None:
    answer = copydesk(*arguments(command, database), "--json")
    assert (answer.status, answer.err) == (0, "")
    assert answer.data


@pytest.mark.parametrize("command", READING, ids=str)
def test_a_pipe_gets_plain_lines_whatever_the_articles_hold(copydesk, database, command) -> None:
    answer = copydesk(*arguments(command, database))
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.endswith("\n")
    for forbidden in "\x1b\x07\t\u202e\u2068":
        assert forbidden not in answer.out


@pytest.mark.parametrize("command", READING, ids=str)
def test_no_article_can_command_a_terminal(copydesk, database, monkeypatch, command) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    answer = copydesk(*arguments(command, database))
    assert answer.status == 0
    for forbidden in ("\x1b[31mred", "\x1b[0m \x07", "\x07", "\u202e"):
        assert forbidden not in answer.out


def ids(answer) -> list[int]:
    return [article["id"] for article in answer.data["articles"]]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("truce",), [1]),
        (("truce", "--duplicates", "--sort", "newest"), [2, 1]),
        (("truce", "--duplicates", "--sort", "oldest"), [1, 2]),
        (("truce", "--duplicates", "--until", "2024-05-01"), [1]),
        (("truce", "--duplicates", "--since", "2024-05-02"), [2]),
        (("truce", "--since", "2024", "--until", "2024"), [1]),
        (("truce", "--outlet", "example times"), [1]),
        (("truce", "--outlet", "*EXAMPLE*", "--duplicates"), [1, 2]),
        (("truce", "--outlet", "example"), []),
        (("truce", "--outlet", "100%_"), []),
        (("farmers", "--outlet", "ÉCONOMIE*"), [5]),
        (("farmers", "--translated"), [5]),
        (("truce", "--translated"), []),
        (("هدنة", "--language", "ar"), [3]),
        (("هدنة", "--language", "en"), []),
        (("هدنة", "--until", "2023-11"), [3]),
        (("北京",), [4]),
        (("同意停火",), [4]),
        (("北京 -停火",), []),
        (("北京 OR truce",), [1, 4]),
        (("北京 (人质 OR hostages) -truce",), [4]),
        (("headline:停火",), [4]),
        (("headline:北京",), []),
        (("--outlet", "*example*", "--duplicates", "--sort", "newest"), [2, 1]),
        (("--outlet", "*example*", "--duplicates", "--sort", "oldest"), [1, 2]),
        (("--language", "AR"), [3]),
        (("--outlet", "example"), []),
    ],
    ids=str,
)
def test_search_finds_what_is_asked_for(copydesk, options, expected) -> None:
    answer = copydesk("search", *options, "--json")
    assert answer.data["total"] == len(expected)
    assert sorted(ids(answer)) == sorted(expected)
    if "--sort" in options:
        assert ids(answer) == expected


def test_a_match_in_the_headline_comes_first(copydesk) -> None:
    assert ids(copydesk("search", "agree* OR friday", "--duplicates", "--json"))[0] in {1, 2}


def test_search_shows_the_passage_and_says_how_many_there_are(copydesk) -> None:
    out = copydesk("search", "hostages", "--duplicates", "--limit", 1).out
    assert "Hostages may be freed" in out
    assert "2 articles; the first 1 shown" in out


def test_search_without_result_says_what_to_try(copydesk) -> None:
    assert "search 'parli*'" in copydesk("search", "parliamentary").out
    assert "fewer filters" in copydesk("search", "truce", "--since", "2025").out
    assert "There is no article with these filters." in copydesk("search", "--since", "2025").out
    assert "Did you mean --language en or --language ar" in copydesk("search", "truce", "--language", "english").out
    assert "Did you mean --outlet 'Example Times'?" in copydesk("search", "truce", "--outlet", "exampel times").out
    assert "Did you mean --outlet 'Économie Exemple'?" in copydesk("search", "farmers", "--outlet", "économie").out


def test_a_bad_search_is_explained(copydesk) -> None:
    answer = copydesk("search", '"total victory')
    assert (answer.status, answer.out) == (1, "")
    assert "a quotation mark is not closed" in answer.err
    assert "Traceback" not in answer.err


def test_show_has_headline_block_body_and_each_removed_line_with_its_reason(copydesk) -> None:
    out = copydesk("show", 1).out
    for part in (
        "Ministers agree on a truce",
        "Example Times",
        "2024-05-01 07:30 UTC",
        "English (en, confidence 0.99)",
        "Hostages may be freed on Friday.\n",
        "    2 line 3     dateline: moved to the dateline  any.dateline.agency\n",
        "GENEVA, May 1 (EX) –",
        "Kept, with 1 duplicate",
        "  copydesk duplicates 1\n",
    ):
        assert part in out


def test_show_raw_is_the_text_as_received_and_nothing_else(copydesk) -> None:
    page = copydesk("show", 1, "--json").data
    assert copydesk("show", 1, "--raw").out == page["text"]
    assert page["text"].startswith("Ministers agree on a truce\n\nGENEVA")
    assert copydesk("show", 6, "--raw").out.count("\x1b") == 2


def test_show_diff_marks_what_was_removed_and_why(copydesk) -> None:
    out = copydesk("show", 1, "--diff").out
    assert "   1 - [-Ministers agree on a truce-]  <- headline · any.headline.first\n" in out
    assert "   3 ~ [-GENEVA, May 1 (EX) – -]The ministers agreed" in out
    assert "   7   Hostages may be freed on Friday.\n" in out


def test_show_gives_the_evidence_of_translation(copydesk) -> None:
    out = copydesk("show", 5).out
    assert "likely (score 0.80" in out
    assert "gooder   a form that English does not have" in out


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("show", 99), 1),
        (("duplicates", 99), 1),
        (("quarantine", "show", 99), 1),
        (("show", "abc"), 2),
        (("show", 1, "--raw", "--diff"), 2),
        (("search", ""), 1),
        (("nonsense",), 2),
        (("search", "truce", "--limit", "0"), 2),
        (("removed", "--category", "nonsense"), 2),
        (("duplicates", "--kind", "nonsense"), 2),
        (("search", "truce", "--since", "soon"), 1),
        (("search", "truce", "--database", "sqlite:///none.db"), 1),
        (("search", "truce", "--database", "mysql://x"), 1),
        (("sql", "DELETE FROM articles"), 1),
        (("export", "articles.doc"), 1),
        (("export", "-"), 1),
        (("export", "no/such/folder/articles.csv"), 1),
    ],
    ids=str,
)
def test_errors_say_what_is_wrong_and_leave_standard_output_empty(copydesk, arguments, status) -> None:
    answer = copydesk(*arguments)
    assert (answer.status, answer.out) == (status, "")
    assert answer.err
    assert "Traceback" not in answer.err


def test_reading_never_makes_a_database(copydesk, tmp_path) -> None:
    assert copydesk("stats", "--database", "sqlite:///none.db").status == 1
    assert list(tmp_path.iterdir()) == []


def test_removed_counts_by_rule_and_lists_by_rule(copydesk) -> None:
    rules = {rule["rule"]: rule for rule in copydesk("removed", "--json").data["rules"]}
    assert rules["any.headline.first"]["spans"] == 2
    assert (rules["any.headline.first"]["articles"], rules["any.headline.first"]["share"]) == (2, 2 / 6)
    assert rules["en.share.story"]["example"] == "Share this story"
    assert set(rules) == {"any.headline.first", "any.dateline.agency", "en.related.read-also", "en.share.story"}
    first = copydesk("removed", "--limit", 1, "--json").data
    assert (first["total"], [rule["rule"] for rule in first["rules"]]) == (4, ["any.headline.first"])
    assert "4 rules; the first 1 shown" in copydesk("removed", "--limit", 1).out
    listed = copydesk("removed", "--rule", "en.*", "--json").data
    assert [line["rule"] for line in listed["removed"]] == ["en.related.read-also", "en.share.story"]
    only = copydesk("removed", "--category", "headline", "--outlet", "صحيفة المثال", "--json").data["rules"]
    assert [(rule["rule"], rule["spans"], rule["share"]) for rule in only] == [("any.headline.first", 1, 1.0)]
    assert copydesk("removed", "--batch", 2, "--json").data["rules"] == []


def test_duplicates_names_the_kept_article_from_either_side(copydesk) -> None:
    for article in ((), (1,), (2,)):
        groups = copydesk("duplicates", *article, "--json").data["groups"]
        assert [group["kept"]["id"] for group in groups] == [1]
        assert [(copy["id"], copy["kind"], copy["score"]) for copy in groups[0]["copies"]] == [(2, "near", 0.93)]
    assert copydesk("duplicates", 3, "--json").data == {"total": 0, "groups": [], "differences": []}
    assert copydesk("duplicates", "--kind", "exact", "--json").data["total"] == 0


def test_headlines_counts_articles_outlets_and_dates(copydesk) -> None:
    assert copydesk("headlines", "--json").data["headlines"] == [
        {
            "headline": "Ministers agree on a truce",
            "articles": 2,
            "kept": 1,
            "outlets": ["Example Times", "Morning Example"],
            "first": "2024-05-01T07:30:00Z",
            "last": "2024-05-02",
            "ids": [1, 2],
        }
    ]


def test_quarantine_keeps_what_could_not_be_read(copydesk) -> None:
    assert [entry["reason"] for entry in copydesk("quarantine", "list", "--json").data["quarantine"]] == ["binary"]
    for nothing in (("--reason", "empty"), ("--batch", 2), ("--path", "broken*")):
        assert copydesk("quarantine", "list", *nothing, "--json").data["total"] == 0
    assert copydesk("quarantine", "--reason", "bniary").out == "No inputs in quarantine.\nBy reason: binary 1\n"
    assert copydesk("quarantine", "list", "--path", "*/broken*", "--batch", 1, "--json").data["total"] == 1
    assert copydesk("quarantine", "show", 1, "--json").data["content"] == "\x00\x01MZ text"


def test_stats_counts_one_article_per_story(copydesk) -> None:
    data = copydesk("stats", "--json").data
    assert (data["articles"], data["duplicates"], data["translated"], data["quarantined"]) == (5, 1, 1, 1)
    assert {count["value"]: count["articles"] for count in data["languages"]} == {"en": 3, "ar": 1, "zh": 1}
    assert data["evidence"] == [{"value": "non-word", "articles": 1}]
    received = data["characters_kept"] + data["characters_removed"]
    assert received == sum(len(copydesk("show", number, "--raw").out) for number in range(1, 7))


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM articles",
        "ATTACH 'made.db' AS made",
        "VACUUM INTO 'made.db'",
        "PRAGMA journal_mode = DELETE",
        "CREATE TABLE made (id)",
        "SELECT 1; DELETE FROM articles",
        "SELECT load_extension('made')",
        "nonsense",
        "",
    ],
)
def test_sql_can_only_read(copydesk, tmp_path, query) -> None:
    answer = copydesk("sql", query)
    assert (answer.status, answer.out) == (1, "")
    assert "Traceback" not in answer.err
    assert list(tmp_path.iterdir()) == []


def test_sql_reads_tables_views_and_the_full_text_index(copydesk) -> None:
    assert copydesk("sql", "SELECT count(*) AS n FROM clean_articles", "--json").data == [{"n": 5}]
    match = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'truce'"
    assert [row["rowid"] for row in copydesk("sql", match, "--json").data] == [1, 2]
    assert copydesk("sql", "WITH t AS (SELECT 1 AS a) SELECT a, x'00ff' AS b, NULL AS c FROM t").out == (
        "a  b     c\n1  00ff\n"
    )


def test_backup_is_the_same_database_and_overwrites_nothing(copydesk, tmp_path) -> None:
    assert copydesk("backup", "copy.db").status == 0
    copied = copydesk("stats", "--json", "--database", "sqlite:///copy.db").data
    assert copied == copydesk("stats", "--json").data
    before = (tmp_path / "copy.db").read_bytes()
    assert copydesk("backup", "copy.db").status == 1
    assert (tmp_path / "copy.db").read_bytes() == before


def test_check_finds_damage_and_says_what_to_do(copydesk, database, tmp_path) -> None:
    assert copydesk("check", "--database", database).out.startswith("All is well")
    copydesk("backup", "copy.db")
    damage = tmp_path / "copy.db"
    import sqlite3

    with sqlite3.connect(damage) as connection:
        connection.execute("UPDATE articles SET body = 'another' WHERE id = 1")
    connection.close()
    answer = copydesk("check", "copy.db", "--json")
    assert answer.status == 1
    assert all(finding["remedy"] for finding in answer.data["findings"])
    assert copydesk("check", "none.db").status == 1


def test_check_reads_deployment_files(copydesk, tmp_path) -> None:
    (tmp_path / "deployment.yaml").write_text("deployments:\n- name: x\n  entrypoint: none.py:x\n  scedule: daily\n")
    answer = copydesk("check", "deployment.yaml", "--json")
    assert answer.status == 1
    assert "scedule" in json.dumps(answer.data["findings"])
