"""Ids taken beforehand, so that rows of several tables can be inserted in bulk and still point at each other."""

from sqlalchemy import Connection, Table, func, select, text


def reserve_ids(connection: Connection, table: Table, count: int) -> range:
    """The next `count` ids of a table, for rows inserted in this transaction.

    SQLite has one writer, whose `BEGIN IMMEDIATE` holds until commit, so the greatest id cannot move meanwhile;
    PostgreSQL has many, and takes them from the table's sequence.
    """
    if count == 0:
        return range(0)
    if connection.dialect.name == "postgresql":
        lock_free = text(
            "SELECT setval(s, nextval(s) + :more) FROM (SELECT pg_get_serial_sequence(:table, 'id')::regclass AS s) q"
        )
        last = int(connection.execute(lock_free, {"more": count - 1, "table": table.name}).scalar_one())
        return range(last - count + 1, last + 1)
    greatest = connection.execute(select(func.max(table.c.id))).scalar() or 0
    return range(greatest + 1, greatest + 1 + count)
