"""The report of a run: every case a stranger may see first."""

import dataclasses
import io

import pytest
from rich.console import Console

from desk.invocation import remember
from desk.records.articles import Flag, Span
from desk.records.ledger import Quarantined, RuleCount
from desk.records.numbers import Batch, BatchReport, Count, LoadedArticle
from desk.render.page import Page
from desk.render.report import next_commands, show_report
from flows.request import IngestSummary
from schema import DEFAULT_DATABASE

BATCH = Batch(7, "manual", "completed", "2024-05-01T08:00:00Z", None, "abc", 2, 2, 2, 0, 1, 0)
ARTICLE = LoadedArticle(
    id=4,
    path="news/004.txt",
    position=0,
    headline="Ministers agree on a truce",
    beginning="The ministers agreed",
    outlet="Example Times",
    original_source="Example Agency",
    published_at="2024-05-01T07:30:00Z",
    dateline="GENEVA",
    language="en",
    word_count=120,
    characters=1000,
    translation_likely=True,
    translation_score=0.8,
    duplicate_of=2,
    duplicate_kind="near",
    duplicate_score=0.934,
    spans=(
        Span(1, 0, 9, "Read also", "en.related.read-also", "related", "rule", 1.0),
        Span(2, 9, 30, "A longer title inside", "block.related", "related", "block", 1.0),
        Span(3, 40, 50, "(Example) ", "any.credit.sign-off", "credit", "rule", 1.0),
    ),
    flags=(Flag("non-word", 60, 66, "gooder", 0.4, "…"), Flag("non-word", 80, 86, "gooder", 0.4, "…")),
)
REPORT = BatchReport(BATCH, (ARTICLE,), 240, 1, (Count("en", 2),), (Count("Example Times", 2),), (), (), ())


def summary(**changes: object) -> IngestSummary:
    return dataclasses.replace(IngestSummary(7, 2, 2, 2, 0, 1, 0, 1.5), **changes)


def shown(report: BatchReport, done: IngestSummary) -> str:
    out = io.StringIO()
    show_report(Page(Console(file=out, highlight=False, markup=False, emoji=False)), report, done)
    return out.getvalue()


@pytest.fixture(autouse=True)
def no_database_is_named(monkeypatch) -> None:
    monkeypatch.delenv("COPYDESK_DATABASE_URL", raising=False)
    remember(DEFAULT_DATABASE)


def test_records_that_are_no_pages_are_counted_also_where_there_is_nothing_else() -> None:
    batch = dataclasses.replace(BATCH, files_seen=1, loaded=0, duplicates=0, passed_over=30)
    report = dataclasses.replace(REPORT, batch=batch, articles=())
    first, *_ = shown(report, summary(loaded=0, duplicates=0, passed_over=30)).splitlines()
    assert first == "Batch 7: 1 file · 0 articles loaded · 0 duplicates · 30 records passed over · 1.5 s"


def test_what_is_wrong_with_manifests_is_said() -> None:
    assert "In manifests, passed over\n  a.csv, line 2: no file\n" in shown(
        REPORT, summary(notes=["a.csv, line 2: no file"])
    )


def test_a_small_batch_article_by_article() -> None:
    assert shown(REPORT, summary()).split("\n\nTry next")[0] == (
        "Batch 7: 2 files · 2 articles loaded · 1 duplicate · 1.5 s\n"
        "\n"
        "#4 Ministers agree on a truce\n"
        "   004.txt · Example Times · source Example Agency · GENEVA, 2024-05-01 07:30 UTC · English · 120 words\n"
        "   duplicate of #2 (near, 0.93)\n"
        "   likely translated (0.80): non-word gooder\n"
        "   removed 4 % of the text:\n"
        "     related  2×  A longer title inside  block.related +1\n"
        "     credit   1×  (Example)              any.credit.sign-off"
    )


def test_a_large_batch_in_totals() -> None:
    rules = (RuleCount("en.related.read-also", "related", "rule", 1500, 900, 0.045, 13500, "Read also"),)
    batch = dataclasses.replace(BATCH, loaded=20_000)
    report = dataclasses.replace(REPORT, batch=batch, articles=(), rules=rules, words=1_234_567, replaced=3)
    out = shown(
        report, summary(loaded=20_000, documents_seen=20_000, seconds=20.0, stage_seconds={"clean": 3.0, "load": 1.0})
    )
    for part in (
        "20,000 articles loaded",
        "1,234,567 words, 1 article likely translated, 1,000 documents/s",
        "  English  2\n",
        "  en.related.read-also  1,500       900  Read also\n",
        "  clean  3.0 s  75 %\n",
        "\n3 articles of other batches are duplicates of these now\n",
    ):
        assert part in out
    assert "#4" not in out


@pytest.mark.parametrize(
    ("done", "title"),
    [
        (summary(loaded=0, unchanged=2), "nothing is new. 2 files seen, all known and unchanged (1.5 s).\n"),
        (summary(loaded=0, files_seen=0), "nothing is new. No file was found (1.5 s).\n"),
    ],
)
def test_nothing_new_is_said_plainly(done, title) -> None:
    report = dataclasses.replace(REPORT, articles=(), batch=dataclasses.replace(BATCH, loaded=0, duplicates=0))
    assert shown(report, done).startswith("Batch 7: " + title)


def test_quarantine_is_shown_with_what_to_do() -> None:
    entry = Quarantined(1, "news/x.txt", 3, "binary", "It is a program.", 7, "2024-05-01T08:00:00Z", None)
    batch = dataclasses.replace(BATCH, quarantined=1)
    report = dataclasses.replace(REPORT, batch=batch, quarantined=(entry,))
    out = shown(report, summary(quarantined=1))
    assert "In quarantine: 1\n  binary  x.txt record 3  It is a program.\n" in out
    assert next_commands(report)[0][0] == "copydesk quarantine list"


def test_of_many_inputs_in_quarantine_the_rest_is_named() -> None:
    entry = Quarantined(1, "news/x.txt", 0, "binary", "It is a program.", 7, "2024-05-01T08:00:00Z", None)
    report = dataclasses.replace(REPORT, batch=dataclasses.replace(BATCH, quarantined=31), quarantined=(entry,) * 20)
    assert "  And 11 more:  copydesk quarantine list --batch 7\n" in shown(report, summary(quarantined=31))


def test_an_article_that_is_kept_in_place_of_others_says_so() -> None:
    article = dataclasses.replace(ARTICLE, duplicate_of=None, replaces=((1, "revision"), (3, "exact")))
    report = dataclasses.replace(REPORT, articles=(article,))
    assert "   kept in place of #1 (revision), #3 (exact)\n" in shown(report, summary())


def test_the_next_commands_are_those_that_make_sense() -> None:
    commands = [command for command, _ in next_commands(REPORT)]
    assert commands == ["copydesk show 4 --diff", "copydesk duplicates", "copydesk search Ministers"]


def test_an_article_without_a_headline_is_known_by_its_beginning() -> None:
    article = dataclasses.replace(
        ARTICLE, headline=None, beginning="The ministers agreed on a truce for ten days. " * 3
    )
    out = shown(dataclasses.replace(REPORT, articles=(article,)), summary())
    assert "\n#4 (no headline)  The ministers agreed on a truce for ten days. The…\n" in out
