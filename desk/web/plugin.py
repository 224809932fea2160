"""Our side of Datasette: the desk's pages as routes, SQL functions for compressed columns, errors that help."""

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from datasette import NotFound, Response, hookimpl
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError
from sqlalchemy import Connection

from desk.web.asked import Asked
from desk.web.pages import PAGES, Page, Redirect
from desk.web.reader import Reader, TooSlow
from schema.compress import unpack_text
from schema.errors import CopydeskError, DatabaseError

log = logging.getLogger("copydesk.desk")


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages of one desk are made from."""

    reader: Reader
    url: str
    review: bool


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    """The desk's pages; Datasette asks its plugins first."""
    if not hasattr(datasette, "copydesk"):
        return []
    return [(page.path, partial(_answer, page)) for page in PAGES]


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Let SQL read what is stored compressed: SELECT unpacked(text) FROM documents."""
    conn.create_function("unpacked", 1, _unpacked, deterministic=True)


def _unpacked(frame: object) -> str | None:
    return unpack_text(frame) if isinstance(frame, bytes) else None


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Callable[[], Any] | None:
    """A page that says what is wrong and what to do; programs that ask for JSON get Datasette's own."""
    if not hasattr(datasette, "copydesk") or request.path.endswith(".json"):
        return None
    return partial(_explain, datasette, request, exception)


async def _answer(page: Page, datasette: Any, request: Any) -> Any:
    desk: Desk = datasette.copydesk
    asked = _asked(desk, request)
    if request.method == "POST":
        made = await page.post(desk, asked, await request.post_vars()) if page.post else None
        return made and Response.redirect(made.to, status=303)
    view = await desk.reader.ask(partial(page.view, asked=asked))
    if isinstance(view, Redirect):
        return Response.redirect(view.to, status=303)
    context = {"view": view, "asked": asked, "section": page.section}
    body = await datasette.render_template(f"copydesk/{page.template}", context, request=request)
    return Response.html(body, status=getattr(view, "status", 200))


def _asked(desk: Desk, request: Any) -> Asked:
    values = {name: request.args.get(name) for name in request.args}
    return Asked(request.path, values, request.url_vars, desk.review)


async def _explain(datasette: Any, request: Any, exception: Exception) -> Any:
    status, error = _explained(exception)
    if status == 500:
        log.error("%s failed", request.path, exc_info=exception)
    context = {"error": error, "status": status, "asked": Asked(request.path), "section": ""}
    body = await datasette.render_template("copydesk/error.html", context, request=request)
    return Response.html(body, status=status)
