"""PostgreSQL: ids of 64 bits, text in order of code points, and no second compression of what is compressed.

SQLite has all of it already, and nothing changes there.
"""

from typing import Final

from alembic import op
from sqlalchemy import Connection, text

revision: Final = "0002"
down_revision: Final = "0001"

# Each column with the table and type it has after revision 0001, which gave it the plain type.
_COLUMNS: Final = text("""
    SELECT c.table_name, c.column_name, c.data_type
    FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = current_schema AND t.table_type = 'BASE TABLE' AND c.table_name != 'alembic_version'
    ORDER BY c.table_name, c.ordinal_position
""")
_IDS: Final = frozenset({"id", "duplicate_of", "follows"})


def upgrade() -> None:
    """Change the types of columns, table by table, so that a large one is written anew only once."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text("DROP INDEX IF EXISTS ix_articles_fts"))
    changes: dict[str, list[str]] = {}
    for table, column, kind in connection.execute(_COLUMNS).tuples():
        changes.setdefault(table, []).extend(_changes(column, kind))
    for table, some in changes.items():
        if some:
            connection.execute(text(f"ALTER TABLE {table} {', '.join(some)}"))
    _widen_sequences(connection)


def _changes(column: str, kind: str) -> list[str]:
    alter = f'ALTER COLUMN "{column}"'
    if kind == "text":
        # The order of a dictionary leaves punctuation out: dates and ids would come in another order than in SQLite.
        return [f'{alter} TYPE text COLLATE "C"']
    if kind == "integer" and (column in _IDS or column.endswith("_id")):
        return [f"{alter} TYPE bigint"]
    if kind == "bytea":
        return [f"{alter} SET STORAGE EXTERNAL"]
    return []


def _widen_sequences(connection: Connection) -> None:
    own = text(
        "SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema AND data_type = 'integer'::regtype"
    )
    for name in connection.scalars(own).all():
        connection.execute(text(f"ALTER SEQUENCE {name} AS bigint"))
