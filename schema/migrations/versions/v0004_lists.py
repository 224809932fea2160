"""An index for lists by date, and the time of each step of a batch."""

from typing import Final

from alembic import op
from sqlalchemy import BigInteger, Column, Float, ForeignKey, Integer, PrimaryKeyConstraint, Text

revision: Final = "0004"
down_revision: Final = "0003"

_LISTED: Final = [
    "published_at",
    "id",
    "duplicate_of",
    "outlet",
    "language",
    "batch_id",
    "translation_likely",
]


def upgrade() -> None:
    """Make both."""
    op.create_index("ix_articles_listed", "articles", _LISTED)
    number = BigInteger().with_variant(Integer, "sqlite")
    batch = ForeignKey("batches.id", name="fk_batch_stages_batch_id", ondelete="CASCADE")
    op.create_table(
        "batch_stages",
        Column("batch_id", number, batch, nullable=False),
        Column("stage", Text, nullable=False),
        Column("cpu_seconds", Float, nullable=False),
        PrimaryKeyConstraint("batch_id", "stage", name="pk_batch_stages"),
        sqlite_with_rowid=False,
    )
