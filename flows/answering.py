"""Which Prefect server answers; without Prefect, which takes a second to import."""

import json
import urllib.request
from collections.abc import Iterable

# Where `prefect server start` and `copydesk up` listen when nobody says otherwise.
LOCAL_PORT = 4200
LOCAL_SERVER = f"http://127.0.0.1:{LOCAL_PORT}/api"
ANSWER_SECONDS = 1.0


def answering_server(candidates: Iterable[str]) -> str | None:
    """The first of some API URLs where a Prefect server answers."""
    return next((url for url in candidates if answers(url)), None)


def answers(url: str, seconds: float = ANSWER_SECONDS) -> bool:
    """Whether a Prefect server answers at an API URL within some seconds."""
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/health", timeout=seconds) as response:
            return bool(json.load(response) is True)
    except (OSError, ValueError):
        return False
