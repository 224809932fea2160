"""What Prefect's background services have not sent yet is sent before a run ends, or given up: never waited for.

Prefect queues events and logs, and at the end of the process waits until all are sent. With a server that is gone it
tries each event eleven times, eight seconds in all, so that a run of a hundred tasks hung for most of an hour.
"""

import concurrent.futures
from typing import Any

from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker

from flows.answering import is_gone

# A busy server takes events slowly; one that is gone takes none.
ANSWERING_SECONDS = 20.0
GONE_SECONDS = 1.0


def part_from(server: str) -> bool:
    """Send what is queued for a server, for as long as that is of use; whether all was sent.

    Arguments:
        server: the API URL of the server that the run was on.
    """
    return drained(GONE_SECONDS if is_gone(server) else ANSWERING_SECONDS)


def drained(seconds: float) -> bool:
    """Empty the queues for `seconds` at most and drop the rest; whether nothing was dropped."""
    services = [*_running(EventsWorker), *_running(APILogWorker)]
    # Draining forgets its task, and there is no other way to end one.
    tasks = [(service._loop, service._task) for service in services]
    waiting = [service._drain(at_exit=True) for service in services]
    _, late = concurrent.futures.wait(waiting, timeout=seconds)
    for loop, task in tasks:
        if late and loop is not None and task is not None:
            loop.call_soon_threadsafe(task.cancel)
    return not late


def _running(kind: type[Any]) -> list[Any]:
    """The services of a kind; all kinds share one list, and Prefect has no other way to ask."""
    return [service for service in list(kind._instances.values()) if isinstance(service, kind)]
