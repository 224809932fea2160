"""The version of a database: made when it is new, upgraded when it is older, refused when it is newer.

Alembic owns the schema (`schema/migrations`); it is imported only when there is something to change. The views and
the full-text tables are derived from the tables, and are made anew at the end of every migration.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, inspect, text

from schema import fts, types_postgresql, views
from schema.backup import backup
from schema.engine import open_engine, sqlite_path, without_password
from schema.errors import DatabaseError, DatabaseMissing, DatabaseTooNew, DatabaseTooOld

if TYPE_CHECKING:
    from alembic.config import Config

# The newest revision in schema/migrations/versions; a test compares.
HEAD: Final = "0009"
MIGRATIONS: Final = Path(__file__).with_name("migrations")


def read_version(connection: Connection) -> str | None:
    """The revision of the database; None where nothing has been made yet.

    Raises:
        DatabaseError: the database belongs to another program.
    """
    inspector = inspect(connection)
    if not inspector.has_table("alembic_version"):
        if inspector.get_table_names():
            raise DatabaseError(
                f"Database {database_name(connection.engine)}",
                "has tables of another program",
                "Give copydesk one of its own.",
            )
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def prepare(url: str, migrations: Path = MIGRATIONS, head: str = HEAD) -> Path | None:
    """Make the database ready to be written to by this version.

    Arguments:
        url: the database; a SQLite file that does not exist is made.
        migrations: the folder of revisions; another one in tests only.
        head: its newest revision.

    Returns:
        The backup that was written before an upgrade; None when there was none to make.

    Raises:
        DatabaseTooNew: a newer version of copydesk has written it.
        DatabaseError: it cannot be used.
    """
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            if _checked_version(connection, head) == head:
                return None
        return _migrate(engine, migrations, head)
    finally:
        engine.dispose()


def require(url: str) -> None:
    """See that the database at `url` can be read by this version; nothing is created or changed.

    Raises:
        DatabaseMissing: there is none, or nothing has been loaded into it.
        DatabaseTooOld: it waits for its upgrade.
        DatabaseTooNew: a newer version of copydesk has written it.
    """
    engine = open_engine(url, read_only=True)
    try:
        with engine.connect() as connection:
            version = _checked_version(connection, HEAD)
            name = database_name(connection.engine)
    finally:
        engine.dispose()
    if version is None:
        raise DatabaseMissing(f"Database {name}", "is empty", "Fill it with: copydesk ingest PATH…")
    if version != HEAD:
        raise DatabaseTooOld(
            f"Database {name}",
            f"is of version {version}, this copydesk reads {HEAD}",
            "It is upgraded on first use, after a backup: copydesk ingest PATH….",
        )


def database_name(engine: Engine) -> str:
    """What to call the database in a message: its file, or its URL without the password."""
    path = sqlite_path(engine.url)
    return str(path) if path else without_password(engine.url)


def alembic_config(connection: Connection, migrations: Path) -> "Config":
    """Alembic's settings for work on `connection` with the revisions in `migrations`."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "v%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def is_compared(name: str | None, _kind: str, _parents: object) -> bool:
    """Whether Alembic is to compare this: the full-text tables and what they consist of are made by `schema.fts`."""
    return name is None or not name.startswith(("articles_fts", "ix_articles_fts"))


def _checked_version(connection: Connection, head: str) -> str | None:
    version = read_version(connection)
    if version is not None and version > head:
        raise DatabaseTooNew(
            f"Database {database_name(connection.engine)}",
            f"was written by a newer copydesk (version {version}, this one knows {head})",
            "Upgrade copydesk; its schema is left as it is.",
        )
    return version


def _migrate(engine: Engine, migrations: Path, head: str) -> Path | None:
    with engine.connect() as connection:
        _suspend_references(connection)
        with connection.begin():
            # Read again, now that nobody else can write: another process may have done it in the meantime.
            version = _checked_version(connection, head)
            if version == head:
                return None
            saved = _save_before(engine, head) if version is not None else None
            views.drop(connection)
            _run_revisions(connection, migrations)
            if connection.dialect.name == "postgresql":
                types_postgresql.settle(connection)
            fts.create(connection)
            views.create(connection)
            _check_foreign_keys(connection)
    return saved


def _run_revisions(connection: Connection, migrations: Path) -> None:
    from alembic import command

    command.upgrade(alembic_config(connection, migrations), "head")


def _save_before(engine: Engine, head: str) -> Path | None:
    """An online backup beside the file, of what is committed; PostgreSQL is backed up by its own tools."""
    path = sqlite_path(engine.url)
    if path is None:
        return None
    target = path.with_name(f"{path.name}.before-{head}.backup")
    number = 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.name}.before-{head}-{number}.backup")
    backup(f"sqlite:///{path}", target)
    return target


def _suspend_references(connection: Connection) -> None:
    """Let a table be gone for a moment: SQLite changes one by making it anew, dropping the old and renaming the new.

    With foreign keys on, dropping the old one would delete what refers to it; without the legacy renaming, a view that
    reads it (people may have made their own) would stop the migration. Foreign keys cannot be switched inside a
    transaction, so this goes to the driver before SQLAlchemy begins one.
    """
    driver = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and driver is not None:
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("PRAGMA legacy_alter_table = ON")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise DatabaseError(
            f"Database {database_name(connection.engine)}",
            "rows would refer to nothing after the upgrade",
            "It was left as it was; please report this.",
        )
