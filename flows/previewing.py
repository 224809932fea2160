"""What `reclean` would change, without changing anything."""

from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from flows.request import Listener, Progress, RunRequest
from flows.runner import open_pool
from schema.engine import open_engine
from schema.migrate import require
from schema.tables import articles, removed_spans
from tasks.chunks import Chunk, ChunkResult, StoredDocument
from tasks.clean import CleaningSettings
from tasks.compare import BodyChange, CleaningChanges, characters_changed, ranked
from tasks.discover import CHUNK_FILES
from tasks.load.learned import accepted_lines
from tasks.load.reclean import count_stale, stale_chunk
from tasks.pool import Work
from tasks.process import ProcessSettings
from tasks.reprocess import Recleaned, keep_as_it_is, reprocess
from tasks.version import cleaner_version


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What a rule would remove that stays now, and what would return that it removes now, in characters."""

    rule: str
    articles: int
    removed: int
    returned: int


@dataclass(frozen=True, slots=True)
class Preview:
    """How many articles are of an older cleaner, how many would change, per rule, and the largest changes."""

    cleaner_version: str
    articles: int
    changed: int
    rules: tuple[RuleChange, ...]
    largest: tuple[BodyChange, ...]


def preview_reclean(request: RunRequest, listener: Listener) -> Preview:
    """Clean again, in the worker pool, what an older cleaner has cleaned, and compare."""
    require(request.database)
    engine = open_engine(request.database, read_only=True)
    try:
        with engine.connect() as connection:
            learned = accepted_lines(connection)
            version = cleaner_version(learned, strict=request.strict_cleaning)
            cleaning = CleaningSettings(strict=request.strict_cleaning, learned=learned)
            settings = ProcessSettings(cleaning, request.limits)
            changes = _compare_all(connection, version, settings, request, listener)
    finally:
        engine.dispose()
    rules = tuple(RuleChange(*row) for row in ranked(changes))
    largest = tuple(change for _, _, change in sorted(changes.largest, reverse=True))
    return Preview(version, changes.articles, changes.changed, rules, largest)


def _compare_all(
    connection: Connection, version: str, settings: ProcessSettings, request: RunRequest, listener: Listener
) -> CleaningChanges:
    total, changes, last = count_stale(connection, version), CleaningChanges(), 0
    waiting: deque[tuple[Chunk[StoredDocument], Future[ChunkResult[Recleaned]]]] = deque()
    with open_pool(request, Work(reprocess, keep_as_it_is), settings) as pool:
        while (chunk := stale_chunk(connection, 0, version, last, CHUNK_FILES)) or waiting:
            if chunk is not None:
                last = chunk.pieces[-1].article_id
                waiting.append((chunk, pool.submit(chunk)))
            if chunk is None or len(waiting) > 2 * pool.workers:
                result = pool.result(*waiting.popleft())
                _compare_chunk(connection, result.results, changes)
                listener(Progress("load", changes.articles, total, changes.articles))
    return changes


def _compare_chunk(connection: Connection, results: tuple[Recleaned, ...], changes: CleaningChanges) -> None:
    ids = [result.article_id for result in results]
    columns = (articles.c.id, articles.c.headline, articles.c.body)
    rows = {row.id: row for row in connection.execute(select(*columns).where(articles.c.id.in_(ids)))}
    spans: dict[int, list[Any]] = {article_id: [] for article_id in ids}
    mine = select(removed_spans).where(removed_spans.c.article_id.in_(ids)).order_by(removed_spans.c.start)
    for span in connection.execute(mine):
        spans[span.article_id].append(span)
    for result in results:
        if result.article is not None:
            row, before, after = rows[result.article_id], spans[result.article_id], result.article.spans
            size = characters_changed(before, after)
            change = BodyChange(result.article_id, row.headline, row.body, result.article.body, size)
            changes.add(before, after, change)
