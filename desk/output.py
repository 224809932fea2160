"""Where a command's words go: answers to standard output, everything else to standard error."""

import dataclasses
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desk.records.search import MATCH_END, MATCH_START

if TYPE_CHECKING:
    from desk.render.page import Page


def answer(as_json: bool, data: Any, show: Callable[["Page"], None]) -> None:
    """The answer of a command: as JSON, or as `show` draws it for people."""
    if as_json:
        write_json(data)
        return
    from desk.render.page import Page

    show(Page())


def write_json(answer: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json_text(answer) + "\n")


def json_text(answer: Any, indent: int | None = 2) -> str:
    """A record, or plain data with records in it, as JSON; letters of all scripts as they are."""
    return json.dumps(answer, ensure_ascii=False, indent=indent, default=_plain)


def _plain(value: Any) -> Any:
    """The fields of a record."""
    if not dataclasses.is_dataclass(value):
        raise TypeError(f"{type(value).__name__} has no JSON form")
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}


def unmarked(snippet: str) -> str:
    """A snippet without the marks around its matches."""
    return snippet.replace(MATCH_START, "").replace(MATCH_END, "")


def note(message: str) -> None:
    """A line for the person at the terminal, which no program that reads the answer sees."""
    print(message, file=sys.stderr)
