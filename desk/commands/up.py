"""`up`: everything that has to run for the desk to work by itself."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from desk.options import Database
from desk.output import note
from schema import DEFAULT_DATABASE

# Calls a command of ours, wherever this Python has its programs.
_OURS = [sys.executable, "-c", "from desk.cli import main; main()"]


def up(
    database: Database = DEFAULT_DATABASE,
    deployments: Annotated[
        Path, typer.Option(metavar="FILE", help="What runs by itself; Prefect runs it in the folder of this file.")
    ] = Path("deployment.yaml"),
    port: Annotated[int, typer.Option(min=1, max=65535, metavar="N", help="Port of the Prefect server.")] = 4200,
    desk_port: Annotated[int, typer.Option(min=1, max=65535, metavar="N", help="Port of the web desk.")] = 8001,
    no_desk: Annotated[bool, typer.Option("--no-desk", metavar="", help="Without the web desk.")] = False,
) -> None:
    """Run everything that copydesk needs to work by itself, until Ctrl-C: Prefect, its worker, and the web desk.

    Starts a Prefect server, applies the deployments, and starts a worker that carries them out and the web desk on the
    database. What dies is started again. Nothing is left when it ends, however it ends, and all of it is on this
    machine and listens to nobody else. `copydesk ingest` finds the server by itself.

    Example: `copydesk up`

    Example: `copydesk up --port 4300 --no-desk`
    """
    from desk.running import until_stopped
    from flows.up import UpRequest
    from flows.up import up as run

    desk = [] if no_desk else web_desk(database, desk_port)
    until_stopped(lambda write: run(UpRequest(deployments, port, desk, desk_port), write))


def web_desk(database: str, port: int) -> list[str]:
    """The command that shows a database in the browser, which is made where there is none; PostgreSQL has no desk."""
    from schema.engine import sqlite_path
    from schema.errors import DatabaseBusy
    from schema.lock import run_lock
    from schema.migrate import prepare

    if sqlite_path(database) is None:
        note("The web desk reads SQLite databases only; it is not started.")
        return []
    # Whoever is loading into it has made it.
    with suppress(DatabaseBusy), run_lock(database, 0, note):
        prepare(database)
    return [*_OURS, "desk", "--database", database, "--port", str(port)]
