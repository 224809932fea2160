"""Cleaning stored texts again: what rules, learned lines and people changed reaches every table."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from benchmarks.contents import contents, rows
from desk.database import reading
from desk.filters import Filters
from desk.queries.search import search
from flows.deciding import decide_learned, restore_span
from flows.learning import count_lines
from flows.previewing import preview_reclean
from flows.request import IngestRequest, RunRequest, silent
from flows.run import run_ingest, run_reclean
from schema.compress import pack_text, unpack_text
from schema.errors import CopydeskError
from schema.health import problems

FOOTER = "A river, two mills and one wide bridge since 1887"
WORDS = ["harbour", "bridge", "library", "orchard", "quarry", "station", "tannery", "windmill", "meadow", "chapel"]


@pytest.fixture(scope="module")
def with_gazette(loaded: str, databases: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with the files of `news` and forty articles of one outlet, which share a line."""
    feed = tmp_path_factory.mktemp("gazette") / "gazette.jsonl"
    feed.write_text("".join(json.dumps(record(n)) + "\n" for n in range(40)))
    url = databases.copy(loaded)
    run_ingest(IngestRequest(paths=(str(feed),), database=url, direct=True, workers=0))
    yield url
    databases.drop(url)


@pytest.fixture
def request_for(with_gazette: str, new_database: Callable[..., str]) -> RunRequest:
    """The articles of this outlet, in a database of the test's own."""
    return RunRequest(database=new_database(of=with_gazette), direct=True, workers=0)


def record(n: int) -> dict[str, str]:
    own = [WORDS[(n * k + k * k) % len(WORDS)] + chr(97 + n % 26) + chr(97 + k) for k in range(1, 60)]
    sentences = [
        f"The {' '.join(own[k : k + 12])} was opened on Monday by the mayor of the town." for k in range(0, 59, 12)
    ]
    return {"outlet": "Aldham Gazette", "title": f"The {own[0]} opens", "text": "\n".join([*sentences, FOOTER])}


def query(request: RunRequest, sql: str, *values: object) -> list[tuple[Any, ...]]:
    return rows(request.database, sql, *values)


def test_nothing_is_stale_after_an_ingest(request_for: RunRequest) -> None:
    assert run_reclean(request_for).documents_seen == 0


def test_an_old_article_becomes_what_a_fresh_one_would_be(request_for: RunRequest) -> None:
    fresh = contents(request_for.database)
    query(request_for, "UPDATE articles SET cleaner_version = 'old'")
    query(request_for, "UPDATE removed_spans SET rule = 'old.rule'")
    query(request_for, "UPDATE articles SET dateline = 'OLD', word_count = 0")
    summary = run_reclean(request_for)
    assert summary.documents_seen == len(fresh["articles"])
    assert contents(request_for.database) == fresh
    assert problems(request_for.database) == []


def test_texts_that_an_older_version_packed_are_read_and_packed_anew(request_for: RunRequest) -> None:
    sql = "SELECT d.id, d.text, a.body FROM documents d JOIN articles a ON a.document_id = d.id ORDER BY d.id"
    packed = query(request_for, sql)
    for number, frame, body in packed:
        query(
            request_for, "UPDATE documents SET text = ? WHERE id = ?", pack_text(unpack_text(frame, body), ""), number
        )
    query(request_for, "UPDATE articles SET cleaner_version = 'old'")
    assert problems(request_for.database) == []
    run_reclean(request_for)
    assert query(request_for, "SELECT id, text FROM documents ORDER BY id") == [
        (number, frame) for number, frame, _ in packed
    ]


def with_footer(request: RunRequest) -> int:
    [(number,)] = query(request, "SELECT count(*) FROM articles WHERE body LIKE '%since 1887%'")
    return int(number)


def test_learned_lines_are_removed_by_the_next_reclean(request_for: RunRequest) -> None:
    held = with_footer(request_for)
    assert held > 0
    assert count_lines(request_for, silent) == {"outlets": 1, "proposed": 0, "accepted": 1}
    assert query(request_for, "SELECT articles, share FROM learned_lines") == [(40, 1.0)]
    preview = preview_reclean(request_for, silent)
    changes = {rule.rule: (rule.articles, rule.returned) for rule in preview.rules}
    assert changes["learned.Aldham Gazette"] == (held, 0)
    assert len(preview.largest) == 20
    assert FOOTER in preview.largest[0].before
    assert FOOTER not in preview.largest[0].after
    assert run_reclean(request_for).loaded == held
    assert with_footer(request_for) == 0
    with reading(request_for.database) as connection:
        assert search(connection, "1887", Filters(), sort="relevance", limit=1).total == 0
    assert query(request_for, "SELECT DISTINCT layer FROM removed_spans WHERE text LIKE '%1887%'") == [("learned",)]
    assert problems(request_for.database) == []
    assert count_lines(request_for, silent) == {"outlets": 1, "proposed": 0, "accepted": 0}
    assert query(request_for, "SELECT articles, share FROM learned_lines") == [(40, 1.0)]


def test_a_rejected_line_comes_back(request_for: RunRequest) -> None:
    held = with_footer(request_for)
    count_lines(request_for, silent)
    run_reclean(request_for)
    assert decide_learned(request_for, silent, [1], accept=False)
    run_reclean(request_for)
    assert with_footer(request_for) == held
    count_lines(request_for, silent)
    assert query(request_for, "SELECT status FROM learned_lines") == [("rejected",)]


def test_a_decision_about_no_line_changes_nothing(request_for: RunRequest) -> None:
    count_lines(request_for, silent)
    with pytest.raises(CopydeskError, match="Learned line 99: does not exist"):
        decide_learned(request_for, silent, [1, 99], accept=False)
    assert query(request_for, "SELECT status FROM learned_lines") == [("accepted",)]


def test_a_restored_span_stays_in_the_body(request_for: RunRequest) -> None:
    ((span, article, text),) = query(
        request_for, "SELECT id, article_id, text FROM removed_spans WHERE text LIKE 'Share this%' ORDER BY id LIMIT 1"
    )
    assert restore_span(request_for, silent, article, span) == text
    query(request_for, "UPDATE articles SET cleaner_version = 'old'")
    run_reclean(request_for)
    ((body,),) = query(request_for, "SELECT body FROM articles WHERE id = ?", article)
    assert text in body
    assert query(
        request_for, "SELECT count(*) FROM removed_spans WHERE article_id = ? AND text = ?", article, text
    ) == [(0,)]
    assert problems(request_for.database) == []


def test_restoring_what_is_not_there_is_explained(request_for: RunRequest) -> None:
    with pytest.raises(CopydeskError, match="Article 1: has no removed span 999999"):
        restore_span(request_for, silent, 1, 999999)
