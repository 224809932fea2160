"""An index by which a record is known, wherever it stands in its file."""

from typing import Final

from alembic import op
from sqlalchemy import text

revision: Final = "0008"
down_revision: Final = "0007"


def upgrade() -> None:
    """Make it, of all records but the first of each file."""
    behind = text("position > 0")
    op.create_index("ix_documents_sha256", "documents", ["sha256"], sqlite_where=behind, postgresql_where=behind)
