"""Tables that copydesk keeps for itself: the duplicate index, what people decided, and what a re-run needs.

They are on the same metadata as the contract's tables, so that one migration makes both. Other programs read
`schema.tables`; nothing here is promised to them.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from schema.tables import Id, metadata

# One row per article that takes part in duplicate finding. `id` is the number under which the index knows it: an
# article whose text changes gets a new row, so that entries of the old text can never speak for the new one.
fingerprints = Table(
    "fingerprints",
    metadata,
    Column("id", Id, primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, unique=True),
    # Sorts articles from best to worst, byte by byte (tasks.duplicates.rank).
    Column("rank", LargeBinary, nullable=False),
    # The values under which the article is indexed, five bytes each, little-endian (tasks.duplicates.sketch).
    Column("sketch", LargeBinary, nullable=False),
    # The article that this one stands behind whatever the texts say: its newer revision, or what people joined it to.
    Column("follows", ForeignKey("articles.id", ondelete="SET NULL")),
    Index(None, "follows", sqlite_where=text("follows IS NOT NULL"), postgresql_where=text("follows IS NOT NULL")),
    sqlite_autoincrement=True,
)

# The inverted index, log-structured: each load appends one sorted segment, small segments are merged into larger ones.
# A row per shingle would dirty one page per row in a large database; a segment lies in blocks of some hundred entries,
# one after the other, of which a look-up reads the few that it needs.
index_segments = Table(
    "index_segments",
    metadata,
    Column("id", Id, primary_key=True),
    # Of all that the segment holds, and where: by it a process knows that the directory it cached is still the same.
    Column("checksum", LargeBinary, nullable=False),
    Column("entries", BigInteger, nullable=False),
    Column("articles", Integer, nullable=False),
    # Its blocks have the ids from this one on.
    Column("first_block", BigInteger, nullable=False),
    # The first entry of each block, and which values may be in it (tasks.duplicates.blocks).
    Column("firsts", LargeBinary, nullable=False),
    Column("filters", LargeBinary, nullable=False),
    Column("ranks", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

index_blocks = Table(
    "index_blocks",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("entries", LargeBinary, nullable=False),
)

# Fingerprints that are gone while segments still hold their entries.
index_tombstones = Table(
    "index_tombstones",
    metadata,
    Column("fingerprint_id", Id, primary_key=True, autoincrement=False),
)

# What people decided, above the automatic answer: `split` (other_id is null) or `join`.
duplicate_decisions = Table(
    "duplicate_decisions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("decision", Text, nullable=False),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("other_id", ForeignKey("articles.id", ondelete="CASCADE"), index=True),
    Column("decided_at", Text, nullable=False),
    UniqueConstraint("decision", "article_id", "other_id"),
)

# The byte ranges of a big, split file that are loaded: an interrupted run goes on with the others.
file_slices = Table(
    "file_slices",
    metadata,
    Column("source_file_id", ForeignKey("source_files.id", ondelete="CASCADE"), primary_key=True),
    Column("start", BigInteger, primary_key=True, autoincrement=False),
    Column("stop", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# What the record or page said of a document, as JSON: cleaning a stored text again needs it, and no column has it all.
document_fields = Table(
    "document_fields",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("fields", Text, nullable=False),
)

# Parts of a text that people put back into the body: they stay there, whatever a later cleaner says.
restored_spans = Table(
    "restored_spans",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("end", Integer, nullable=False),
    Column("restored_at", Text, nullable=False),
    sqlite_with_rowid=False,
)

# What people said of everything that a batch read, as JSON: an outlet, and which field of records is what.
batch_statements = Table(
    "batch_statements",
    metadata,
    Column("batch_id", ForeignKey("batches.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("statement", Text, nullable=False),
)

# What people said of a file when it was loaded, its manifest's row included: who says something else reads it again.
file_statements = Table(
    "file_statements",
    metadata,
    Column("source_file_id", ForeignKey("source_files.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("statement", Text, nullable=False),
)

# What each step of a batch cost, in CPU seconds over all workers and the writer.
batch_stages = Table(
    "batch_stages",
    metadata,
    Column("batch_id", ForeignKey("batches.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("stage", Text, primary_key=True),
    Column("cpu_seconds", Float, nullable=False),
    sqlite_with_rowid=False,
)
