"""Quarantine knows what a file in an archive is called."""

from typing import Final

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, Integer, LargeBinary, PrimaryKeyConstraint, Text, UniqueConstraint

revision: Final = "0009"
down_revision: Final = "0008"


def upgrade() -> None:
    """Add the name."""
    if op.get_bind().dialect.name != "sqlite":
        op.add_column("quarantine", Column("member", Text))
        return
    # SQLite's own ADD COLUMN would leave another statement than that of the table's definition, and Alembic's way
    # around it gives the constraints in any order.
    op.rename_table("quarantine", "quarantine_before")
    op.create_table(
        "quarantine",
        Column("id", Integer, nullable=False),
        Column("path", Text, nullable=False),
        Column("position", Integer, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("detail", Text, nullable=False),
        Column("content", LargeBinary),
        Column("batch_id", Integer, nullable=False),
        Column("created_at", Text, nullable=False),
        Column("resolved_at", Text),
        Column("member", Text),
        PrimaryKeyConstraint("id", name="pk_quarantine"),
        UniqueConstraint("path", "position", "sha256", name="uq_quarantine_path_position_sha256"),
        ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_quarantine_batch_id"),
    )
    op.execute("INSERT INTO quarantine SELECT *, NULL FROM quarantine_before")
    op.drop_table("quarantine_before")
