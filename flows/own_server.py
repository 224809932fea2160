"""A Prefect server for one run, where none answers."""

import os
import random
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from flows.answering import answers
from flows.leash import let_go, on_leash
from schema.errors import CopydeskError

# A server needs 14 s to start on an empty PREFECT_HOME, longer on a busy machine.
START_SECONDS = 180.0
# What Prefect gives the server that it starts for one process: no page, few services, and a short goodbye.
_FOR_ONE_PROCESS = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
_LOG_BYTES = 2000
# Below those that systems give to connections that go out.
_PORTS = range(20_000, 32_000)


class ServerFailed(CopydeskError):
    """A Prefect server does not come up, or is gone in the middle of a run."""


@contextmanager
def own_server() -> Iterator[str]:
    """A Prefect server for this process alone, on a free port; its API URL.

    Unlike Prefect's own ephemeral server it does not outlive this process when that is killed, and it is not ended
    by the Ctrl-C that is meant for this process, which still has to tell it so.

    Raises:
        ServerFailed: it does not start.
    """
    port = free_port()
    command = server_command("127.0.0.1", port)
    url = f"http://127.0.0.1:{port}/api"
    with tempfile.TemporaryFile() as log:
        server = on_leash(command, {**os.environ, **_FOR_ONE_PROCESS}, log)
        try:
            deadline = time.monotonic() + START_SECONDS
            while not answers(url):
                if server.poll() is not None or time.monotonic() > deadline:
                    raise ServerFailed(
                        "A Prefect server of its own", f"does not start: {_end_of(log)}", "Use --direct to do without."
                    )
                time.sleep(0.1)
            yield url
        finally:
            let_go(server)
            server.wait()


def server_command(host: str, port: int) -> list[str]:
    """Starts a Prefect server; what `prefect server start` does, without its greeting."""
    command = [sys.executable, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app"]
    return [*command, "--host", host, "--port", str(port), "--log-level", "error", "--lifespan", "on"]


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses, and that no connection gets before a server listens there."""
    for port in random.SystemRandom().sample(_PORTS, len(_PORTS)):
        with socket.socket() as taken, suppress(OSError):
            taken.bind(("127.0.0.1", port))
            return port
    raise ServerFailed("A Prefect server of its own", "finds no free port", "Use --direct to do without.")


def _end_of(log: IO[bytes]) -> str:
    size = log.seek(0, os.SEEK_END)
    log.seek(max(size - _LOG_BYTES, 0))
    lines = log.read().decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it says nothing").rstrip(".")
