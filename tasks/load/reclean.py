"""Articles that an older cleaner made: read them for cleaning again, and write what changed."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update

from schema.bulk import among
from schema.fts import reindex, unindex
from schema.plumbing import document_fields, restored_spans
from schema.tables import articles, documents, removed_spans, source_files, translation_flags
from tasks.chunks import Chunk, StoredDocument
from tasks.load.batches import BatchCounts, now
from tasks.load.duplicates import LoadedArticle, decide_duplicates
from tasks.load.rows import ARTICLE_COLUMNS, article_values, insert_details
from tasks.records import Document, HeadlineSource
from tasks.reprocess import Recleaned

# The columns of the full-text index: an article in which none of them changed keeps its place there.
SEARCHED = ("headline", "body")

# A stored document with what its article is called, where it came from and what its record stated.
STORED = (
    select(documents, articles.c.id.label("article_id"), articles.c.body, source_files.c.path, document_fields.c.fields)
    .join(articles, articles.c.document_id == documents.c.id)
    .join(source_files, source_files.c.id == documents.c.source_file_id)
    .outerjoin(document_fields, document_fields.c.document_id == documents.c.id)
)


def count_stale(connection: Connection, cleaner_version: str) -> int:
    """How many articles another version of the cleaner has made."""
    stale = articles.c.cleaner_version != cleaner_version
    return int(connection.execute(select(func.count()).select_from(articles).where(stale)).scalar_one())


def stale_chunk(
    connection: Connection, number: int, cleaner_version: str, after: int, size: int
) -> Chunk[StoredDocument] | None:
    """The next `size` articles, by id after `after`, that another version has made; None when there are no more."""
    stale = (articles.c.id > after) & (articles.c.cleaner_version != cleaner_version)
    rows = connection.execute(STORED.where(stale).order_by(articles.c.id).limit(size)).mappings().all()
    return Chunk(number, stored_documents(connection, rows)) if rows else None


def stored_documents(connection: Connection, rows: Sequence[RowMapping]) -> tuple[StoredDocument, ...]:
    """The documents of some rows, with what records stated of them and what people put back."""
    restored: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    mine = among(connection, restored_spans.c.document_id, [row["id"] for row in rows])
    for document_id, start, end, _ in connection.execute(select(restored_spans).where(mine)):
        restored[document_id].append((start, end))
    return tuple(
        StoredDocument(
            article_id=row["article_id"],
            document=_document(row),
            body=row["body"],
            packed_text=row["text"],
            packed_content=row["content"],
            restored=tuple(restored[row["id"]]),
        )
        for row in rows
    )


def _document(row: RowMapping) -> Document:
    stated: dict[str, Any] = json.loads(row["fields"]) if row["fields"] else {}
    source = HeadlineSource(stated.pop("headline_source", HeadlineSource.NONE))
    plain = {name: row[name] for name in ("path", "position", "sha256", "media_type", "encoding")}
    return Document(**plain, **stated, text="", headline_source=source)


def store_recleaned(connection: Connection, results: Sequence[Recleaned], cleaner_version: str) -> BatchCounts:
    """Write what the newer cleaner makes of some articles; ids, full text, duplicates and ledger follow.

    Arguments:
        connection: in a write transaction, with the run lock held.
        results: articles cleaned again.
        cleaner_version: theirs from now on, whether anything changed or not.
    """
    again = [LoadedArticle(r.article_id, r.article) for r in results if r.article is not None]
    before = _before(connection, [item.article_id for item in again])
    searched = [i.article_id for i in again if before[i.article_id] != (i.article.headline, i.article.body)]
    unindex(connection, searched)
    _update_articles(connection, again, cleaner_version)
    _update_documents(connection, results)
    ids = [item.article_id for item in again]
    for table in (removed_spans, translation_flags):
        connection.execute(delete(table).where(among(connection, table.c.article_id, ids)))
    insert_details(connection, again)
    reindex(connection, searched)
    # Of every article, since a newer version may fingerprint or compare the same body in another way.
    decide_duplicates(connection, again)
    return BatchCounts(documents_seen=len(results), unchanged=len(results) - len(searched), loaded=len(searched))


def _before(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    columns = [articles.c[name] for name in SEARCHED]
    rows = connection.execute(select(articles.c.id, *columns).where(among(connection, articles.c.id, ids)))
    return {row[0]: tuple(row[1:]) for row in rows}


def _update_articles(connection: Connection, again: Sequence[LoadedArticle], cleaner_version: str) -> None:
    if not again:
        return
    # A parameter may not have the name of the column it is for.
    new = [f"new_{name}" for name in ARTICLE_COLUMNS]
    changed: dict[str, Any] = dict(zip(ARTICLE_COLUMNS, map(bindparam, new), strict=True))
    statement = update(articles).where(articles.c.id == bindparam("this"))
    connection.execute(
        statement.values({**changed, "cleaner_version": cleaner_version, "updated_at": now()}),
        [{"this": item.article_id, **dict(zip(new, article_values(item.article), strict=True))} for item in again],
    )


def _update_documents(connection: Connection, again: Sequence[Recleaned]) -> None:
    """The text is packed with the body, and an identifier may be found in it by a rule that is new."""
    changed = [
        {
            "this": r.article_id,
            "packed": r.packed_text,
            "found": r.article.document.external_id or r.article.external_id,
        }
        for r in again
        if r.article is not None
    ]
    owner = select(articles.c.document_id).where(articles.c.id == bindparam("this")).scalar_subquery()
    if changed:
        statement = update(documents).where(documents.c.id == owner)
        connection.execute(statement.values(text=bindparam("packed"), external_id=bindparam("found")), changed)


def restore(connection: Connection, article_id: int, span_id: int) -> tuple[StoredDocument, str] | None:
    """Note that a removed span belongs into the body, now and after every later cleaning.

    Returns:
        The document, to be cleaned again with `reprocess` and stored with `store_recleaned`, and the text of the
        span; None when the article has no such span.
    """
    span = connection.execute(
        select(removed_spans).where(removed_spans.c.id == span_id, removed_spans.c.article_id == article_id)
    ).one_or_none()
    if span is None:
        return None
    rows = connection.execute(STORED.where(articles.c.id == article_id)).mappings().all()
    values = {"document_id": rows[0]["id"], "start": span.start, "end": span.end, "restored_at": now()}
    connection.execute(insert(restored_spans), values)
    return stored_documents(connection, rows)[0], str(span.text)
