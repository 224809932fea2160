"""Filters as SQL conditions, for every query over articles."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, literal_column, or_

from desk.filters import Filters
from schema.tables import articles, documents, source_files

# Characters of a body: enough to know an article without a headline by.
BEGINNING = 120

# Everything of an article is behind its document and the file that it was read from.
sources: FromClause = articles.join(documents, articles.c.document_id == documents.c.id).join(
    source_files, documents.c.source_file_id == source_files.c.id
)

# Behind a plus SQLite does not use an index: that of duplicates would be used to find the many that are none, and a
# list by date sorts the articles of a batch faster than it reads them one by one.
_duplicate_of: ColumnElement[Any] = literal_column("+articles.duplicate_of")
_batch_id: ColumnElement[Any] = literal_column("+articles.batch_id")


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """What the filters ask of a row of `articles`."""
    asked: list[ColumnElement[bool]] = []
    if not filters.duplicates:
        asked.append(_duplicate_of.is_(None))
    if filters.since:
        asked.append(articles.c.published_at >= filters.since)
    if before := filters.before():
        asked.append(articles.c.published_at < before)
    if filters.language:
        asked.append(articles.c.language == filters.language.lower())
    if filters.outlet:
        asked.append(like(articles.c.outlet, filters.outlet))
    if filters.outlet_is:
        asked.append(articles.c.outlet == filters.outlet_is)
    if filters.batch is not None:
        asked.append(_batch_id == filters.batch)
    if filters.translated:
        asked.append(articles.c.translation_likely.is_(True))
    return asked


def like(column: ColumnElement[Any], pattern: str) -> ColumnElement[bool]:
    """The column equals the pattern in any case; in the pattern only `*` is special.

    SQLite knows the cases of ASCII letters only, so that other letters are tried in each.
    """
    escaped = pattern.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("*", "%")
    forms = sorted({escaped, escaped.lower(), escaped.upper(), escaped.title()})
    return or_(*(column.ilike(form, escape="\\") for form in forms))
