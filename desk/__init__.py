"""What people touch: the command line, and typed access from Python.

>>> from desk import open_database
>>> with open_database("sqlite:///articles.db") as db:
...     for article in db.search("truce", language="ar"):
...         print(article.id, article.headline)
"""

from typing import TYPE_CHECKING

from schema import DEFAULT_DATABASE

if TYPE_CHECKING:
    from desk.access import Database

__all__ = ["open_database"]


def open_database(url: str = DEFAULT_DATABASE) -> "Database":
    """The database at `url` for reading, as typed records.

    Raises:
        DatabaseError: the database is missing, of another version, or cannot be read.
    """
    # The command line imports this package too and must not pay for what it does not use.
    from desk.access import Database

    return Database(url)
