"""Counting recurring lines, and what people decide about lines and spans, under the run lock and without Prefect."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from sqlalchemy import Connection, func, select

from flows.batch import LOCK_SECONDS
from flows.request import Listener, Progress, RunRequest
from schema.engine import open_engine
from schema.errors import CopydeskError
from schema.lock import run_lock
from schema.migrate import prepare, require
from schema.tables import batches
from tasks.clean import CleaningSettings
from tasks.load.learned import accepted_lines, decide_line, learn_lines
from tasks.load.reclean import restore, store_recleaned
from tasks.process import ProcessSettings, StageClock
from tasks.reprocess import reprocess
from tasks.version import cleaner_version


@contextmanager
def writing(request: RunRequest, listener: Listener) -> Iterator[Connection]:
    """One write transaction over an existing database, with the run lock held."""
    require(request.database)
    with run_lock(request.database, LOCK_SECONDS, lambda text: listener(Progress("wait", message=text))):
        prepare(request.database)
        engine = open_engine(request.database)
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()


def count_lines(request: RunRequest, listener: Listener) -> dict[str, int]:
    """Count the recurring lines of every outlet; the fields of `LearnedCounts`."""
    with writing(request, listener) as connection:
        batch_id = connection.execute(select(func.max(batches.c.id))).scalar()
        return {} if batch_id is None else asdict(learn_lines(connection, batch_id))


def decide_learned(request: RunRequest, listener: Listener, line_ids: list[int], *, accept: bool) -> list[str]:
    """Accept or reject learned lines; the lines. Nothing is changed when one of them does not exist."""
    with writing(request, listener) as connection:
        return [decide_line(connection, line_id, accept=accept) for line_id in line_ids]


def restore_span(request: RunRequest, listener: Listener, article_id: int, span_id: int) -> str:
    """Put a removed span back into the body of its article, now and after every later cleaning.

    Returns:
        The text that is back in the body.

    Raises:
        CopydeskError: the article has no such span.
    """
    with writing(request, listener) as connection:
        restored = restore(connection, article_id, span_id)
        if restored is None:
            what = f"Article {article_id}"
            raise CopydeskError(what, f"has no removed span {span_id}", f"See: copydesk show {article_id}")
        stored, text = restored
        cleaning = CleaningSettings(strict=request.strict_cleaning, learned=accepted_lines(connection))
        again = reprocess(stored, ProcessSettings(request.outlet, cleaning), StageClock())
        version = cleaner_version(cleaning.learned, strict=cleaning.strict)
        store_recleaned(connection, [again], version)
        return text
