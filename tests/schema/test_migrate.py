import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from schema import migrate
from schema.engine import open_engine
from schema.errors import DatabaseDamaged, DatabaseError, DatabaseMissing, DatabaseTooNew, DatabaseTooOld
from schema.migrate import HEAD, MIGRATIONS, prepare, require
from schema.tables import metadata
from schema.views import VIEWS
from tasks.duplicates.sketch import unpack_sketches
from tasks.load.duplicates_segments import delete_segments, entries_near, ranks_of, stored_segments, write_segment


def version_of(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    connection.close()
    return str(version)


def test_a_migrated_database_has_exactly_the_tables_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        options = {"include_name": migrate.is_compared, "compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []


def test_sqlite_itself_sees_the_same_tables(engine: Engine) -> None:
    """Alembic compares neither WITHOUT ROWID nor partial indexes nor ON DELETE, so the statements are compared too.

    But for quotation marks, which SQLite puts around the name of a table that was renamed.
    """
    query = text(
        "SELECT name, replace(sql, char(34), '') FROM sqlite_master"
        " WHERE type IN ('table', 'index') AND sql IS NOT NULL AND name NOT LIKE 'articles_fts%'"
        " AND name NOT LIKE 'sqlite%' AND name != 'alembic_version' ORDER BY name"
    )
    with engine.begin() as connection:
        migrated = connection.execute(query).all()
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'view'")).all():
            connection.exec_driver_sql(f"DROP VIEW {name}")
        connection.exec_driver_sql("DROP TABLE articles_fts")
        connection.exec_driver_sql("DROP TABLE articles_fts_unspaced")
        metadata.drop_all(connection)
        metadata.create_all(connection)
        assert connection.execute(query).all() == migrated


def test_the_version_in_the_code_is_the_newest_revision() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD


def test_the_views_and_the_full_text_can_be_read(engine: Engine) -> None:
    with engine.connect() as connection:
        for name in [*VIEWS, "articles_fts", "articles_fts_unspaced"]:
            assert connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() == 0


def test_preparing_again_changes_nothing(url: str, tmp_path: Path) -> None:
    before = (tmp_path / "articles.db").read_bytes()
    assert prepare(url) is None
    assert (tmp_path / "articles.db").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["articles.db"]


def test_two_processes_that_make_the_same_database_do_it_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    program = f"from schema.migrate import prepare; prepare({url!r})"
    started = [subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE) for _ in range(2)]
    assert [process.communicate()[1] for process in started] == [b"", b""]
    require(url)


def test_a_ready_database_needs_no_alembic(url: str) -> None:
    program = (
        f"import sys; from schema.migrate import prepare, require; require({url!r}); prepare({url!r});"
        "print([m for m in ('alembic', 'sqlalchemy.orm') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_reader_says_what_to_do_where_there_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing, match=r"none\.db: does not exist. Fill it with: copydesk ingest"):
        require(f"sqlite:///{tmp_path}/none.db")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_a_new_database(tmp_path: Path) -> None:
    (tmp_path / "articles.db").touch()
    url = f"sqlite:///{tmp_path}/articles.db"
    with pytest.raises(DatabaseMissing, match="is empty"):
        require(url)
    prepare(url)
    require(url)


def test_a_newer_database_is_refused_and_left_alone(url: str, engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for use in (prepare, require):
        with pytest.raises(DatabaseTooNew, match="Upgrade copydesk"):
            use(url)
    assert version_of(tmp_path / "articles.db") == "9999"


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    for use in (prepare, require):
        with pytest.raises(DatabaseError, match="another program"):
            use(f"sqlite:///{tmp_path}/other.db")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("notes " * 1000)
    for use in (prepare, require):
        with pytest.raises(DatabaseDamaged, match=r"notes\.txt"):
            use(f"sqlite:///{tmp_path}/notes.txt")


NEXT = f"{int(HEAD) + 1:04}"
# The revision of a copydesk that does not exist yet: it rebuilds `articles`, the table that most others refer to.
NEXT_REVISION = f"""
import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{HEAD}"


def upgrade():
    with op.batch_alter_table("articles", recreate="always") as table:
        table.add_column(sa.Column("mood", sa.Text))
    op.execute("UPDATE articles SET mood = 'calm'")
"""


@pytest.fixture
def next_migrations(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations of 50% more"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"v{NEXT}_mood.py").write_text(NEXT_REVISION)
    return folder


def test_an_older_database_is_upgraded_after_a_backup(
    url: str, engine: Engine, add: Callable[..., int], next_migrations: Path, tmp_path: Path
) -> None:
    first = add("The council met.", tail="\nRead also: More")
    second = add("The council met again.", duplicate_of=first)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE VIEW my_own AS SELECT headline FROM articles")
    saved = prepare(url, next_migrations, NEXT)
    assert saved == tmp_path / f"articles.db.before-{NEXT}.backup"
    assert (version_of(tmp_path / "articles.db"), version_of(saved)) == (NEXT, HEAD)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT id, body, mood, duplicate_of FROM articles ORDER BY id")).all()
        assert rows == [(first, "The council met.", "calm", None), (second, "The council met again.", "calm", first)]
        # Dropping the old table must not have deleted what refers to it.
        assert connection.execute(text("SELECT count(*) FROM removed_spans")).scalar_one() == 1
        assert connection.execute(text("SELECT count(*) FROM clean_articles")).scalar_one() == 1
        assert connection.execute(text("SELECT count(*) FROM my_own")).scalar_one() == 2
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    require(f"sqlite:///{saved}")


def test_a_second_upgrade_keeps_the_first_backup(url: str, next_migrations: Path, tmp_path: Path) -> None:
    (tmp_path / f"articles.db.before-{NEXT}.backup").write_text("from an upgrade that was undone")
    assert prepare(url, next_migrations, NEXT) == tmp_path / f"articles.db.before-{NEXT}-2.backup"


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(url: str, next_migrations: Path, tmp_path: Path) -> None:
    revision = next_migrations / "versions" / f"v{NEXT}_mood.py"
    revision.write_text(NEXT_REVISION + '    op.execute("SELECT nonsense FROM nowhere")\n')
    before = (tmp_path / "articles.db").read_bytes()
    with pytest.raises(DBAPIError, match="nowhere"):
        prepare(url, next_migrations, NEXT)
    assert (tmp_path / "articles.db").read_bytes() == before
    require(url)


def test_an_upgrade_that_is_killed_leaves_the_database_as_it_was(
    url: str, add: Callable[..., int], next_migrations: Path, tmp_path: Path
) -> None:
    add("The council met.", tail="\nRead also: More")
    revision = next_migrations / "versions" / f"v{NEXT}_mood.py"
    revision.write_text(NEXT_REVISION + '    print("changed", flush=True)\n    import time\n    time.sleep(600)\n')
    program = (
        "from pathlib import Path; from schema.migrate import prepare;"
        f"prepare({url!r}, Path({str(next_migrations)!r}), {NEXT!r})"
    )
    upgrading = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    with upgrading:
        assert upgrading.stdout is not None
        assert upgrading.stdout.readline() == b"changed\n"
        upgrading.kill()
    assert version_of(tmp_path / "articles.db") == HEAD
    require(url)
    revision.write_text(NEXT_REVISION)
    prepare(url, next_migrations, NEXT)
    assert version_of(tmp_path / "articles.db") == NEXT


def test_a_reader_does_not_upgrade(url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(migrate, "HEAD", NEXT)
    with pytest.raises(DatabaseTooOld, match="upgraded on first use"):
        require(url)
    assert version_of(tmp_path / "articles.db") == HEAD


def test_many_threads_may_prepare_at_once(tmp_path: Path) -> None:
    url, errors = f"sqlite:///{tmp_path}/new.db", []

    def work() -> None:
        try:
            prepare(url)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


_OLD_SEGMENTS = """
    DROP INDEX ix_documents_sha256;
    ALTER TABLE quarantine DROP COLUMN member;
    DROP TABLE index_blocks;
    DROP TABLE index_segments;
    CREATE TABLE index_segments (
        id INTEGER NOT NULL, checksum BLOB NOT NULL, size INTEGER NOT NULL, entries BLOB NOT NULL, ranks BLOB NOT NULL,
        CONSTRAINT pk_index_segments PRIMARY KEY (id AUTOINCREMENT)
    );
    UPDATE alembic_version SET version_num = '0005';
"""


def test_the_index_of_an_older_database_is_as_a_new_one(url: str, add: Callable[..., int], tmp_path: Path) -> None:
    add("The council met.")
    add("The council met again.")
    ranks = np.array([[7, 2**40, 5], [9, 2**50, 2**63], *([n, n, n] for n in range(10, 1000))], "<u8")
    values = np.array([3, 2**31, 2**35 + 1], "<u8")
    entries = np.sort(np.concatenate([values << np.uint64(28) | number for number in ranks[:, 0]]))
    with closing(sqlite3.connect(tmp_path / "articles.db")) as connection, connection:
        connection.executescript(_OLD_SEGMENTS)
        connection.execute(
            "INSERT INTO quarantine (path, position, sha256, reason, detail, content, batch_id, created_at)"
            " VALUES ('a.zip', 3, 'f0', 'empty', 'Nothing in it.', x'00', 1, '2024-03-16')"
        )
        connection.executemany(
            "INSERT INTO fingerprints (id, article_id, rank, sketch) VALUES (?, ?, x'00', ?)",
            [(int(number), n, values.tobytes()) for n, number in enumerate(ranks[:2, 0], 1)],
        )
        row = (b"old", entries.size, entries.tobytes(), ranks.tobytes())
        connection.executemany(
            "INSERT INTO index_segments (checksum, size, entries, ranks) VALUES (?, ?, ?, ?)", [row, row]
        )
    prepare(url)
    engine = open_engine(url)
    with engine.connect() as connection:
        upgraded = stored_segments(connection)
        assert [segment.articles for segment in upgraded] == [len(ranks), len(ranks)]
        for segment, found in zip(upgraded, entries_near(connection, upgraded, values), strict=True):
            assert np.array_equal(found, entries)
            assert np.array_equal(ranks_of(connection, segment), ranks)
        kept = connection.execute(text("SELECT path, position, content, resolved_at, member FROM quarantine")).all()
        assert kept == [("a.zip", 3, b"\0", None, None)]
        sketches = connection.execute(text("SELECT sketch FROM fingerprints")).scalars().all()
        assert unpack_sketches(sketches) == [tuple(values.tolist())] * 2
        # The migration has the forms written out; the index itself makes the same of it, to the byte.
        delete_segments(connection, upgraded)
        again = [write_segment(connection, [entries], ranks) for _ in upgraded]
        assert again == [segment.checksum for segment in upgraded]
    engine.dispose()
