"""What people decide about articles, lines and inputs: under the run lock, in one transaction, without Prefect."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Table, select

from flows.batch import LOCK_SECONDS
from flows.request import Listener, Progress, RunRequest
from schema.engine import open_engine
from schema.errors import CopydeskError
from schema.lock import run_lock
from schema.migrate import prepare, require
from schema.tables import articles, quarantine
from tasks.clean import CleaningSettings
from tasks.load.duplicates import join, split
from tasks.load.learned import accepted_lines, decide_line
from tasks.load.quarantine import drop
from tasks.load.reclean import restore, store_recleaned
from tasks.process import ProcessSettings, StageClock
from tasks.reprocess import reprocess
from tasks.version import cleaner_version


@contextmanager
def writing(request: RunRequest, listener: Listener, patience: float = LOCK_SECONDS) -> Iterator[Connection]:
    """One write transaction over an existing database, with the run lock held; waits for it for `patience` seconds."""
    require(request.database)
    with run_lock(request.database, patience, lambda text: listener(Progress("wait", message=text))):
        prepare(request.database)
        engine = open_engine(request.database)
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()


def split_duplicate(request: RunRequest, listener: Listener, article_id: int) -> None:
    """Let an article stand for itself, now and in later runs.

    Raises:
        CopydeskError: there is no such article.
    """
    with writing(request, listener) as connection:
        _expect(connection, articles, [article_id], "Article", "See: copydesk duplicates")
        split(connection, article_id)


def join_duplicates(request: RunRequest, listener: Listener, a: int, b: int) -> None:
    """Make two articles one story, now and in later runs; the better ranked of them is kept.

    Raises:
        CopydeskError: one of them does not exist, or both are the same.
    """
    if a == b:
        raise CopydeskError(f"Article {a}", "cannot be joined to itself", "Name two articles.")
    with writing(request, listener) as connection:
        _expect(connection, articles, [a, b], "Article", "See: copydesk search")
        join(connection, a, b)


def decide_learned(
    request: RunRequest, listener: Listener, line_ids: list[int], *, accept: bool, patience: float = LOCK_SECONDS
) -> list[str]:
    """Accept or reject learned lines; the lines. Nothing is changed when one of them does not exist."""
    with writing(request, listener, patience) as connection:
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
        recleaned = reprocess([stored], ProcessSettings(cleaning), StageClock())
        version = cleaner_version(cleaning.learned, strict=cleaning.strict)
        store_recleaned(connection, list(recleaned), version)
        return text


def drop_quarantined(request: RunRequest, listener: Listener, entry_ids: Sequence[int]) -> None:
    """Forget quarantined inputs for good.

    Raises:
        CopydeskError: one of them does not exist; then none is dropped.
    """
    with writing(request, listener) as connection:
        _expect(connection, quarantine, entry_ids, "Quarantine entry", "See: copydesk quarantine list --all")
        drop(connection, entry_ids)


def _expect(connection: Connection, table: Table, ids: Sequence[int], what: str, remedy: str) -> None:
    found = set(connection.execute(select(table.c.id).where(table.c.id.in_(ids))).scalars())
    for missing in sorted(set(ids) - found):
        raise CopydeskError(f"{what} {missing}", "does not exist", remedy)
