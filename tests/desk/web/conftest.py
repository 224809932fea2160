"""A desk over the test database, asked in this process as a browser would ask it."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from desk.web.app import DeskSettings, opened

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
