"""The database in numbers."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, literal_column, select

from desk.queries.counts import LONGEST_LIST, value_counts
from desk.queries.history import batch_list
from desk.records.numbers import Count, Stats
from schema.tables import articles, batches, quarantine, removed_spans, source_files, translation_flags

_article = articles.c
_kept = _article.duplicate_of.is_(None)
_BATCHES = 5


def stats(connection: Connection) -> Stats:
    """How much is in the database, in which languages, of which outlets and months, and what was removed."""
    total = connection.execute(
        select(
            func.count(),
            _count_if(~_kept),
            _count_if(_article.translation_likely.is_(True)),
            func.coalesce(func.sum(case((_kept, _article.word_count))), 0),
            func.coalesce(func.sum(func.length(_article.body)), 0),
            func.min(_article.published_at),
            func.max(_article.published_at),
            _count_if(_article.published_at.is_(None)),
        ).select_from(articles)
    ).one()
    count, duplicates, translated, words, characters, first, last, undated = total
    return Stats(
        articles=count - duplicates,
        duplicates=duplicates,
        translated=translated,
        quarantined=_rows(connection, quarantine.c.id, quarantine.c.resolved_at.is_(None)),
        files=_rows(connection, source_files.c.id),
        batches=_rows(connection, batches.c.id),
        words=words,
        characters_kept=characters,
        characters_removed=connection.scalar(select(func.sum(func.length(removed_spans.c.text)))) or 0,
        first_date=first,
        last_date=last,
        undated=undated,
        languages=value_counts(connection, _article.language, _kept),
        outlets=value_counts(connection, _article.outlet, _kept),
        months=_months(connection),
        duplicate_kinds=value_counts(connection, _article.duplicate_kind, ~_kept),
        removed=value_counts(connection, removed_spans.c.category),
        evidence=value_counts(connection, translation_flags.c.kind),
        last_batches=batch_list(connection, limit=_BATCHES),
    )


def _count_if(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _rows(connection: Connection, key: ColumnElement[Any], *asked: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count(key)).where(*asked)) or 0


def _months(connection: Connection) -> tuple[Count, ...]:
    """Articles kept per month, the latest months in the order of time."""
    month = func.substr(_article.published_at, literal_column("1"), literal_column("7"))
    counted = select(month, func.count()).where(_article.published_at.is_not(None), _kept).group_by(month)
    rows = connection.execute(counted.order_by(month.desc()).limit(LONGEST_LIST)).all()
    return tuple(Count(*row) for row in reversed(rows))
