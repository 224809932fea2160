"""Counting the lines that recur over each outlet's articles, without Prefect."""

from dataclasses import asdict

from sqlalchemy import func, select

from flows.deciding import writing
from flows.request import Listener, RunRequest
from schema.tables import batches
from tasks.load.learned import learn_lines


def count_lines(request: RunRequest, listener: Listener) -> dict[str, int]:
    """Count the recurring lines of every outlet; the fields of `LearnedCounts`."""
    with writing(request, listener) as connection:
        batch_id = connection.execute(select(func.max(batches.c.id))).scalar()
        return {} if batch_id is None else asdict(learn_lines(connection, batch_id))
