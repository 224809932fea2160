"""The first tables.

They are written out here as they were: a revision must make the same tables for ever, whatever `schema.tables` becomes.
"""

from typing import Final

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

revision: Final = "0001"
down_revision: Final = None

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Table(
    "batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("flow_run_id", Text),
    Column("trigger", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("started_at", Text, nullable=False),
    Column("finished_at", Text),
    Column("cleaner_version", Text, nullable=False),
    Column("files_seen", Integer, nullable=False, default=0, server_default="0"),
    Column("documents_seen", Integer, nullable=False, default=0, server_default="0"),
    Column("loaded", Integer, nullable=False, default=0, server_default="0"),
    Column("unchanged", Integer, nullable=False, default=0, server_default="0"),
    Column("duplicates", Integer, nullable=False, default=0, server_default="0"),
    Column("quarantined", Integer, nullable=False, default=0, server_default="0"),
)

Table(
    "source_files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("modified_at", BigInteger, nullable=False),
    Column("outlet", Text),
    Column("status", Text, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("batch_id", ForeignKey("batches.id"), nullable=False),
    UniqueConstraint("path", "sha256"),
)

Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_file_id", ForeignKey("source_files.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("external_id", Text),
    Column("sha256", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("encoding", Text, nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("content", LargeBinary),
    Column("batch_id", ForeignKey("batches.id"), nullable=False),
    UniqueConstraint("source_file_id", "position"),
)

Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", ForeignKey("documents.id"), nullable=False, unique=True),
    Column("outlet", Text),
    Column("url", Text),
    Column("headline", Text),
    Column("headline_source", Text, nullable=False),
    Column("headline_key", Text),
    Column("byline", Text),
    Column("published_at", Text),
    Column("dateline", Text),
    Column("original_source", Text),
    Column("word_count", Integer, nullable=False),
    Column("language", Text, nullable=False),
    Column("language_confidence", Float, nullable=False),
    Column("translation_score", Float, nullable=False),
    Column("translation_likely", Boolean, nullable=False),
    Column("duplicate_of", ForeignKey("articles.id")),
    Column("duplicate_kind", Text),
    Column("duplicate_score", Float),
    Column("cleaner_version", Text, nullable=False),
    Column("batch_id", ForeignKey("batches.id"), nullable=False),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "headline_key"),
    Index(None, "duplicate_of"),
    Index(None, "batch_id"),
)

Table(
    "removed_spans",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("layer", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Index(None, "article_id"),
)

Table(
    "translation_flags",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("excerpt", Text, nullable=False),
    Column("weight", Float, nullable=False),
    Column("detail", Text, nullable=False),
    Index(None, "article_id"),
)

Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("content", LargeBinary),
    Column("batch_id", ForeignKey("batches.id"), nullable=False),
    Column("created_at", Text, nullable=False),
    Column("resolved_at", Text),
    UniqueConstraint("path", "position", "sha256"),
)

Table(
    "learned_lines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("outlet", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("share", Float, nullable=False),
    Column("status", Text, nullable=False),
    Column("batch_id", ForeignKey("batches.id")),
    UniqueConstraint("outlet", "line"),
)

Table(
    "fingerprints",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("rank", LargeBinary, nullable=False),
    Column("sketch", LargeBinary, nullable=False),
    Column("follows", ForeignKey("articles.id", ondelete="SET NULL")),
    Index(None, "follows", sqlite_where=text("follows IS NOT NULL"), postgresql_where=text("follows IS NOT NULL")),
    sqlite_autoincrement=True,
)
Table(
    "index_segments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("checksum", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    Column("entries", LargeBinary, nullable=False),
    Column("ranks", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)
Table(
    "index_tombstones",
    metadata,
    Column("fingerprint_id", Integer, primary_key=True, autoincrement=False),
)
Table(
    "duplicate_decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("decision", Text, nullable=False),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("other_id", ForeignKey("articles.id", ondelete="CASCADE"), index=True),
    Column("decided_at", Text, nullable=False),
    UniqueConstraint("decision", "article_id", "other_id"),
)
Table(
    "file_slices",
    metadata,
    Column("source_file_id", ForeignKey("source_files.id", ondelete="CASCADE"), primary_key=True),
    Column("start", BigInteger, primary_key=True, autoincrement=False),
    Column("stop", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

Table(
    "document_fields",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("fields", Text, nullable=False),
)

Table(
    "restored_spans",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("end", Integer, nullable=False),
    Column("restored_at", Text, nullable=False),
    sqlite_with_rowid=False,
)


def upgrade() -> None:
    """Make all tables."""
    metadata.create_all(op.get_bind(), checkfirst=False)
