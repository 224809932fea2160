"""Opens a database for reading: it has to exist, fit this version, and nothing can be written through it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from schema.engine import open_engine
from schema.errors import DatabaseError
from schema.migrate import database_name, require


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """A read-only connection to the database at `url`; all that is read through it is of one moment.

    Raises:
        DatabaseError: the database is missing, of another version, busy or damaged.
    """
    require(url)
    engine = open_engine(url, read_only=True)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        what = f"Database {database_name(engine)}"
        raise DatabaseError(what, f"it reports: {error.orig}", "Run: copydesk check") from error
    finally:
        engine.dispose()
