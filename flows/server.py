"""Run a flow from a terminal: on the Prefect server that answers, else on one of its own, without its noise.

The database is what a run is for; Prefect shows it to people. A server that is gone in the middle of a run costs the
run its page there and nothing else.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from inspect import signature
from typing import Any

import httpx

from flows.answering import LOCAL_SERVER, answering_server, is_gone
from flows.own_server import ServerFailed, own_server
from flows.request import IngestSummary, Listener, Progress
from flows.up_file import server_of_up
from schema.errors import CopydeskError

# Set before Prefect is imported, unless the user has set them. Nothing is sent to anybody's statistics.
ENVIRONMENT = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # The desk shows progress and errors itself; what flows log still reaches the server.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    # Somebody waits at a terminal: a server that is gone is asked twice more in 6 s, not five times in a minute.
    "PREFECT_CLIENT_MAX_RETRIES": "2",
}
GONE_AT_THE_END = "The Prefect server did not take the end of the run; the database is complete, its page is not."


def run_on_prefect(name: str, request: dict[str, Any], listener: Listener) -> IngestSummary:
    """Call a flow in this process, and make sure that it ends whatever becomes of the server.

    Arguments:
        name: of the flow and of its module in `flows`.
        request: what may be asked of it; what it takes no parameter for is left out.
        listener: hears the progress.

    Raises:
        ServerFailed: there is no server, or it is gone and the run with it.
        CopydeskError: the run failed.
    """
    with with_prefect(listener) as server:
        # Prefect reads its settings when flows are imported.
        from flows.steps import listening

        flow = getattr(import_module(f"flows.{name}"), name)
        known = signature(flow.fn).parameters
        with listening(listener) as finished:
            try:
                flow(**{key: value for key, value in request.items() if key in known})
            except Exception as error:
                # RuntimeError is what Prefect makes of a server that it has never reached.
                if finished and isinstance(error, httpx.HTTPError | RuntimeError):
                    listener(Progress("end", message=GONE_AT_THE_END))
                elif is_gone(server):
                    raise _reason(error, server) from error
                else:
                    raise
    return finished[0]


@contextmanager
def with_prefect(listener: Listener) -> Iterator[str]:
    """Let flows called inside run in this process on a Prefect server, whose API URL this is.

    Raises:
        ServerFailed: none answers, and one of our own does not start.
    """
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    # Else what cannot be sent to a server that is gone is printed, log line by log line.
    logging.raiseExceptions = False
    server = answering_server(_configured())
    if server is not None:
        with _on(server):
            yield server
        return
    listener(Progress("start", message="Starting a Prefect server of its own; --direct does without"))
    with own_server() as server, _on(server):
        yield server


@contextmanager
def _on(server: str) -> Iterator[None]:
    from flows.parting import part_from

    with _settings(server):
        try:
            yield
        finally:
            part_from(server)


def _configured() -> list[str]:
    from prefect.settings import get_current_settings

    # What the user has told Prefect, then the server of `copydesk up`, then the place where Prefect's server would be.
    return list(filter(None, [get_current_settings().api.url, server_of_up(), LOCAL_SERVER]))


def _settings(server: str) -> Any:
    """Prefect's settings for this run. The heartbeat of flow runs alone costs 1.1 s at the end of every run."""
    from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    return temporary_settings({PREFECT_API_URL: server, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None})


def _reason(error: BaseException, server: str) -> BaseException:
    """What ended a run, where Prefect failed to record it and raised its own failure in its place."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, CopydeskError | KeyboardInterrupt):
            return cause
        cause = cause.__context__
    return ServerFailed(
        f"The Prefect server at {server}",
        "stopped answering in the middle of the run",
        "What was loaded stays. Run the same command again, or with --direct, which needs no server.",
    )
