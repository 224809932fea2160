"""The rows of new articles: documents, articles, ledger, full text."""

import json
from collections.abc import Sequence
from operator import attrgetter

from sqlalchemy import Connection

from schema.bulk import insert_rows
from schema.fts import index_articles
from schema.plumbing import document_fields
from schema.tables import articles, documents, removed_spans, translation_flags
from tasks.chunks import StoredArticle
from tasks.load.batches import now
from tasks.load.duplicates import LoadedArticle
from tasks.load.ids import reserve_ids
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
