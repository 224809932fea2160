"""Load one chunk, in one transaction: manifest, documents, articles, ledger, full text, quarantine, duplicates."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from schema.fts import index_articles
from schema.plumbing import document_fields
from schema.tables import articles, documents, removed_spans, source_files, translation_flags
from tasks.chunks import ChunkResult, SliceResult, StoredArticle, batched
from tasks.load.batches import BatchCounts, now
from tasks.load.duplicates import LoadedArticle, decide_duplicates
from tasks.load.files import PARAMETERS_AT_ONCE, register
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


def load_chunk(
    connection: Connection, result: ChunkResult[SliceResult], batch_id: int, cleaner_version: str
) -> BatchCounts:
    """Insert all that came out of a chunk; the caller's transaction makes it all or nothing.

    Args:
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
    known: set[tuple[str, int, str]] = set()
    for some in batched(sorted({piece.slice.path for piece in slices}), PARAMETERS_AT_ONCE):
        query = (
            select(source_files.c.path, documents.c.position, documents.c.sha256)
            .join(source_files, source_files.c.id == documents.c.source_file_id)
            .where(source_files.c.path.in_(some), source_files.c.id.not_in(own))
            .where(documents.c.position.between(min(positions, default=0), max(positions, default=0)))
        )
        known.update((path, position, sha256) for path, position, sha256 in connection.execute(query))
    return known


def insert_articles(
    connection: Connection, fresh: Sequence[tuple[int, StoredArticle]], batch_id: int, cleaner_version: str
) -> list[LoadedArticle]:
    """Insert articles, each with the id of its source file, and index their text; duplicates are not decided yet."""
    if not fresh:
        return []
    document_ids = reserve_ids(connection, documents, len(fresh))
    article_ids = reserve_ids(connection, articles, len(fresh))
    rows = [_document_row(n, source, stored, batch_id) for n, (source, stored) in zip(document_ids, fresh, strict=True)]
    connection.execute(insert(documents), rows)
    stated = [(n, stated_fields(stored.article.document)) for n, (_, stored) in zip(document_ids, fresh, strict=True)]
    if any(fields for _, fields in stated):
        kept = [{"document_id": n, "fields": json.dumps(fields)} for n, fields in stated if fields]
        connection.execute(insert(document_fields), kept)
    common = {"cleaner_version": cleaner_version, "batch_id": batch_id, "created_at": now(), "updated_at": now()}
    loaded = [LoadedArticle(n, stored.article) for n, (_, stored) in zip(article_ids, fresh, strict=True)]
    article_rows = [
        {"id": item.article_id, "document_id": document_id, **article_row(item.article), **common}
        for item, document_id in zip(loaded, document_ids, strict=True)
    ]
    connection.execute(insert(articles), article_rows)
    insert_details(connection, loaded)
    index_articles(connection, article_ids[0], article_ids[-1])
    return loaded


def insert_details(connection: Connection, loaded: Sequence[LoadedArticle]) -> None:
    """Insert the removed spans and the translation flags of some articles."""
    spans = [
        {"article_id": item.article_id, **{name: getattr(span, name) for name in SPAN_FIELDS}}
        for item in loaded
        for span in item.article.spans
    ]
    flags = [
        {"article_id": item.article_id, **{name: getattr(flag, name) for name in FLAG_FIELDS}}
        for item in loaded
        for flag in item.article.flags
    ]
    if spans:
        connection.execute(insert(removed_spans), spans)
    if flags:
        connection.execute(insert(translation_flags), flags)


def article_row(article: Article) -> dict[str, object]:
    """The columns of `articles` that come from the record."""
    return {"url": article.document.url, **{name: getattr(article, name) for name in ARTICLE_FIELDS}}


def stated_fields(document: Document) -> dict[str, str]:
    """What the record or page said of itself; empty for plain text."""
    stated = {name: getattr(document, name) for name in STATED_FIELDS}
    found = {name: value for name, value in stated.items() if value is not None}
    return {**found, "headline_source": document.headline_source} if document.headline else found


def _document_row(document_id: int, source_id: int, stored: StoredArticle, batch_id: int) -> dict[str, object]:
    document = stored.article.document
    return {
        "id": document_id,
        "source_file_id": source_id,
        "position": document.position,
        "external_id": document.external_id or stored.article.external_id,
        "sha256": document.sha256,
        "media_type": document.media_type,
        "encoding": document.encoding,
        "text": stored.packed_text,
        "content": stored.packed_content,
        "batch_id": batch_id,
    }
