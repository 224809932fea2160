"""Every reading command gives the same answer whether the articles are in SQLite or in PostgreSQL."""

from contextvars import ContextVar
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.contents import rows
from desk import invocation, open_database
from desk.database import reading
from desk.filters import Filters
from desk.queries import search_postgresql
from desk.queries.search_postgresql import tsquery
from desk.search_query import SearchError, parse_search

COMMANDS = (
    ("show", 1),
    ("show", 3),
    ("show", 5),
    ("removed",),
    ("removed", "--rule", "*"),
    ("duplicates",),
    ("duplicates", 2),
    ("headlines",),
    ("quarantine", "list"),
    ("quarantine", "show", 1),
    ("learn", "list"),
    ("stats",),
    ("sql", "SELECT id, headline, outlet, published_at, body FROM clean_articles ORDER BY id"),
    ("sql", "SELECT batch_id, words, kept, outlets FROM batch_report"),
    ("sql", "SELECT rule, spans, characters, example FROM removed_by_rule ORDER BY rule"),
    ("sql", "SELECT headline_key, articles, kept FROM repeated_headlines"),
)
SEARCHES = (
    ("truce",),
    ("truce", "--duplicates", "--sort", "newest"),
    ("truce", "--duplicates", "--sort", "oldest"),
    ("truce", "--duplicates", "--until", "2024-05-01"),
    ("truce", "--duplicates", "--since", "2024-05-02"),
    ("truce", "--outlet", "*EXAMPLE*", "--duplicates"),
    ("truce", "--outlet", "100%_"),
    ("farmers", "--outlet", "ÉCONOMIE*"),
    ("farmers", "--translated"),
    ("هدنة", "--language", "ar"),
    ("هدنة", "--until", "2023-11"),
    ('"ten days"', "--duplicates", "--sort", "oldest"),
    ('"truce for ten"',),
    ("host*",),
    ("headline:truce",),
    ("headline:hostages",),
    ("body:(hostages OR ministers)",),
    ("hostages -truce",),
    ("'truce' -\\",),
    ("北京",),
    ("人质可能",),
    ("人",),
    ("北京 -停火",),
    ("北京 OR truce", "--sort", "oldest"),
    ("北京 (人质 OR hostages) -truce",),
    ("headline:停火",),
    ("headline:北京",),
    ("nothing", "--language", "english"),
)


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no later test hear of the databases that these commands name."""
    monkeypatch.setattr(invocation, "_named", ContextVar("named database", default=None))


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_a_command_gives_the_same_answer(
    copydesk: Any, database: str, postgresql_database: str, command: tuple[Any, ...]
) -> None:
    for options in ((), ("--json",)):
        outs = []
        for url in (database, postgresql_database):
            answer = copydesk(*command, *options, "--database", url)
            assert (answer.status, answer.err) == (0, "")
            outs.append(answer.out.replace(f" --database {url}", ""))
        assert outs[0] == outs[1]


@pytest.mark.parametrize("search", SEARCHES, ids=str)
def test_a_search_finds_the_same_articles(
    copydesk: Any, database: str, postgresql_database: str, search: tuple[str, ...]
) -> None:
    here, there = (
        copydesk("search", *search, "--json", "--database", url).data for url in (database, postgresql_database)
    )
    for hit in here["articles"] + there["articles"]:
        assert hit.pop("snippet")
    assert there == here


def test_of_very_many_matches_those_loaded_last_are_ranked(
    postgresql_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading(postgresql_database) as connection:
        found = search_postgresql.search(connection, "the", Filters(duplicates=True), sort="relevance", limit=20)
        monkeypatch.setattr(search_postgresql, "RANKED", 2)
        ranked = search_postgresql.search(connection, "the", Filters(duplicates=True), sort="relevance", limit=20)
    assert ranked.total == found.total == len(found.hits) > 2
    assert sorted(hit.id for hit in ranked.hits) == sorted(hit.id for hit in found.hits)[-2:]
    assert ranked.hits == tuple(hit for hit in found.hits if hit in ranked.hits)


def test_the_passage_found_is_shown(copydesk: Any, postgresql_database: str) -> None:
    out = copydesk("search", "hostages", "--duplicates", "--database", postgresql_database).out
    assert "Hostages may be freed on Friday" in out


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.db"])
def test_an_export_holds_the_same(
    copydesk: Any, database: str, postgresql_database: str, name: str, tmp_path: Path
) -> None:
    for folder, url in (("here", database), ("there", postgresql_database)):
        (tmp_path / folder).mkdir()
        target = tmp_path / folder / name
        assert copydesk("export", target, "--search", "truce OR 北京", "--duplicates", "--database", url).status == 0
    if name == "out.db":
        copies = [f"sqlite:///{tmp_path / folder / name}" for folder in ("here", "there")]
        found = [copydesk("search", "truce", "--duplicates", "--json", "--database", copy).data for copy in copies]
        assert found[0] == found[1]
        assert copydesk("check", copies[1]).status == 0
    else:
        assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()


def test_python_reads_the_same(database: str, postgresql_database: str) -> None:
    with open_database(database) as here, open_database(postgresql_database) as there:
        assert list(there.articles(duplicates=True)) == list(here.articles(duplicates=True))
        assert list(there.search("truce", duplicates=True)) == list(here.search("truce", duplicates=True))
        assert there.article(1) == here.article(1)


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM articles",
        "SELECT 1; DELETE FROM articles",
        "SELECT 1; COMMIT; SET default_transaction_read_only = off; DELETE FROM articles",
        "WITH gone AS (DELETE FROM articles RETURNING id) SELECT * FROM gone",
        "SELECT nextval('articles_id_seq')",
        "COPY articles TO '/tmp/articles'",
        "SELECT nonsense FROM nowhere",
    ],
)
def test_sql_reads_and_changes_nothing(copydesk: Any, postgresql_database: str, query: str) -> None:
    answer = copydesk("sql", query, "--database", postgresql_database)
    assert (answer.status, answer.out) == (1, "")
    assert "information_schema" in answer.err
    assert copydesk("stats", "--json", "--database", postgresql_database).data["articles"] > 0


def test_a_backup_names_the_tool_for_it(copydesk: Any, postgresql_database: str, tmp_path: Path) -> None:
    answer = copydesk("backup", tmp_path / "copy.db", "--database", postgresql_database)
    assert (answer.status, list(tmp_path.iterdir())) == (1, [])
    assert "pg_dump" in answer.err


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40) | st.text(alphabet="ab北京 \"'\\:*-()&|!<>é", max_size=30))
def test_anything_typed_is_a_search_or_an_explanation(postgresql_database: str, typed: str) -> None:
    try:
        expression = tsquery(parse_search(typed))
    except SearchError:
        return
    assert rows(postgresql_database, "SELECT numnode(?::tsquery) > 0", expression) == [(True,)]
