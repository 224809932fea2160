"""The same answers from Python as from the command line."""

import sqlite3
from contextlib import closing
from dataclasses import asdict
from itertools import islice

import pytest

from desk import open_database
from desk.filters import FilterError
from desk.search_query import SearchError
from schema.backup import backup
from schema.errors import DatabaseDamaged, DatabaseMissing


def test_search_is_lazy_typed_and_filtered(database) -> None:
    with open_database(database) as db:
        assert [article.id for article in db.search("truce", duplicates=True)] == [1, 2]
        assert [article.headline for article in db.search("هدنة", language="ar")] == ["الوزراء يتفقون على هدنة"]
        assert [article.id for article in islice(db.articles(), 2)] == [1, 3]
        assert [article.id for article in db.articles(until="2022", translated=True)] == [5]


def test_records_make_rows_of_a_table(database) -> None:
    with open_database(database) as db:
        rows = [asdict(article) for article in db.articles(duplicates=True)]
    assert [row["language"] for row in rows] == ["en", "en", "ar", "zh", "en", "en"]


def test_an_article_comes_with_its_text_and_spans(database) -> None:
    with open_database(database) as db:
        page = db.article(1)
    body, at = "", 0
    for span in page.spans:
        assert page.text[span.start : span.end] == span.text
        body += page.text[at : span.start]
        at = span.end
    assert body + page.text[at:] == page.article.body


def test_a_body_changed_by_hand_does_not_go_with_its_text(database, tmp_path) -> None:
    # In a copy: other tests read the same database.
    backup(database, tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection, connection:
        connection.execute("UPDATE articles SET body = 'Something else' WHERE id = 1")
    with (
        open_database(f"sqlite:///{tmp_path / 'copy.db'}") as db,
        pytest.raises(DatabaseDamaged, match=r"article 1: .*copydesk check"),
    ):
        db.article(1)


def test_what_cannot_be_answered_is_an_error(database, tmp_path) -> None:
    with pytest.raises(DatabaseMissing):
        open_database(f"sqlite:///{tmp_path / 'none.db'}")
    with open_database(database) as db:
        with pytest.raises(SearchError):
            next(db.search("("))
        with pytest.raises(FilterError):
            db.articles(since="soon")
        with pytest.raises(TypeError):
            db.articles(langauge="ar")
