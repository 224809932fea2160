"""What people said of files and batches, kept so that a later run knows whether they say something else now."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from schema.bulk import among
from schema.plumbing import batch_statements, file_statements
from schema.tables import source_files
from tasks.chunks import SliceResult
from tasks.read.stated import written
from tasks.records import Stated


def save_batch_statement(connection: Connection, batch_id: int, stated: Stated) -> None:
    """Note what is said of everything that a batch reads."""
    connection.execute(insert(batch_statements), {"batch_id": batch_id, "statement": written(stated)})


def save_statements(connection: Connection, results: Sequence[SliceResult]) -> None:
    """Note what was said of files that are loaded now; of a split one with its last part, when all of it is."""
    said = {(r.slice.path, r.sha256): r.slice.stated for r in results if r.slice.stated and r.slice.is_last}
    columns = (source_files.c.id, source_files.c.path, source_files.c.sha256)
    query = select(*columns).where(among(connection, source_files.c.path, sorted({path for path, _ in said})))
    rows = [
        {"source_file_id": row.id, "statement": written(said[row.path, row.sha256])}
        for row in (connection.execute(query) if said else ())
        if (row.path, row.sha256) in said
    ]
    if rows:
        ids = [row["source_file_id"] for row in rows]
        connection.execute(delete(file_statements).where(among(connection, file_statements.c.source_file_id, ids)))
        connection.execute(insert(file_statements), rows)
