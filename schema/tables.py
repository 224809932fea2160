"""The tables that other programs read; their names and columns are a contract.

Everything else that copydesk stores for itself is in `schema.plumbing`.
"""

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

# Names for constraints, so that a later migration can name what it changes.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# A billion articles have more removed spans than 32 bits count; SQLite's row ids have 64 bits anyway.
Id = BigInteger().with_variant(Integer, "sqlite")

batches = Table(
    "batches",
    metadata,
    Column("id", Id, primary_key=True),
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
    Column("passed_over", Integer, nullable=False, default=0, server_default="0"),
)

source_files = Table(
    "source_files",
    metadata,
    Column("id", Id, primary_key=True),
    Column("path", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    # Nanoseconds since 1970, as the file system keeps it: a known file is known by path, size and this.
    Column("modified_at", BigInteger, nullable=False),
    Column("outlet", Text),
    Column("status", Text, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("batch_id", ForeignKey("batches.id"), nullable=False),
    UniqueConstraint("path", "sha256"),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Id, primary_key=True),
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
    # A record is known by its text, wherever it stands in its file; the first one, which most files have only, by that.
    Index(None, "sha256", sqlite_where=text("position > 0"), postgresql_where=text("position > 0")),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Id, primary_key=True),
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
    # Last, so that a scan over the other columns does not read through it: 22 instead of 35 ms for 30,000 articles.
    Column("body", Text, nullable=False),
    Index(None, "headline_key"),
    Index(None, "duplicate_of"),
    Index(None, "batch_id"),
    # Lists of articles by date are filtered and counted in here, 41 bytes each, without reading through the articles.
    Index(
        "ix_articles_listed",
        "published_at",
        "id",
        "duplicate_of",
        "outlet",
        "language",
        "batch_id",
        "translation_likely",
    ),
)

removed_spans = Table(
    "removed_spans",
    metadata,
    Column("id", Id, primary_key=True),
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

translation_flags = Table(
    "translation_flags",
    metadata,
    Column("id", Id, primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("excerpt", Text, nullable=False),
    Column("weight", Float, nullable=False),
    Column("detail", Text, nullable=False),
    Index(None, "article_id"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Id, primary_key=True),
    Column("path", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("content", LargeBinary),
    Column("batch_id", ForeignKey("batches.id"), nullable=False),
    Column("created_at", Text, nullable=False),
    Column("resolved_at", Text),
    Column("member", Text),
    UniqueConstraint("path", "position", "sha256"),
)

learned_lines = Table(
    "learned_lines",
    metadata,
    Column("id", Id, primary_key=True),
    Column("outlet", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("share", Float, nullable=False),
    Column("status", Text, nullable=False),
    Column("batch_id", ForeignKey("batches.id")),
    UniqueConstraint("outlet", "line"),
)
