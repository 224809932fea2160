"""Which Prefect server answers; without Prefect, which takes a second to import."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterable

# Where `prefect server start` and `copydesk up` listen when nobody says otherwise.
LOCAL_PORT = 4200
LOCAL_SERVER = f"http://127.0.0.1:{LOCAL_PORT}/api"
# On a busy machine a server that is there takes seconds; where nobody listens, that is known at once.
ANSWER_SECONDS = 10.0


def answering_server(candidates: Iterable[str]) -> str | None:
    """The first of some API URLs where a Prefect server answers."""
    return next((url for url in candidates if answers(url)), None)


def answers(url: str) -> bool:
    """Whether a Prefect server answers at an API URL, now."""
    try:
        with urllib.request.urlopen(_health(url), timeout=ANSWER_SECONDS) as response:
            return bool(json.load(response) is True)
    except (OSError, ValueError):
        return False


def is_gone(url: str) -> bool:
    """Whether nobody is there any more at an API URL where a server was; one that wants a password is there."""
    try:
        with urllib.request.urlopen(_health(url), timeout=ANSWER_SECONDS):
            return False
    except urllib.error.HTTPError:
        return False
    except OSError:
        return True


def _health(url: str) -> str:
    return f"{url.rstrip('/')}/health"
