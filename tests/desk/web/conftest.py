"""A desk over the test database, asked in this process as a browser would ask it."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from desk.web.app import DeskSettings, opened
from schema import fts
from schema.compress import pack_bytes, pack_text
from schema.engine import open_engine
from schema.tables import articles, batches, documents, learned_lines, quarantine, removed_spans, source_files

# Markup, code and a template, as somebody could write them into a story.
SCRIPT = "<script>document.title='taken'</script><img src=x onerror=alert(1)>\"'`{{7*7}}{% raw %}"
ADDRESS = "http://127.0.0.1:8001"
Browse = Callable[..., httpx.Response]


def browser(app: Any) -> Browse:
    """A function that asks the desk for a path and answers with what it said."""
    cookies = httpx.Cookies()

    def ask(path: str, method: str = "GET", **options: Any) -> httpx.Response:
        async def answer() -> httpx.Response:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, cookies=cookies) as client:
                response = await client.request(method, path, **options)
                cookies.update(client.cookies)
                return response

        return asyncio.run(answer())

    return ask


@pytest.fixture
def open_desk() -> Iterator[Callable[..., Browse]]:
    """Opens desks as asked for, and closes them."""
    with ExitStack() as stack:
        yield lambda database, **settings: browser(stack.enter_context(opened(DeskSettings(database, **settings))))


@pytest.fixture(scope="module")
def desk(database: str) -> Iterator[Browse]:
    """The desk as it opens by itself, over the test database."""
    with opened(DeskSettings(database)) as app:
        yield browser(app)


@pytest.fixture
def hostile(database: str, tmp_path: Path) -> str:
    """The test database with markup and code in every text that somebody else writes."""
    path = tmp_path / "hostile 100%# $x.db"
    path.write_bytes(Path(database.removeprefix("sqlite:///")).read_bytes())
    url = f"sqlite:///{path}"
    engine = open_engine(url)
    with engine.begin() as connection:
        fts.unindex(connection, [1, 2])
        texts = {
            "headline": SCRIPT,
            "outlet": SCRIPT,
            "byline": SCRIPT,
            "dateline": SCRIPT,
            "url": f"javascript:{SCRIPT}",
        }
        connection.execute(update(articles).where(articles.c.id <= 2).values(body=SCRIPT, **texts))
        fts.reindex(connection, [1, 2])
        connection.execute(update(documents).where(documents.c.id <= 2).values(text=pack_text(SCRIPT * 9, SCRIPT)))
        connection.execute(update(removed_spans).values(text=SCRIPT, end=removed_spans.c.start + 1))
        connection.execute(update(source_files).values(path=SCRIPT + source_files.c.path))
        connection.execute(update(quarantine).values(path=SCRIPT, detail=SCRIPT, content=pack_bytes(SCRIPT.encode())))
        connection.execute(update(learned_lines).values(line=SCRIPT, outlet=SCRIPT))
        connection.execute(update(batches).values(trigger=SCRIPT, cleaner_version=SCRIPT))
    engine.dispose()
    return url
