"""What a page of the desk is: an address, a function that puts together what it shows, and a template."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from desk.web.asked import Asked
from desk.web.reader import Reader


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages of one desk are made from."""

    reader: Reader
    url: str
    review: bool


@dataclass(frozen=True, slots=True)
class Redirect:
    """The answer is elsewhere."""

    to: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Arguments:
        path: its address as a regular expression; named groups become `Asked.variables`.
        section: the entry of the menu that it belongs to.
        template: below `templates/copydesk`.
        view: what the template is given as `view`; its `status`, where it has one, is that of the answer.
        post: decides something, where the desk may; takes the fields of the form.
    """

    path: str
    section: str
    template: str
    view: Callable[[Connection, Asked], Any]
    post: Callable[[Desk, Asked, dict[str, str]], Awaitable[Redirect]] | None = None
