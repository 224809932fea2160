"""What is PostgreSQL's own: types, words, the lock, and errors that a person understands."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, insert, text

from benchmarks.contents import rows
from benchmarks.postgresql import PostgresqlServer
from schema import fts, migrate
from schema.engine import open_engine
from schema.errors import DatabaseBusy, DatabaseError, DatabaseForbidden, DatabaseMissing
from schema.fts_postgresql import vector
from schema.health import optimise, problems, rebuild_search
from schema.lock import run_lock
from schema.migrate import MIGRATIONS, alembic_config, prepare, require
from schema.tables import articles, batches, documents, metadata, source_files

HOLDER = """
import sys, time
from schema.lock import run_lock
with run_lock(sys.argv[1], 0, print):
    print("locked", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def empty(postgresql: PostgresqlServer) -> Iterator[str]:
    url = postgresql.database()
    yield url
    postgresql.give_back(url)


@pytest.fixture(scope="module")
def ready(postgresql: PostgresqlServer) -> str:
    url = postgresql.database()
    prepare(url)
    return url


@pytest.fixture
def url(postgresql: PostgresqlServer, ready: str) -> Iterator[str]:
    url = postgresql.copy(ready)
    yield url
    postgresql.drop(url)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.dispose()


def add(engine: Engine, *bodies: str, headline: str | None = None) -> None:
    """Insert articles with these bodies, numbered from 1, and index them."""
    now = "2024-03-16T10:17:05Z"
    with engine.begin() as connection:
        batch = {"id": 1, "trigger": "manual", "status": "completed", "started_at": now, "cleaner_version": "1"}
        connection.execute(insert(batches), batch)
        file = {"id": 1, "path": "a", "sha256": "0", "size_bytes": 1, "modified_at": 1, "status": "loaded"}
        connection.execute(insert(source_files), {**file, "documents": len(bodies), "batch_id": 1})
        for number, body in enumerate(bodies, 1):
            document = {
                "id": number,
                "source_file_id": 1,
                "position": number,
                "sha256": "0",
                "media_type": "text/plain",
            }
            connection.execute(insert(documents), {**document, "encoding": "utf-8", "text": b"", "batch_id": 1})
            article: dict[str, Any] = {
                **{"id": number, "document_id": number, "headline": headline, "headline_source": "none"},
                **{"body": body, "word_count": 1, "language": "en", "language_confidence": 1.0, "batch_id": 1},
                **{"translation_score": 0.0, "translation_likely": False, "cleaner_version": "1"},
                **{"created_at": now, "updated_at": now},
            }
            connection.execute(insert(articles), article)
        fts.index_articles(connection, 1, len(bodies))


def found(url: str, query: str) -> list[int]:
    return [n for (n,) in rows(url, "SELECT article_id FROM articles_fts WHERE words @@ ?::tsquery ORDER BY 1", query)]


def test_a_migrated_database_has_exactly_the_tables_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        options = {"include_name": migrate.is_compared, "compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []


def test_text_sorts_by_code_point_and_ids_have_64_bits(url: str) -> None:
    columns = "FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)"
    ours = "WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name != 'alembic_version'"
    assert (
        rows(url, f"SELECT table_name, column_name {columns} {ours} AND data_type = 'text' AND collation_name != 'C'")
        == []
    )
    assert rows(url, f"SELECT table_name {columns} {ours} AND column_name LIKE '%id' AND data_type = 'integer'") == []
    assert rows(url, "SELECT sequencename::text FROM pg_sequences WHERE data_type = 'integer'::regtype") == []


def test_a_database_of_the_first_revision_is_upgraded(empty: str) -> None:
    engine = open_engine(empty)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection, MIGRATIONS), "0001")
    engine.dispose()
    assert prepare(empty) is None
    require(empty)
    assert problems(empty) == []


def test_the_index_follows_the_articles(engine: Engine, url: str) -> None:
    add(engine, "The harbour reopened.", "The bridge closed.", headline="Storm passes")
    assert (found(url, "harbour"), found(url, "storm:A"), found(url, "storm:B")) == ([1], [1, 2], [])
    assert found(url, "passes <-> the") == []
    with engine.begin() as connection:
        fts.unindex(connection, [1])
        connection.execute(articles.update().where(articles.c.id == 1).values(body="The quarry reopened."))
        fts.reindex(connection, [1])
    assert (found(url, "harbour"), found(url, "quarry")) == ([], [1])
    rows(url, "DELETE FROM articles WHERE id = 2")
    assert found(url, "bridge") == []


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM articles_fts WHERE article_id = 2",
        "UPDATE articles_fts SET words = 'other' WHERE article_id = 2",
        "UPDATE articles SET body = 'Another bridge.' WHERE id = 2",
    ],
)
def test_an_index_that_differs_is_found_and_mended(engine: Engine, url: str, damage: str) -> None:
    add(engine, "The harbour reopened.", "The bridge closed.")
    rows(url, damage)
    assert "articles_fts" in {finding.where for finding in problems(url)}
    rebuild_search(url)
    optimise(url)
    assert "articles_fts" not in {finding.where for finding in problems(url)}


@pytest.mark.parametrize(
    "body",
    [
        "word " * 100_000,
        " ".join(f"word{n}" for n in range(120_000)),
        "x" * 3_000_000,
        "北京大学学习了三年" * 20_000,
        "quote ' colon: back\\slash 1:2A,3 'a b':4C",
        "",
    ],
    ids=["repeated", "different", "endless", "unspaced", "signs", "empty"],
)
def test_every_body_has_a_vector(engine: Engine, url: str, body: str) -> None:
    add(engine, body)
    assert rows(url, "SELECT length(words) > 0 FROM articles_fts") == [(bool(body),)]
    with engine.connect() as connection:
        assert fts.check(connection) == []


def test_a_vector_has_the_places_that_postgresql_keeps() -> None:
    assert vector("Storm", "It passes, it passes.") == "storm:1A it:12B,14B passes:13B,15B"
    assert vector(None, "a " * 1000).count(",") == 254
    assert max(int(place.rstrip("B")) for place in vector(None, "a b " * 50_000).split(":")[2].split(",")) <= 16_383


def test_who_holds_the_lock_is_said(url: str) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, url], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "locked\n"
    try:
        with pytest.raises(DatabaseBusy, match=rf"process {holder.pid} on .+ since 2.* UTC"), run_lock(url, 0.3, str):
            pass
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        holder.stdout.close()
    with run_lock(url, 120, lambda _: None), pytest.raises(DatabaseBusy), run_lock(url, 0, str):
        pass
    with run_lock(url, 120, lambda _: None):
        pass


def test_a_connection_that_the_server_ends_is_explained(engine: Engine, url: str) -> None:
    with engine.connect() as connection:
        own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        rows(url, f"SELECT pg_terminate_backend({own})")
        with pytest.raises(DatabaseError, match="the server ended the connection"):
            connection.exec_driver_sql("SELECT 1")


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        (("/news", "/olds"), DatabaseMissing, "does not exist.*createdb"),
        (("copydesk@", "somebody@"), DatabaseForbidden, "the server refuses this.*somebody"),
        (("127.0.0.1:", "127.0.0.1:1"), DatabaseMissing, "no server answers"),
        (("127.0.0.1", "nowhere.invalid"), DatabaseMissing, "no server answers"),
    ],
)
def test_a_server_that_cannot_be_used_is_explained(
    url: str, change: tuple[str, str], error: type[DatabaseError], said: str
) -> None:
    with pytest.raises(error, match=said) as caught:
        require(url.replace(*change).replace("copydesk@", "copydesk:secret@"))
    assert "secret" not in str(caught.value)


def test_a_reader_cannot_write(url: str) -> None:
    engine = open_engine(url, read_only=True)
    with pytest.raises(DatabaseForbidden, match="read-only"), engine.begin() as connection:
        connection.execute(text("DELETE FROM articles"))
    engine.dispose()


def test_a_database_that_has_not_every_script_is_refused(url: str) -> None:
    engine = open_engine(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(
            "CREATE DATABASE western ENCODING LATIN1 LOCALE 'C' TEMPLATE template0 LOCALE_PROVIDER libc"
        )
    engine.dispose()
    with pytest.raises(DatabaseError, match="stores text as LATIN1"):
        prepare(url.rpartition("/")[0] + "/western")


def test_without_the_driver_the_extra_is_named() -> None:
    program = "import sys; sys.modules['psycopg'] = None\nfrom schema.engine import open_engine\nopen_engine('postgresql://h/d')"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=Path.cwd())
    assert "pip install 'copydesk[postgres]'" in ran.stderr
