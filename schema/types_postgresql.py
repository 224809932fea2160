"""What PostgreSQL's columns need beyond what the tables say: done at the end of every migration, where it is missing.

- Text is in order of code points (`COLLATE "C"`), as in SQLite: a dictionary's order leaves punctuation out, and dates
  would come in another one.
- Ids have 64 bits: a billion articles have more removed spans than 32 bits count.
- What is compressed already is not compressed once more.
"""

from typing import Final

from sqlalchemy import Connection, text

_COLUMNS: Final = text("""
    SELECT c.table_name, c.column_name, c.data_type, c.collation_name, a.attstorage AS storage
    FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    JOIN pg_attribute a ON a.attrelid = to_regclass(quote_ident(c.table_name)) AND a.attname = c.column_name
    WHERE c.table_schema = current_schema AND t.table_type = 'BASE TABLE' AND c.table_name != 'alembic_version'
    ORDER BY c.table_name, c.ordinal_position
""")
_SEQUENCES: Final = text(
    "SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema AND data_type = 'integer'::regtype"
)
_IDS: Final = frozenset({"id", "duplicate_of", "follows"})


def settle(connection: Connection) -> None:
    """Change the types of columns, table by table, so that a large one is written anew only once.

    The views must be away: PostgreSQL changes no column that a view reads.
    """
    changes: dict[str, list[str]] = {}
    for table, column, kind, collation, storage in connection.execute(_COLUMNS).tuples():
        change = _change(column, kind, collation, storage)
        if change is not None:
            changes.setdefault(table, []).append(f'ALTER COLUMN "{column}" {change}')
    for table, some in changes.items():
        connection.execute(text(f"ALTER TABLE {table} {', '.join(some)}"))
    for name in connection.scalars(_SEQUENCES).all():
        connection.execute(text(f"ALTER SEQUENCE {name} AS bigint"))


def _change(column: str, kind: str, collation: str | None, storage: str) -> str | None:
    if kind == "text" and collation != "C":
        return 'TYPE text COLLATE "C"'
    if kind == "integer" and (column in _IDS or column.endswith("_id")):
        return "TYPE bigint"
    if kind == "bytea" and storage != "e":
        return "SET STORAGE EXTERNAL"
    return None
