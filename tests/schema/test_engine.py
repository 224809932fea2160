import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from schema import engine as engine_module
from schema.engine import open_engine, sqlite_path
from schema.errors import (
    DatabaseAddressError,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseError,
    DatabaseForbidden,
    DatabaseFull,
    DatabaseMissing,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small database under a name that needs quoting in a URI."""
    path = tmp_path / "news & 50% of #1.db"
    run(open_engine(f"sqlite:///{path}"), "CREATE TABLE counter (n INTEGER)", "INSERT INTO counter VALUES (0)")
    return path


def run(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def scalar(engine: Engine, statement: str) -> object:
    with engine.connect() as connection:
        value = connection.exec_driver_sql(statement).scalar_one()
    engine.dispose()
    return value


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 1), ("busy_timeout", 300_000)]
)
def test_a_writer_is_set_up_to_share_the_file(path: Path, pragma: str, value: object) -> None:
    assert scalar(open_engine(f"sqlite:///{path}"), f"PRAGMA {pragma}") == value


def test_two_writers_that_read_before_they_write_lose_nothing(path: Path) -> None:
    def count(engine: Engine) -> None:
        for _ in range(50):
            with engine.begin() as connection:
                n = connection.exec_driver_sql("SELECT n FROM counter").scalar_one()
                connection.exec_driver_sql("UPDATE counter SET n = ?", (n + 1,))

    engines = [open_engine(f"sqlite:///{path}") for _ in range(2)]
    writers = [threading.Thread(target=count, args=(engine,)) for engine in engines]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    for engine in engines:
        engine.dispose()
    assert scalar(open_engine(f"sqlite:///{path}", read_only=True), "SELECT n FROM counter") == 100


def test_a_failed_transaction_leaves_nothing(path: Path) -> None:
    engine = open_engine(f"sqlite:///{path}")
    with pytest.raises(IntegrityError):
        run(engine, "CREATE TABLE one (n INTEGER UNIQUE)", "INSERT INTO one VALUES (1)", "INSERT INTO one VALUES (1)")
    engine.dispose()
    assert scalar(engine, "SELECT count(*) FROM sqlite_master WHERE name = 'one'") == 0


def test_a_reader_cannot_write(path: Path) -> None:
    reader = open_engine(f"sqlite:///{path}", read_only=True)
    with pytest.raises(DatabaseForbidden, match="readonly"):
        run(reader, "UPDATE counter SET n = 1")
    reader.dispose()


def test_a_reader_sees_one_state_for_as_long_as_it_reads(path: Path) -> None:
    reader = open_engine(f"sqlite:///{path}", read_only=True)
    with reader.connect() as connection:
        before = connection.exec_driver_sql("SELECT n FROM counter").scalar_one()
        run(open_engine(f"sqlite:///{path}"), "UPDATE counter SET n = 7")
        assert connection.exec_driver_sql("SELECT n FROM counter").scalar_one() == before
    reader.dispose()
    assert scalar(reader, "SELECT n FROM counter") == 7


def test_reading_never_creates_a_file(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing, match=r"copydesk ingest"):
        scalar(open_engine(f"sqlite:///{tmp_path}/none.db", read_only=True), "SELECT 1")
    assert list(tmp_path.iterdir()) == []


def test_a_reader_opens_a_file_in_a_folder_that_it_cannot_write(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module.os, "access", lambda *_: False)
    assert scalar(open_engine(f"sqlite:///{path}", read_only=True), "SELECT n FROM counter") == 0
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("read_only", [True, False])
def test_another_kind_of_file_is_refused(tmp_path: Path, *, read_only: bool) -> None:
    (tmp_path / "notes.db").write_text("These are notes, and no database at all. " * 50)
    with pytest.raises(DatabaseDamaged, match=r"notes\.db"):
        scalar(open_engine(f"sqlite:///{tmp_path}/notes.db", read_only=read_only), "SELECT name FROM sqlite_master")


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing, match="mkdir -p"):
        scalar(open_engine(f"sqlite:///{tmp_path}/no/such/articles.db"), "SELECT 1")


def test_a_writer_that_waits_too_long_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy, match="Try again"):
        run(open_engine(f"sqlite:///{path}"), "UPDATE counter SET n = 1")
    other.close()


def test_a_new_file_that_another_program_is_writing_to_is_waited_for(tmp_path: Path) -> None:
    """SQLite itself refuses at once to give such a file a log, whatever the timeout."""
    other = sqlite3.connect(tmp_path / "new.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE theirs (n INTEGER)")
    commit = threading.Timer(0.5, other.commit)
    commit.start()
    assert scalar(open_engine(f"sqlite:///{tmp_path}/new.db"), "SELECT count(*) FROM theirs") == 0
    commit.join()
    other.close()


def test_a_sqlite_that_is_too_old_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module.sqlite3, "sqlite_version_info", (3, 26, 0))
    with pytest.raises(DatabaseError, match=r"3\.35 or newer"):
        open_engine("sqlite:///articles.db")


def test_a_full_disk_says_so(path: Path) -> None:
    engine = open_engine(f"sqlite:///{path}")
    with pytest.raises(DatabaseFull, match="Make room"):
        run(engine, "PRAGMA max_page_count = 3", "CREATE TABLE big AS SELECT zeroblob(100000)")
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("articles.db", "sqlite:///articles.db"),
        ("", "sqlite:///articles.db"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///articles.db?mode=ro", "names no file"),
        ("sqlite+aiosqlite:///articles.db", "does not store to"),
        ("mysql://user:secret@host/news", "does not store to mysql"),
    ],
)
def test_a_url_that_cannot_be_used_is_explained(url: str, message: str) -> None:
    with pytest.raises(DatabaseAddressError, match=message) as caught:
        open_engine(url)
    assert "secret" not in str(caught.value)


def test_the_path_is_absolute_and_home_is_found() -> None:
    assert sqlite_path("sqlite:///articles.db") == Path.cwd() / "articles.db"
    assert sqlite_path("sqlite:///~/articles.db") == Path.home() / "articles.db"
    assert sqlite_path("postgresql+psycopg://localhost/news") is None


def test_opening_an_engine_imports_neither_the_orm_nor_alembic() -> None:
    program = (
        "import sys; from schema.engine import open_engine; open_engine('sqlite:///x.db');"
        "print([m for m in ('sqlalchemy.orm', 'alembic', 'prefect', 'pydantic') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
