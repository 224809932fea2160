"""Run the flow from a terminal: on the Prefect server that answers, else on one of its own, without its noise."""

import json
import os
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flows.request import Listener, Progress

LOCAL_SERVER = "http://127.0.0.1:4200/api"
ANSWER_SECONDS = 1.0
# Set before Prefect is imported, unless the user has set them. An ephemeral server needs 14 s to start on an empty
# PREFECT_HOME, longer on a busy machine; Prefect's own patience is 20 s. Nothing is sent to anybody's statistics.
ENVIRONMENT = {
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # The desk shows progress and errors itself; what flows log still reaches the server.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
}


@contextmanager
def with_prefect(listener: Listener) -> Iterator[None]:
    """Let flows called inside run in this process, seen by a Prefect server, and `listener` hear how they go on."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    server = answering_server(_configured())
    if server is None:
        listener(Progress("start", message="Starting a Prefect server of its own; --direct does without"))
    with _settings(server):
        # Prefect reads its settings when flows are imported.
        from flows.steps import listening

        with listening(listener):
            yield


def answering_server(candidates: Iterable[str]) -> str | None:
    """The first of some API URLs where a Prefect server answers."""
    return next((url for url in candidates if _answers(url)), None)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/health", timeout=ANSWER_SECONDS) as response:
            return bool(json.load(response) is True)
    except (OSError, ValueError):
        return False


def _configured() -> list[str]:
    from prefect.settings import get_current_settings

    url = get_current_settings().api.url
    return [url, LOCAL_SERVER] if url else [LOCAL_SERVER]


def _settings(server: str | None) -> Any:
    """Prefect's settings for this run. The heartbeat of flow runs alone costs 1.1 s at the end of every run."""
    from prefect.settings import (
        PREFECT_API_URL,
        PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
        PREFECT_SERVER_ALLOW_EPHEMERAL_MODE,
        temporary_settings,
    )

    updates = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None, PREFECT_SERVER_ALLOW_EPHEMERAL_MODE: True}
    if server is None:
        return temporary_settings(updates, restore_defaults={PREFECT_API_URL})
    return temporary_settings({**updates, PREFECT_API_URL: server})
