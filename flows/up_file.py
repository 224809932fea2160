"""The file by which `copydesk ingest` finds the Prefect server of `copydesk up`, beside Prefect's own files.

Whoever runs `up` keeps a lock on it, which the kernel lets go when the process ends, however it ends: what the file of
a run that was killed says is not believed.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schema.errors import CopydeskError

NAME = "copydesk-up.json"


class AlreadyUp(CopydeskError):
    """`copydesk up` is running already."""


def up_file() -> Path:
    """The file, in the folder of Prefect's settings and database."""
    return Path(os.environ.get("PREFECT_HOME") or "~/.prefect").expanduser() / NAME


@contextmanager
def claimed(server: str) -> Iterator[None]:
    """Be the one `copydesk up` of this Prefect home, whose server answers at an API URL.

    Raises:
        AlreadyUp: another one is running.
    """
    path = up_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyUp(
                "copydesk up", f"is running already ({_told(path)})", "Use it, or end it with Ctrl-C first."
            ) from None
        file.truncate(0)
        json.dump({"server": server, "pid": os.getpid()}, file)
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def server_of_up() -> str | None:
    """The API URL of the server of the `copydesk up` that is running now, if one is."""
    path = up_file()
    try:
        with path.open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return str(json.load(file)["server"])
    except (OSError, ValueError, KeyError):
        return None
    return None


def _told(path: Path) -> str:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return f"process {told['pid']}, {told['server']}"
    except (OSError, ValueError, KeyError):
        return "it has just begun"
