"""Where a command's words go: answers to standard output, everything else to standard error."""

import dataclasses
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from textwrap import indent
from typing import TYPE_CHECKING, Any

from desk.records.search import MATCH_END, MATCH_START

if TYPE_CHECKING:
    from desk.render.page import Page


def answer(as_json: bool, data: Any, show: Callable[["Page"], None]) -> None:
    """The answer of a command: as JSON, or as `show` draws it for people."""
    if as_json:
        write_json(data)
    else:
        draw(show)


def write_json(data: Any) -> None:
    """One JSON document on standard output."""
    with while_read():
        sys.stdout.write(json_text(data) + "\n")


def draw(show: Callable[["Page"], None]) -> None:
    """What `show` draws for people, on standard output."""
    from desk.render.page import Page

    with while_read():
        show(Page())


@contextmanager
def while_read() -> Iterator[None]:
    """Write to standard output for as long as somebody reads; `| head` may have had enough, and that is no failure."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still in the buffer goes nowhere, also when Python flushes it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_json_rows(rows: Iterable[Any]) -> None:
    """One JSON document on standard output, a list written as its rows come."""
    before = "[\n"
    with while_read():
        for row in rows:
            sys.stdout.write(before + indent(json_text(row), "  "))
            before = ",\n"
        sys.stdout.write("[]\n" if before == "[\n" else "\n]\n")


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
