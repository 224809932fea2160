"""Load one chunk, in one transaction: manifest, documents, articles, ledger, full text, quarantine, duplicates."""

import json
from collections.abc import Sequence
from operator import attrgetter

from sqlalchemy import Connection, select

from schema.bulk import among, insert_rows
from schema.fts import index_articles
from schema.plumbing import document_fields
from schema.tables import articles, documents, removed_spans, source_files, translation_flags
from tasks.chunks import ChunkResult, SliceResult, StoredArticle
from tasks.load.batches import BatchCounts, now
from tasks.load.duplicates import LoadedArticle, decide_duplicates, follow_newest
from tasks.load.files import register
from tasks.load.ids import reserve_ids
from tasks.load.quarantine import insert_rejected, resolve_quarantine
from tasks.records import Article, Document

# The columns of a table that have the name of a field of the record.
ARTICLE_FIELDS = (
    "outlet",
    "headline",
    "headline_source",
    "headline_key",
    "byline",
    "published_at",
    "dateline",
    "original_source",
    "body",
    "word_count",
    "language",
    "language_confidence",
    "translation_score",
    "translation_likely",
)
SPAN_FIELDS = ("start", "end", "text", "rule", "category", "layer", "confidence")
STATED_FIELDS = ("external_id", "url", "outlet", "headline", "byline", "published_at", "fetched_at")
FLAG_FIELDS = ("kind", "start", "end", "excerpt", "weight", "detail")
ARTICLE_COLUMNS = ("url", *ARTICLE_FIELDS)
DOCUMENT_COLUMNS = (
    "id",
    "source_file_id",
    "position",
    "external_id",
    "sha256",
    "media_type",
    "encoding",
    "text",
    "content",
    "batch_id",
)

_article_fields = attrgetter(*ARTICLE_FIELDS)
_span_fields = attrgetter(*SPAN_FIELDS)
_flag_fields = attrgetter(*FLAG_FIELDS)


def load_chunk(
    connection: Connection, result: ChunkResult[SliceResult], batch_id: int, cleaner_version: str
) -> BatchCounts:
    """Insert all that came out of a chunk; the caller's transaction makes it all or nothing.

    Arguments:
        connection: in a write transaction, with the run lock held.
        result: what the worker returned.
        batch_id: the running batch.
        cleaner_version: stored with each article.

    Returns:
        What was done; `files_seen` counts each file once, at its first range.
    """
    source_ids = register(connection, result.results, batch_id)
    fresh: list[tuple[int, StoredArticle]] = []
    unchanged = 0
    known = _known_documents(connection, result.results, source_ids)
    for piece, source_id in zip(result.results, source_ids, strict=True):
        if source_id is None:
            unchanged += len(piece.articles)
            continue
        for stored in piece.articles:
            document = stored.article.document
            if (document.path, document.position, document.sha256) in known:
                unchanged += 1
            else:
                fresh.append((source_id, stored))
    loaded = insert_articles(connection, fresh, batch_id, cleaner_version)
    rejected = [r for piece in result.results for r in piece.rejected]
    insert_rejected(connection, rejected, batch_id)
    resolve_quarantine(connection, result.results)
    decide_duplicates(connection, loaded)
    touched = {
        r.slice.path for r, source in zip(result.results, source_ids, strict=True) if source is None and r.sha256
    }
    follow_newest(connection, touched)
    return BatchCounts(
        files_seen=sum(piece.slice.start == 0 for piece in result.results),
        documents_seen=len(loaded) + unchanged + len(rejected),
        loaded=len(loaded),
        unchanged=unchanged,
        quarantined=len(rejected),
        passed_over=sum(piece.passed_over for piece in result.results),
    )


def _known_documents(
    connection: Connection, slices: Sequence[SliceResult], source_ids: Sequence[int | None]
) -> set[tuple[str, int, str]]:
    """Path, position and hash of documents that an earlier content of these files held: a file of records grew."""
    own = [source_id for source_id in source_ids if source_id is not None]
    positions = [stored.article.document.position for piece in slices for stored in piece.articles]
    query = (
        select(source_files.c.path, documents.c.position, documents.c.sha256)
        .join(source_files, source_files.c.id == documents.c.source_file_id)
        .where(among(connection, source_files.c.path, {piece.slice.path for piece in slices}))
        .where(~among(connection, source_files.c.id, own))
        .where(documents.c.position.between(min(positions, default=0), max(positions, default=0)))
    )
    return set(connection.execute(query).tuples())


def insert_articles(
    connection: Connection, fresh: Sequence[tuple[int, StoredArticle]], batch_id: int, cleaner_version: str
) -> list[LoadedArticle]:
    """Insert articles, each with the id of its source file, and index their text; duplicates are not decided yet."""
    if not fresh:
        return []
    document_ids = reserve_ids(connection, documents, len(fresh))
    article_ids = reserve_ids(connection, articles, len(fresh))
    rows = [_document_row(n, source, stored, batch_id) for n, (source, stored) in zip(document_ids, fresh, strict=True)]
    insert_rows(connection, documents, DOCUMENT_COLUMNS, rows)
    stated = [(n, stated_fields(stored.article.document)) for n, (_, stored) in zip(document_ids, fresh, strict=True)]
    kept = [(n, json.dumps(fields)) for n, fields in stated if fields]
    insert_rows(connection, document_fields, ("document_id", "fields"), kept)
    common = {"cleaner_version": cleaner_version, "batch_id": batch_id, "created_at": now(), "updated_at": now()}
    loaded = [LoadedArticle(n, stored.article) for n, (_, stored) in zip(article_ids, fresh, strict=True)]
    article_rows = [
        (item.article_id, document_id, *article_values(item.article), *common.values())
        for item, document_id in zip(loaded, document_ids, strict=True)
    ]
    insert_rows(connection, articles, ("id", "document_id", *ARTICLE_COLUMNS, *common), article_rows)
    insert_details(connection, loaded)
    index_articles(connection, article_ids[0], article_ids[-1])
    return loaded


def insert_details(connection: Connection, loaded: Sequence[LoadedArticle]) -> None:
    """Insert the removed spans and the translation flags of some articles."""
    spans = [(item.article_id, *_span_fields(span)) for item in loaded for span in item.article.spans]
    flags = [(item.article_id, *_flag_fields(flag)) for item in loaded for flag in item.article.flags]
    insert_rows(connection, removed_spans, ("article_id", *SPAN_FIELDS), spans)
    insert_rows(connection, translation_flags, ("article_id", *FLAG_FIELDS), flags)


def article_values(article: Article) -> tuple[object, ...]:
    """The values of `ARTICLE_COLUMNS`, the columns of `articles` that come from the record."""
    return (article.document.url, *_article_fields(article))


def stated_fields(document: Document) -> dict[str, str]:
    """What the record or page said of itself; empty for plain text."""
    stated = {name: getattr(document, name) for name in STATED_FIELDS}
    found = {name: value for name, value in stated.items() if value is not None}
    return {**found, "headline_source": document.headline_source} if document.headline else found


def _document_row(document_id: int, source_id: int, stored: StoredArticle, batch_id: int) -> tuple[object, ...]:
    """The values of `DOCUMENT_COLUMNS`."""
    document = stored.article.document
    return (
        document_id,
        source_id,
        document.position,
        document.external_id or stored.article.external_id,
        document.sha256,
        document.media_type,
        document.encoding,
        stored.packed_text,
        stored.packed_content,
        batch_id,
    )
