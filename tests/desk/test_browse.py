"""The list of articles: every page once, in order, with counts; the same whichever way it is read."""

import random
import shutil
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from desk.filters import Filters
from desk.queries import listed
from desk.queries.browse import Browse, browse, neighbours
from desk.queries.listed import Key, Listed
from schema import fts
from schema.engine import open_engine
from schema.tables import articles, documents

COPIES = 60
DAYS = (None, "2022", "2024-05-01", "2024-05-01T07:30:00Z", "2024-05-02", "2023-11")
LISTS = (
    Browse(),
    Browse(filters=Filters(duplicates=True)),
    Browse(filters=Filters(outlet_is="Example Times", language="en", batch=1)),
    Browse(filters=Filters(since="2024-05", until="2024-05")),
    Browse("truce"),
    Browse("truce", Filters(duplicates=True), "relevance"),
    Browse("truce OR farmers", Filters(translated=True)),
    Browse("停火"),
    Browse("停火", sort="relevance"),
)


@pytest.fixture(scope="module")
def connection(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """The articles of the test database, each many times, on few days."""
    path = tmp_path_factory.mktemp("browse") / "articles.db"
    shutil.copy(Path(database.removeprefix("sqlite:///")), path)
    chance = random.Random(5)
    engine = open_engine(f"sqlite:///{path}")
    with engine.begin() as writer:
        rows = [row._asdict() for row in writer.execute(select(articles))]
        [document] = [row._asdict() for row in writer.execute(select(documents).where(documents.c.id == 1))]
        for number in range(1, COPIES * len(rows) + 1):
            row = chance.choice(rows)
            new = {"id": len(rows) + number, "document_id": len(rows) + number, "published_at": chance.choice(DAYS)}
            writer.execute(insert(documents), {**document, "id": new["id"], "position": new["id"]})
            writer.execute(insert(articles), {**row, **new})
        fts.index_articles(writer, len(rows) + 1, len(rows) + COPIES * len(rows))
    engine.dispose()
    engine = open_engine(f"sqlite:///{path}", read_only=True)
    with engine.connect() as reader:
        yield reader
    engine.dispose()


def pages(connection: Connection, asked: Browse, limit: int) -> list[list[int]]:
    """All pages of a list, one after the other."""
    found, after = [], ""
    while True:
        listing = browse(connection, asked, limit=limit, after=after)
        found.append([hit.id for hit in listing.hits])
        if listing.next is None:
            return found
        after = listing.next


@pytest.mark.parametrize("bound", [10_000, 20, 0], ids="bound {}".format)
@pytest.mark.parametrize("asked", LISTS, ids=str)
def test_the_pages_have_every_article_once_and_in_order(connection, monkeypatch, asked, bound) -> None:
    monkeypatch.setattr(listed, "BEST", 1_000)
    everything = [hit.id for hit in browse(connection, asked, limit=1_000).hits]
    assert len(everything) > 20
    monkeypatch.setattr(listed, "COUNTED", bound)
    assert list(chain.from_iterable(pages(connection, asked, 7))) == everything
    if asked.sort == "newest":
        query = select(articles.c.published_at, articles.c.id).where(articles.c.id.in_(everything))
        keys = [(date or "", number) for date, number in connection.execute(query)]
        assert everything == [number for _, number in sorted(keys, reverse=True)]


@pytest.mark.parametrize("bound", [10_000, 20])
@pytest.mark.parametrize("asked", LISTS, ids=str)
def test_one_goes_back_the_way_one_came(connection, monkeypatch, asked, bound) -> None:
    monkeypatch.setattr(listed, "COUNTED", bound)
    forward = [browse(connection, asked, limit=7)]
    while len(forward) < 4 and (after := forward[-1].next):
        forward.append(browse(connection, asked, limit=7, after=after))
    assert forward[0].previous is None
    page = forward.pop()
    while forward:
        way = {"after" if page.ranked else "before": page.previous}
        page = browse(connection, asked, limit=7, **way)
        assert page.hits == forward.pop().hits


@pytest.mark.parametrize("asked", LISTS, ids=str)
def test_neighbours_are_those_of_the_list(connection, asked) -> None:
    everything = [None, *(hit.id for hit in browse(connection, asked, limit=1_000).hits), None]
    for at in (1, 2, 17, len(everything) - 2):
        assert neighbours(connection, asked, everything[at]) == (everything[at - 1], everything[at + 1])


def test_the_counts_are_those_of_the_list(connection) -> None:
    listing = browse(connection, Browse("truce", Filters(duplicates=True)), limit=5)
    assert listing.exact
    assert listing.total == listing.counted == sum(count.articles for count in listing.facets.outlets)
    assert {count.value for count in listing.facets.outlets} == {"Example Times", "Morning Example"}
    of_one = browse(connection, Browse("truce", Filters(outlet_is="Example Times")), limit=5)
    [example] = [count for count in listing.facets.outlets if count.value == "Example Times"]
    assert of_one.total == example.articles
    assert listing.facets.duplicates == listing.total - example.articles
    months = [count.value for count in listing.facets.months]
    assert months == sorted(months, reverse=True)


def test_beyond_the_bound_nothing_is_counted(connection, monkeypatch) -> None:
    monkeypatch.setattr(listed, "COUNTED", 20)
    listing = browse(connection, Browse("truce"), limit=5)
    assert (listing.total, listing.exact, listing.counted) == (20, False, 20)
    assert browse(connection, Browse(), limit=5).exact  # all articles are counted in the index


def test_a_very_common_word_ranks_the_latest_loaded(connection, monkeypatch) -> None:
    monkeypatch.setattr(listed, "RANKED", 30)
    asked = Browse("truce", Filters(duplicates=True), "relevance")
    ranked = list(chain.from_iterable(pages(connection, asked, 7)))
    latest = browse(connection, Browse("truce", Filters(duplicates=True)), limit=1_000)
    assert sorted(ranked) == sorted(hit.id for hit in latest.hits)[-30:]


@pytest.mark.parametrize("text", ["", "~", "x", "2024~x", "~" + "9" * 30, "2024-05-01~-1", "x~5", "é~²"])
def test_a_key_that_is_none_is_the_beginning(connection, text) -> None:
    key = Key.parse(text)
    assert key is None or str(key) == text
    assert browse(connection, Browse(), limit=3, after=text).hits
    assert browse(connection, Browse("truce", sort="relevance"), limit=3, after=text).hits


def test_a_list_is_read_from_its_index_alone(connection) -> None:
    found = Listed(connection, None, Filters(outlet_is="Example Times", batch=1, translated=True))
    query = found._select().order_by(*listed._newest).compile(connection, compile_kwargs={"literal_binds": True})
    [plan] = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all()
    assert "USING COVERING INDEX ix_articles_listed" in plan[3]
