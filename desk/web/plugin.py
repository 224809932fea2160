"""Our side of Datasette: the desk's pages as routes, SQL functions for compressed columns, errors that help."""

import logging
import secrets
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from datasette import Forbidden, NotFound, Response, hookimpl
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError

from desk.queries.articles import ArticleMissing
from desk.queries.history import BatchMissing
from desk.queries.quarantine import QuarantineMissing
from desk.web import markup
from desk.web.asked import Asked
from desk.web.page import Desk, Page, Redirect
from desk.web.pages import PAGES
from desk.web.reader import TooSlow
from schema.compress import unpack_bytes, unpack_text
from schema.errors import CopydeskError, DatabaseError

log = logging.getLogger("copydesk.desk")
_MISSING = (ArticleMissing, BatchMissing, QuarantineMissing)
Hook = TypeVar("Hook", bound=Callable[..., Any])


def _hook(function: Hook) -> Hook:
    """Datasette's mark on a function that it is to call."""
    hookimpl(function)
    return function


@_hook
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    """The desk's pages; Datasette asks its plugins first."""
    if not hasattr(datasette, "copydesk"):
        return []
    return [(page.path, partial(_answer, page)) for page in PAGES]


@_hook
def prepare_jinja2_environment(env: Any) -> None:
    """How stored values are written in templates."""
    env.filters.update(markup.FILTERS)


@_hook
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Let SQL read what is stored compressed: unpacked(documents.text, articles.body), unpacked(quarantine.content)."""
    conn.create_function("unpacked", 1, _unpacked_bytes, deterministic=True)
    conn.create_function("unpacked", 2, _unpacked_text, deterministic=True)


def _unpacked_bytes(frame: object) -> str | None:
    return unpack_bytes(frame).decode(errors="replace") if isinstance(frame, bytes) else None


def _unpacked_text(frame: object, body: object) -> str | None:
    return unpack_text(frame, body) if isinstance(frame, bytes) and isinstance(body, str) else None


@_hook
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Callable[[], Any]:
    """A page that says what is wrong and what to do, in place of Datasette's, which prints what articles hold."""
    return partial(_explain, datasette, request, exception)


async def _answer(page: Page, datasette: Any, request: Any) -> Any:
    desk: Desk = datasette.copydesk
    asked = _asked(desk, request)
    if request.method == "POST" and page.post:
        form = await request.post_vars()
        # Datasette asks programs without cookies, or with a bearer token, for none.
        if not secrets.compare_digest(form.get("csrftoken", "").encode(), request.scope["csrftoken"]().encode()):
            raise Forbidden("The form is not of this desk: load the page again.")
        made = await page.post(desk, asked, form)
        return Response.redirect(made.to, status=303)
    view = await desk.reader.ask(lambda connection: page.view(connection, asked))
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
    if request.path.endswith(".json"):
        said = {"ok": False, "status": status, "title": None, "error": f"{error.what} {error.why}. {error.remedy}"}
        return Response.json(said, status=status)
    context = {"error": error, "status": status, "asked": Asked(request.path), "section": ""}
    body = await datasette.render_template("copydesk/error.html", context, request=request)
    return Response.html(body, status=status)


def _explained(exception: Exception) -> tuple[int, CopydeskError]:
    """The status of an answer that went wrong, and what it says."""
    if isinstance(exception, _MISSING):
        return 404, exception
    if isinstance(exception, CopydeskError):
        return 503 if isinstance(exception, DatabaseError | TooSlow) else 400, exception
    if isinstance(exception, NotFound):
        return 404, CopydeskError("This page", "does not exist", "Begin with the articles.")
    if isinstance(exception, Base400 | DatasetteError):
        why = str(getattr(exception, "message", exception))
        return exception.status, CopydeskError("The tables", f"answer: {why}", "Go back and try again.")
    return 500, CopydeskError("The desk", "made a mistake", "Its terminal says which; please report it.")
