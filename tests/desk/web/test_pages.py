"""What the pages say, without a browser."""

import asyncio
import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from desk.records.ledger import RemovedLine
from desk.web.pages.ledger import spread
from desk.web.reader import Reader, TooSlow
from schema.engine import open_engine
from schema.migrate import prepare
from schema.plumbing import batch_stages
from schema.tables import batches, metadata


def links(page: str, within: str = "") -> list[str]:
    return [link.replace("&amp;", "&") for link in re.findall(rf'<a[^>]* href="({within}[^"]*)"', page)]


def found(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<h2 dir="auto"><a href="/article/(\d+)', page)]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/", [1, 4, 3, 5, 6]),
        ("/?q=truce", [1]),
        ("/?q=truce&duplicates=1&sort=newest", [2, 1]),
        ("/?q=truce&outlet=Morning+Example&duplicates=1", [2]),
        ("/?q=truce&outlet=morning+example&duplicates=1", []),
        ("/?language=ar", [3]),
        ("/?since=2024-05&until=2024-05", [1]),
        ("/?translated=1", [5]),
        ("/?batch=1&q=harvest", [5]),
        ("/?batch=2", []),
        ("/?q=%E5%8C%97%E4%BA%AC", [4]),
        ("/?q=headline:truce", [1]),
    ],
)
def test_the_list_is_what_was_asked_for(desk, address, expected) -> None:
    answer = desk(address)
    assert answer.status_code == 200
    assert found(answer.text) == expected
    assert f"<strong>{len(expected)} article{'' if len(expected) == 1 else 's'}</strong>" in answer.text


def test_a_match_is_marked_and_nothing_else_is_markup(desk) -> None:
    page = desk("/?q=farmers").text
    assert "<mark>Farmers</mark> in the valley" in page


@pytest.mark.parametrize("address", ["/?q=%22total+victory", "/?q=AND", "/?since=soon", "/?batch=x", "/?q=" + "(" * 40])
def test_a_search_that_cannot_be_read_is_explained(desk, address) -> None:
    answer = desk(address)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "Traceback" not in answer.text


def test_a_filter_that_cannot_be_read_can_be_taken_away(desk) -> None:
    assert "/?q=truce" in links(desk("/?q=truce&since=16.03.2024").text)


def test_what_was_typed_stays_in_the_box(desk) -> None:
    assert 'value="&#34;total victory"' in desk("/?q=%22total+victory").text


def test_nothing_found_says_what_to_try(desk) -> None:
    page = desk("/?q=parliamentary&language=en").text
    assert "No article matches" in page
    assert "/?q=parli%2A&language=en" in links(page, "/")
    assert "/?q=parliamentary" in links(page, "/")


def test_a_choice_narrows_the_list_and_is_taken_back(desk) -> None:
    page = desk("/?q=truce&duplicates=1").text
    [narrow] = [link for link in links(page) if "outlet=Morning" in link]
    narrowed = desk(narrow).text
    assert found(narrowed) == [2]
    assert "/?q=truce&duplicates=1" in links(narrowed)


def test_an_article_keeps_the_list_that_it_was_found_in(desk) -> None:
    [link] = [link for link in links(desk("/?q=truce&duplicates=1&sort=newest").text) if link.startswith("/article/2")]
    page = desk(link).text
    assert re.search(r'<a rel="next" href="/article/1\?q=truce&amp;duplicates=1&amp;sort=newest">', page)
    assert 'rel="prev"' not in page
    assert "/?q=truce&duplicates=1&sort=newest" in links(page)


def test_an_article_shows_each_removed_part_with_its_reason(desk) -> None:
    page = desk("/article/1").text
    assert page.count("<del ") == 4
    assert '<del class="cut c-related"' in page
    assert "list of other stories<br>rule <code>en.related.read-also</code>" in page
    received = re.search(r'class="story raw"[^>]*>(.*?)</div>', page, re.S)[1]
    shown = re.sub(r"<span class=\"(tag|why)\"[^>]*>.*?</span>|<[^>]+>", "", received)
    assert shown.startswith("Ministers agree on a truce\n\nGENEVA, May 1 (EX) – The ministers agreed")
    assert "Kept, with 1 duplicate" in page


def test_evidence_is_underlined_and_explained(desk) -> None:
    page = desk("/article/5").text
    assert page.count("<u>gooder</u><sup>1</sup>") == 2
    assert "a form that English does not have" in page
    assert "that is no probability" in page


def test_a_duplicate_names_the_kept_article_and_what_differs(desk) -> None:
    page = desk("/article/2").text
    assert "/article/1" in links(page)
    assert "/duplicates/2" in links(page)
    compared = desk("/duplicates/2").text
    assert "published earlier" in compared
    assert "it was said" in compared


def test_duplicates_are_listed_by_story(desk) -> None:
    page = desk("/duplicates").text
    assert "/duplicates/1" in links(page)
    assert "1 story in all" in page
    assert "near" in page


@pytest.fixture
def desk_of_copies(open_desk, database, tmp_path):
    """A desk whose first article has sixty duplicates more, of another batch, by sixty outlets."""
    url = f"sqlite:///{shutil.copy(Path(database.removeprefix('sqlite:///')), tmp_path)}"
    engine = open_engine(url)
    with engine.begin() as connection:
        [batch] = connection.execute(text("SELECT * FROM batches")).mappings()
        for changed in ({"id": 2, "loaded": 60}, {"id": 3, "loaded": 0, "quarantined": 0, "unchanged": 7}):
            connection.execute(insert(batches), {**batch, **changed})
        for table, name in (("source_files", "path"), ("documents", "id"), ("articles", "outlet")):
            _repeat(connection, table, name, 60)
    engine.dispose()
    return open_desk(url)


def _repeat(connection, table, name, times) -> None:
    """Rows 101 and following of a table, like row 2 but for a number in one column."""
    [row] = connection.execute(text(f"SELECT * FROM {table} WHERE id = 2")).mappings()
    for number in range(101, 101 + times):
        mine = {"id": number, name: number if name == "id" else f"{name} {number}", "batch_id": 2}
        mine |= {key: number for key in ("source_file_id", "document_id") if key in row}
        connection.execute(insert(metadata.tables[table]), {**row, **mine})


def test_a_large_group_shows_the_copy_that_was_asked_for_and_some_others(desk_of_copies) -> None:
    page = desk_of_copies("/duplicates/160").text
    assert "One story, 62 articles" in page
    assert page.index("/article/160") < page.index("/article/101")
    assert "and 11 more, which are not compared here" in page
    assert "and 11 more" in desk_of_copies("/article/1").text


def test_what_is_beyond_the_twelfth_can_be_chosen(desk_of_copies) -> None:
    narrow = "/?duplicates=1&outlet=outlet+140"
    assert narrow in links(desk_of_copies("/?duplicates=1").text)
    assert found(desk_of_copies(narrow).text) == [140]
    assert "/?batch=2&duplicates=1&outlet=outlet%20140" in links(desk_of_copies("/batches/2").text)


def test_the_way_back_leads_to_the_page_of_the_list(desk_of_copies) -> None:
    [onwards] = [link for link in links(desk_of_copies("/?duplicates=1").text) if "after=" in link]
    listed = desk_of_copies(onwards).text
    [first, *_] = links(listed, "/article/")
    assert onwards in links(desk_of_copies(first).text)


@pytest.mark.parametrize(
    ("address", "first"),
    [
        ("/?after=~1", "/"),
        ("/?q=truce&after=250", "/?q=truce"),
        ("/duplicates?after=500", "/duplicates"),
        ("/batches?before=1", "/batches"),
    ],
)
def test_behind_the_end_of_a_list_its_beginning_is_offered(desk, address, first) -> None:
    page = desk(address).text
    assert "The list ends before this page" in page
    assert first in links(page.partition("<main")[2])


def test_runs_that_found_nothing_new_are_left_out(desk_of_copies) -> None:
    page = desk_of_copies("/batches").text
    assert "/batches/2" in links(page)
    assert "/batches/3" not in links(page)
    assert "batch 3" not in page
    assert "1 run found nothing new" in page
    assert "/batches/3" in links(desk_of_copies("/batches?idle=1").text)


def test_a_batch_says_what_became_a_duplicate_of_it(desk_of_copies) -> None:
    assert "60 articles of other batches are duplicates of these" in desk_of_copies("/batches/1").text


@pytest.mark.parametrize("address", ["/article/99", "/duplicates/99", "/nonsense", "/article/x", "/data/nonsense"])
def test_what_does_not_exist_is_said(desk, address) -> None:
    answer = desk(address)
    assert answer.status_code == 404
    assert "To the articles" in answer.text


def test_batches_are_listed_with_charts_that_say_the_same_in_words(desk) -> None:
    page = desk("/batches").text
    assert "/batches/1" in links(page)
    assert page.count('role="img"') == 3
    assert "batch 1: 6 articles" in page
    assert "batch 1: English 4, Arabic 1, Chinese 1" in page
    assert "batch 1: 17 %" in page


def test_a_batch_shows_what_it_brought(desk) -> None:
    page = desk("/batches/1").text
    for part in ("<strong>6</strong><span>articles loaded</span>", "en.related.read-also", "news/broken.txt", "near"):
        assert part in page
    assert "/?batch=1&duplicates=1&outlet=Morning%20Example" in links(page)


def test_a_batch_shows_the_time_of_each_step(open_desk, database, tmp_path) -> None:
    url = f"sqlite:///{shutil.copy(Path(database.removeprefix('sqlite:///')), tmp_path)}"
    engine = open_engine(url)
    with engine.begin() as connection:
        rows = [
            {"batch_id": 1, "stage": name, "cpu_seconds": spent} for name, spent in (("read", 1.5), ("load", 12.25))
        ]
        connection.execute(insert(batch_stages), rows)
    engine.dispose()
    page = open_desk(url)("/batches/1").text
    assert "CPU time by step. load: 12.2 s; read: 1.5 s" in page


def test_a_rule_shows_what_it_removed(desk) -> None:
    page = desk("/rules").text
    assert "/rules?rule=en.related.read-also" in links(page)
    of_one = desk("/rules?rule=en.related.read-also").text
    assert re.search(r"It removed 1 part with 2\d characters from 1 article, 17 % of all", of_one)
    assert "Read also: Talks go on" in of_one
    assert "/article/1" in links(of_one)
    assert "en.share.story" not in desk("/rules?category=related").text
    assert "It removed nothing" in desk("/rules?rule=*").text


def test_examples_of_a_rule_come_from_many_articles() -> None:
    lines = [RemovedLine(article, None, "x", "any.rule", "other", "rule", 1.0) for article in (1, 1, 1, 1, 2, 3, 3)]
    assert [line.article_id for line in spread(lines, 4)] == [1, 1, 2, 3]
    assert len(spread(lines, 9)) == len(lines)


def test_repeated_headlines_and_quarantine_are_listed(desk) -> None:
    assert "Example Times, Morning Example" in desk("/headlines").text
    assert "/quarantine/1" in links(desk("/quarantine").text)
    assert "/quarantine/1" in links(desk("/quarantine?reason=binary").text)
    assert "Nothing is in quarantine" in desk("/quarantine?reason=empty").text
    assert "MZ text" in desk("/quarantine/1").text


def test_the_tables_begin_with_the_articles(desk) -> None:
    page = desk("/data").text
    assert "select * from articles</textarea>" in page
    assert "fingerprints" not in page


def test_an_empty_database_says_how_to_begin(open_desk, tmp_path) -> None:
    prepare(f"sqlite:///{tmp_path}/empty.db")
    desk = open_desk(f"sqlite:///{tmp_path}/empty.db")
    for path in ("/", "/duplicates", "/batches", "/rules", "/headlines", "/quarantine"):
        answer = desk(path)
        assert answer.status_code == 200
        assert 'class="notice"' in answer.text
    # With the database between the words where an earlier command of this process named one.
    assert re.search("copydesk ingest.* PATH</kbd>", desk("/").text)


def test_a_question_that_takes_too_long_is_ended(database) -> None:
    endless = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
    reader = Reader(database, seconds=0.05)
    with pytest.raises(TooSlow, match=r"took longer than 0\.05 seconds"):
        asyncio.run(reader.ask(lambda connection: connection.scalar(endless)))
    assert asyncio.run(reader.ask(lambda connection: connection.scalar(text("SELECT 1")))) == 1
    reader.close()
