"""How Alembic reaches the database: over the connection that `schema.migrate` hands to it."""

from alembic import context

import schema.plumbing  # noqa: F401 - its tables are on the same metadata
from schema.migrate import is_compared
from schema.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=is_compared,
    # SQLite cannot change most of a table in place; Alembic copies it to a new one.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
