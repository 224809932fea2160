"""PostgreSQL: ids of 64 bits, text in order of code points, words made by copydesk in place of the first index.

The types are settled at the end of every migration (schema.types_postgresql), the words made by schema.fts; in SQLite
nothing changes.
"""

from typing import Final

from alembic import op
from sqlalchemy import text

revision: Final = "0002"
down_revision: Final = "0001"


def upgrade() -> None:
    """Drop the first index."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.execute(text("DROP INDEX IF EXISTS ix_articles_fts"))
