"""One article with all that is known of it, and many articles one after the other."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select
from zstandard import ZstdError

from desk.filters import Filters
from desk.queries.conditions import conditions, sources
from desk.queries.duplicates import copies_of
from desk.queries.search import matching
from desk.records.articles import Article, ArticlePage, Flag, Span
from schema.compress import unpack_text
from schema.errors import CopydeskError, DatabaseDamaged
from schema.tables import articles, documents, removed_spans, source_files, translation_flags

_ROWS_AT_ONCE = 500
_ELSEWHERE = {"path": source_files.c.path, "position": documents.c.position, "external_id": documents.c.external_id}
_COLUMNS: list[ColumnElement[Any]] = [
    _ELSEWHERE[name] if name in _ELSEWHERE else articles.c[name] for name in Article.__dataclass_fields__
]


def _select_articles() -> Select[Any]:
    """Articles with all columns of `Article`, in its order."""
    return select(*_COLUMNS).select_from(sources)


def _article_of(row: Row[Any]) -> Article:
    """The article in a row of `_select_articles`."""
    return Article(*row)


class ArticleMissing(CopydeskError):
    """No article has this number."""


def article_page(connection: Connection, article_id: int) -> ArticlePage:
    """An article with its text as received, removed spans, translation evidence and copies.

    Raises:
        ArticleMissing: no article has this number.
        DatabaseDamaged: the text cannot be unpacked.
    """
    row = connection.execute(_select_articles().where(articles.c.id == article_id)).one_or_none()
    if row is None:
        raise ArticleMissing(f"Article {article_id}", "does not exist", "Find one: copydesk search WORD")
    document = connection.execute(
        select(documents.c.text, documents.c.media_type, documents.c.encoding, articles.c.body)
        .join(articles, articles.c.document_id == documents.c.id)
        .where(articles.c.id == article_id)
    ).one()
    try:
        text = unpack_text(document.text, document.body)
    except ZstdError as error:
        what = f"The text of article {article_id}"
        raise DatabaseDamaged(
            what, "does not go with its body: one of them was changed", "Run: copydesk check"
        ) from error
    return ArticlePage(
        _article_of(row),
        text,
        document.media_type,
        document.encoding,
        _spans(connection, article_id),
        _flags(connection, article_id),
        copies_of(connection, article_id),
    )


def each_article(connection: Connection, query: str | None, filters: Filters) -> Iterator[Article]:
    """All articles that match, by id; read a few hundred at a time, whatever their number.

    Raises:
        SearchError: the query cannot be read.
    """
    chosen = _select_articles().where(*conditions(filters)).order_by(articles.c.id)
    if query is not None:
        chosen = chosen.where(articles.c.id.in_(matching(connection, query, filters)))
    for row in connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(chosen):
        yield _article_of(row)


def _spans(connection: Connection, article_id: int) -> tuple[Span, ...]:
    columns = [removed_spans.c[name] for name in Span.__dataclass_fields__]
    rows = select(*columns).where(removed_spans.c.article_id == article_id).order_by(removed_spans.c.start)
    return tuple(Span(*row) for row in connection.execute(rows))


def _flags(connection: Connection, article_id: int) -> tuple[Flag, ...]:
    flags = translation_flags.c
    columns = [flags[name] for name in Flag.__dataclass_fields__]
    rows = select(*columns).where(flags.article_id == article_id).order_by(flags.start, flags.end, flags.kind)
    return tuple(Flag(*row) for row in connection.execute(rows))
