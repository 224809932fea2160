from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from schema import fts

Add = Callable[..., int]


def found(connection: Connection, query: str) -> list[int]:
    table = fts.table_for(query)
    return list(
        connection.scalars(text(f"SELECT rowid FROM {table} WHERE {table} MATCH :q ORDER BY rowid"), {"q": query})
    )


@pytest.mark.parametrize(
    ("language", "body", "query"),
    [
        ("en", "The council of Zürich met.", "zurich"),
        ("en", "The council of Zurich met.", "zürich"),
        ("fr", "L’été à Saint-Étienne", '"ete a saint etienne"'),
        ("ar", "اجتمع المجلس يوم الثلاثاء", "المجلس"),
        ("fa", "آن‌ها می‌خواهند بروند", "می‌خواهند"),
        ("hi", "दिल्ली में मौसम", "दिल*"),
        ("bn", "ঢাকার মেয়র বলেছেন", "ঢাকা*"),
        ("ko", "서울에서 열린 회의", "서울*"),
        ("zh", "他在北京大学学习了三年。", "北京大学"),
        ("zh", "他在北京大学学习了三年。", "学习了"),
        ("ja", "東京都知事は会見で述べた。", "都知事"),
        ("th", "นายกรัฐมนตรีแถลงที่กรุงเทพมหานคร", "กรุงเทพ"),
    ],
)
def test_a_word_is_found_as_people_write_it(engine: Engine, add: Add, language: str, body: str, query: str) -> None:
    wanted = add(body, language=language)
    add("Nothing of the kind.")
    with engine.begin() as connection:
        fts.index_articles(connection, 1, 2)
        assert found(connection, query) == [wanted]


def test_vowel_signs_do_not_cut_words_into_letters(engine: Engine, add: Add) -> None:
    add("दाल और चावल", language="hi")
    with engine.begin() as connection:
        fts.index_articles(connection, 1, 1)
        assert found(connection, "द") == []


def test_headline_and_body_are_columns_of_their_own(engine: Engine, add: Add) -> None:
    add("The harbour reopened.", headline="Storm passes")
    with engine.begin() as connection:
        fts.index_articles(connection, 1, 1)
        assert found(connection, "headline: storm") == [1]
        assert found(connection, "body: storm") == []


def test_only_the_articles_of_the_chunk_are_indexed(engine: Engine, add: Add) -> None:
    ids = [add("The harbour reopened.") for _ in range(5)]
    with engine.begin() as connection:
        fts.index_articles(connection, ids[1], ids[3])
        assert found(connection, "harbour") == ids[1:4]


def test_a_transaction_that_fails_indexes_nothing(engine: Engine, add: Add) -> None:
    add("The harbour reopened.")
    with engine.connect() as connection:
        fts.index_articles(connection, 1, 1)
        connection.rollback()
    with engine.begin() as connection:
        assert found(connection, "harbour") == []


LANGUAGES = st.sampled_from(["en", "zh", "ja"])
BODIES = st.text(alphabet="ab 北京大学", max_size=12)
CHANGES = st.lists(st.tuples(st.integers(1, 4), LANGUAGES, BODIES), max_size=6)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_the_index_stays_true_through_every_change(
    engine: Engine, add: Add, changes: list[tuple[int, str, str]]
) -> None:
    first = add("北京大学 and the harbour", headline="ab", language="zh")
    add("The harbour reopened.")
    add("", language="ja")
    last = add("東京都知事は会見で述べた。", language="ja")
    with engine.begin() as connection:
        fts.index_articles(connection, first, last)
        for offset, language, body in changes:
            article = first + offset - 1
            fts.unindex(connection, [article])
            values = {"body": body, "language": language, "id": article}
            connection.execute(text("UPDATE articles SET body = :body, language = :language WHERE id = :id"), values)
            fts.reindex(connection, [article])
        fts.optimise(connection)
        assert fts.check(connection) == []


def test_an_index_that_was_left_behind_is_noticed_and_rebuilt(engine: Engine, add: Add) -> None:
    add("The harbour reopened.")
    with engine.begin() as connection:
        fts.index_articles(connection, 1, 1)
        connection.exec_driver_sql("UPDATE articles SET body = 'The bridge closed.'")
        assert fts.check(connection) == ["articles_fts"]
        fts.rebuild(connection)
        assert fts.check(connection) == []
        assert found(connection, "bridge") == [1]


def test_a_definition_that_did_not_change_is_left_alone(engine: Engine, add: Add) -> None:
    add("The harbour reopened.")
    with engine.begin() as connection:
        fts.create(connection)
        assert found(connection, "harbour") == []


def test_a_definition_that_changed_is_made_anew_with_its_content(engine: Engine, add: Add) -> None:
    add("The harbour reopened.")
    older = "CREATE VIRTUAL TABLE articles_fts USING fts5(headline, body, content='articles', content_rowid='id')"
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE articles_fts")
        connection.exec_driver_sql(older)
        fts.create(connection)
        assert found(connection, "harbour") == [1]
        definition = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'articles_fts'"))
        assert "remove_diacritics 2" in str(definition)


@pytest.mark.parametrize(
    ("query", "table"), [("harbour", "articles_fts"), ("서울", "articles_fts"), ("東京都", "articles_fts_unspaced")]
)
def test_each_query_goes_to_the_index_that_can_answer_it(query: str, table: str) -> None:
    assert fts.table_for(query) == table
