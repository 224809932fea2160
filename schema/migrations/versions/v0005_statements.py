"""What people say of batches and files: outlets, manifests' rows, and which field of records is what."""

from typing import Final

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, PrimaryKeyConstraint, Text

revision: Final = "0005"
down_revision: Final = "0004"


def upgrade() -> None:
    """Make their tables."""
    number = BigInteger().with_variant(Integer, "sqlite")
    for name, owner, key in (
        ("batch_statements", "batches", "batch_id"),
        ("file_statements", "source_files", "source_file_id"),
    ):
        of = ForeignKey(f"{owner}.id", name=f"fk_{name}_{key}", ondelete="CASCADE")
        op.create_table(
            name,
            Column(key, number, of, nullable=False, autoincrement=False),
            Column("statement", Text, nullable=False),
            PrimaryKeyConstraint(key, name=f"pk_{name}"),
        )
