"""What stands before every request: which hosts may be asked, who may write, and what a browser may do with a page.

The desk has no login: whoever reaches it may read it. So a page of another site must not reach it through the
reader's browser: neither by a name that it points at 127.0.0.1 (DNS rebinding: the Host header is compared), nor by a
form or script of its own (the Origin is compared, besides Datasette's token). What an article holds is never markup or
code, and the policy of each page would stop it if it were: no script but the desk's own file, nothing from elsewhere.
"""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
_STATIC = ("/static/", "/-/static/")
_LONGEST_URL = 8_192
_LARGEST_FORM = 4_096
_NOTHING = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; connect-src 'self'"
OWN_POLICY = f"{_NOTHING}; script-src 'self'; style-src 'self'; img-src 'self' data:"
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
# The scripts that Datasette writes into its own pages; the setting of one is filled in by its template.
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_FILLED_IN = "{{ datasette_allow_facet }}"


class Guard:
    """ASGI middleware.

    Arguments:
        app: what is guarded.
        hosts: the names by which the desk may be asked; None for any.
        writable: the paths that may be posted to; none where the desk is read-only.
        data_policy: the policy for Datasette's own pages, all below `/data`.
    """

    def __init__(self, app: App, hosts: frozenset[str] | None, writable: re.Pattern[str] | None, data_policy: str):
        self._app = app
        self._hosts = hosts
        self._writable = writable
        self._data_policy = data_policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that is refused; pass on any other, with headers for its answer."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            if refused := self._refused(scope):
                await _refuse(send, *refused)
            else:
                await self._app(scope, receive, self._with_headers(scope, send))

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        """Status and reason, where the request is not answered."""
        headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope["headers"]}
        path: str = scope["path"]
        if self._hosts is not None and _host_name(headers.get("host", "")) not in self._hosts:
            return 421, "This desk does not answer to that name. Open it by the address that copydesk printed."
        if len(path) + len(scope["query_string"]) > _LONGEST_URL or "\0" in path:
            return 414, "The address is too long. Search for a few words."
        if path.startswith("/-/") and not path.startswith(_STATIC):
            return 404, "There is no such page."
        if scope["method"] == "POST":
            return self._refused_post(path, headers)
        return None if scope["method"] in {"GET", "HEAD"} else (405, "The desk is for reading.")

    def _refused_post(self, path: str, headers: dict[str, str]) -> tuple[int, str] | None:
        if self._writable is None or not self._writable.fullmatch(path):
            return 405, "The desk is read-only. To decide about learned lines start it with: copydesk desk --review"
        if not _of_same_origin(headers):
            return 403, "That was asked from another site. Use the buttons of the desk's own page."
        size = headers.get("content-length", "")
        if not size.isdecimal() or int(size) > _LARGEST_FORM:
            return 413, "The form is too large."
        return None

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        path: str = scope["path"]
        policy = self._data_policy if path == "/data" or path.startswith(("/data/", "/data.")) else OWN_POLICY
        added = {**_HEADERS, "content-security-policy": policy}
        if not path.startswith(_STATIC):
            # After a run or a decision the page is another one, and what one reader saw is nobody else's.
            added["cache-control"] = "private, no-cache"

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(key, value) for key, value in message.get("headers", []) if key.decode().lower() not in added]
                ours = [(key.encode(), value.encode()) for key, value in added.items()]
                message = {**message, "headers": kept + ours}
            await send(message)

        return with_headers


def data_policy(templates: Path) -> str:
    """The policy for Datasette's own pages: their inline scripts by hash, their inline styles as they are."""
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in sorted(set(_inline_scripts(templates))))
    return f"{_NOTHING}; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:"


def _inline_scripts(templates: Path) -> Iterable[str]:
    for template in templates.glob("*.html"):
        for script in _INLINE.findall(template.read_text(encoding="utf-8")):
            filled_in = script.replace(_FILLED_IN, "true")
            if "{{" not in filled_in and "{%" not in filled_in:
                yield filled_in


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _host_name(host: str) -> str:
    """The name in a Host header, without its port; empty where it is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "") if "@" not in host else ""
    except ValueError:
        return ""


def _of_same_origin(headers: dict[str, str]) -> bool:
    """Whether a page of this very desk asks: browsers say so themselves, and name where a form came from."""
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = urlsplit(headers.get("origin", ""))
    return origin.scheme in {"http", "https"} and origin.netloc == headers.get("host")


async def _refuse(send: Send, status: int, reason: str) -> None:
    body = f"{reason}\n".encode()
    headers = {**_HEADERS, "content-type": "text/plain; charset=utf-8", "content-length": str(len(body))}
    encoded = [(key.encode(), value.encode()) for key, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
