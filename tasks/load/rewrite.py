"""Documents that are in the database and of which something else is said now; ids stay."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from schema.bulk import among
from schema.plumbing import document_fields, restored_spans
from schema.tables import articles, documents
from tasks.chunks import StoredArticle
from tasks.load.known import Place
from tasks.load.reclean import store_recleaned
from tasks.load.rows import stated_fields
from tasks.reprocess import Recleaned

# No cleaner has this version, so the next `reclean` does the article again.
STALE = ""


def rewrite(
    connection: Connection, known: Sequence[tuple[Place, StoredArticle]], batch_id: int, cleaner_version: str
) -> None:
    """Write what some documents and their articles became."""
    if not known:
        return
    ids = [place.document_id for place, _ in known]
    connection.execute(delete(document_fields).where(among(connection, document_fields.c.document_id, ids)))
    said = [(place.document_id, stated_fields(one.article.document)) for place, one in known]
    if rows := [{"document_id": n, "fields": json.dumps(fields)} for n, fields in said if fields]:
        connection.execute(insert(document_fields), rows)
    changed: dict[str, object] = {name: bindparam(f"new_{name}") for name in ("sha256", "media_type", "encoding")}
    statement = update(documents).where(documents.c.id == bindparam("this"))
    connection.execute(
        statement.values({**changed, "content": bindparam("new_content"), "batch_id": batch_id}),
        [
            {
                "this": place.document_id,
                **{f"new_{name}": getattr(one.article.document, name) for name in changed},
                "new_content": one.packed_content,
            }
            for place, one in known
        ],
    )
    again = [Recleaned(place.article_id, one.article, one.packed_text) for place, one in known]
    store_recleaned(connection, again, cleaner_version)
    mine = among(connection, articles.c.document_id, ids)
    connection.execute(update(articles).where(mine).values(batch_id=batch_id))
    other = [place.document_id for place, one in known if place.sha256 != one.article.document.sha256]
    connection.execute(delete(restored_spans).where(among(connection, restored_spans.c.document_id, other)))
    # What people put back into a body that was made anew is for `reclean`, which knows how.
    restored = select(restored_spans.c.document_id).where(among(connection, restored_spans.c.document_id, ids))
    connection.execute(update(articles).where(articles.c.document_id.in_(restored)).values(cleaner_version=STALE))
