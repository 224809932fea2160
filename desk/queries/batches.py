"""What one run of `ingest` brought, read back from the database."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Table, case, func, select

from desk.queries import quarantine
from desk.queries.conditions import BEGINNING, sources
from desk.queries.counts import value_counts
from desk.queries.history import batch_of, replaced_by
from desk.queries.ledger import Asked, rule_counts
from desk.queries.surges import surges
from desk.records.articles import Flag, Span
from desk.records.numbers import BatchReport, LoadedArticle
from schema.tables import articles, documents, removed_spans, source_files, translation_flags

# Up to this many articles are reported one by one; of more, only totals can be read.
READ_ONE_BY_ONE = 20
_READ_APART = frozenset({"characters", "spans", "flags", "replaces"})
_article = articles.c


def batch_report(connection: Connection, batch_id: int) -> BatchReport:
    """The batch with its articles where they are few, its totals, rules, warnings and quarantine.

    Raises:
        BatchMissing: none has this number.
    """
    batch = batch_of(connection, batch_id)
    of_batch = _article.batch_id == batch_id
    words, translated = connection.execute(
        select(
            func.coalesce(func.sum(_article.word_count), 0),
            func.coalesce(func.sum(case((_article.translation_likely.is_(True), 1), else_=0)), 0),
        ).where(of_batch)
    ).one()
    return BatchReport(
        batch,
        loaded_articles(connection, batch_id) if batch.loaded <= READ_ONE_BY_ONE else (),
        words,
        translated,
        value_counts(connection, _article.language, of_batch),
        value_counts(connection, _article.outlet, of_batch),
        value_counts(connection, _article.duplicate_kind, of_batch),
        rule_counts(connection, Asked(batch=batch_id)),
        quarantine.quarantined(connection, quarantine.Asked(batch=batch_id), limit=READ_ONE_BY_ONE)[0],
        surges(connection, batch_id),
        replaced_by(connection, batch_id),
    )


def loaded_articles(connection: Connection, batch_id: int) -> tuple[LoadedArticle, ...]:
    """The articles of a batch with their spans and flags, in the order of loading."""
    beginning = func.substr(_article.body, 1, BEGINNING).label("beginning")
    elsewhere = {"path": source_files.c.path, "position": documents.c.position, "beginning": beginning}
    names = [name for name in LoadedArticle.__dataclass_fields__ if name not in _READ_APART]
    columns = [elsewhere.get(name, _article.get(name)) for name in names]
    rows = connection.execute(
        select(*(column for column in columns if column is not None), func.length(_article.body).label("kept"))
        .select_from(sources)
        .where(_article.batch_id == batch_id)
        .order_by(_article.id)
    ).all()
    ids = [row.id for row in rows]
    spans = _of_articles(connection, removed_spans, Span, ids)
    flags = _of_articles(connection, translation_flags, Flag, ids)
    replaced = _replaced(connection, batch_id, ids)
    return tuple(
        _loaded(row._asdict(), spans=tuple(spans[row.id]), flags=tuple(flags[row.id]), replaces=tuple(replaced[row.id]))
        for row in rows
    )


def _loaded(row: dict[str, Any], *, spans: tuple[Span, ...], **found: Any) -> LoadedArticle:
    characters = row.pop("kept") + sum(span.end - span.start for span in spans)
    return LoadedArticle(**row, characters=characters, spans=spans, **found)


def _replaced(connection: Connection, batch_id: int, ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    """Article → the articles of other batches that are its duplicates, with the kind."""
    columns = (_article.duplicate_of, _article.id, _article.duplicate_kind)
    chosen = select(*columns).where(_article.duplicate_of.in_(ids), _article.batch_id != batch_id)
    found = defaultdict(list)
    for kept, article_id, kind in connection.execute(chosen.order_by(_article.id)):
        found[kept].append((article_id, kind))
    return found


def _of_articles(connection: Connection, table: Table, record: type[Any], ids: list[int]) -> dict[int, list[Any]]:
    """The rows that belong to some articles, as records, in the order of the text."""
    columns = [table.c[name] for name in record.__dataclass_fields__]
    chosen = select(table.c.article_id, *columns).where(table.c.article_id.in_(ids))
    found = defaultdict(list)
    for article_id, *values in connection.execute(chosen.order_by(table.c.article_id, table.c.start)):
        found[article_id].append(record(*values))
    return found
