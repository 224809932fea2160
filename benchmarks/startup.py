"""How long the five seeds take, and how long a question takes, from the prompt to the prompt."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import Cost, measure

COPYDESK = [str(Path(sys.executable).with_name("copydesk"))]
SERVER_PORT = 4288
SERVER_SECONDS = 120


def startup(seeds: Path, work: Path) -> dict[str, Cost]:
    """Measure every way to start.

    Arguments:
        seeds: the folder of the five texts.
        work: an empty folder.

    Returns:
        For each way its cost; each ingest is into a new database.
    """
    costs: dict[str, Cost] = {}

    def ingest(name: str, *options: str, **environment: str) -> None:
        database = f"sqlite:///{work}/start-{len(costs)}.db"
        command = [*COPYDESK, "ingest", str(seeds), "--json", "--database", database, *options]
        costs[f"seeds, {name}"] = measure(command, environment)

    ingest("direct", "--direct")
    with tempfile.TemporaryDirectory() as home:
        ingest("own server, cold", PREFECT_HOME=home)
        ingest("own server, warm", PREFECT_HOME=home)
        with running_server(home) as url:
            ingest("running server", PREFECT_HOME=home, PREFECT_API_URL=url)
    database = f"sqlite:///{work}/start-0.db"
    costs["copydesk --help"] = measure([*COPYDESK, "--help"])
    costs["copydesk search"] = measure([*COPYDESK, "search", "the", "--json", "--database", database])
    costs["copydesk stats"] = measure([*COPYDESK, "stats", "--json", "--database", database])
    return costs


@contextmanager
def running_server(home: str) -> Iterator[str]:
    """A Prefect server in a process of its own, and the URL of its API."""
    url = f"http://127.0.0.1:{SERVER_PORT}/api"
    command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(SERVER_PORT)]
    environment = {"PREFECT_HOME": home, "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(command, env={**os.environ, **environment}, stdout=log, stderr=log)
        try:
            _wait_for(f"{url}/health")
            yield url
        finally:
            server.terminate()
            server.wait()


def _wait_for(url: str) -> None:
    for _ in range(SERVER_SECONDS):
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(1)
    raise TimeoutError(f"no answer at {url}")
