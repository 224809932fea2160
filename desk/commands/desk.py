"""`desk`: the web desk over a database."""

from typing import Annotated

import typer

from desk.options import Database
from schema import DEFAULT_DATABASE


def desk(
    database: Database = DEFAULT_DATABASE,
    host: Annotated[str, typer.Option(metavar="HOST", help="The interface to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="The port; 0 takes any free one.")] = 8001,
    public: Annotated[
        bool, typer.Option("--public", metavar="", help="Whoever reaches the interface may read: there is no login.")
    ] = False,
    review: Annotated[
        bool, typer.Option("--review", metavar="", help="Let learned lines be accepted and rejected, on this machine.")
    ] = False,
) -> None:
    """Read the database in a browser: search, articles with what was removed, batches, rules, headlines, quarantine.

    It only reads, and only this machine reaches it, unless asked otherwise. Tables, SQL, JSON and CSV are under
    `/data`. Stop it with Ctrl+C.

    Example: `copydesk desk --review`
    """
    from desk.web.app import DeskSettings
    from desk.web.server import serve

    serve(DeskSettings(database, host, port, public=public, review=review))
