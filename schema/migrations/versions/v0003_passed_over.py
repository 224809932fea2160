"""Batches count the records of web archives that are no pages."""

from typing import Final, Literal

from alembic import op
from sqlalchemy import Column, Integer

revision: Final = "0003"
down_revision: Final = "0002"


def upgrade() -> None:
    """Add the count."""
    # SQLite's own ADD COLUMN would leave another statement than that of the table's definition.
    recreate: Literal["always", "never"] = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("batches", recreate=recreate) as batches:
        batches.add_column(Column("passed_over", Integer, nullable=False, default=0, server_default="0"))
