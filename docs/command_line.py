"""Writes docs/command-line.md from the commands themselves: python docs/command_line.py > docs/command-line.md."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

import typer

from desk import surges
from desk.cli import app

INTRODUCTION = """# The command line

Made by `docs/command_line.py` from the commands' own help, so it says what they do; a test compares.

- Every reading command takes `--json`: one JSON document on standard output, everything else on standard error.
- In a terminal tables are coloured and fitted; in a pipe they are plain, and every cell is whole.
- The database is that of `--database`, else of `COPYDESK_DATABASE_URL`, else `articles.db` in the current folder.
- Exit status: 0 done; 1 it failed, and standard error says why and what to do; 2 wrong usage; 3 with
  `ingest --strict`, something was quarantined.
"""


def reference() -> str:
    """The whole page."""
    parts = [INTRODUCTION]
    for path, command in commands():
        parts += [f"## copydesk {path}\n", _prose(command.help or ""), *_parameters(command)]
    warnings = inspect.getdoc(surges) or ""
    return "\n".join([*parts, "## When ingest warns\n", warnings, ""])


def commands() -> Iterator[tuple[str, Any]]:
    """Each command with the words that call it."""
    top: dict[str, Any] = getattr(typer.main.get_command(app), "commands", {})
    for name, command in top.items():
        inner = getattr(command, "commands", None)
        if inner:
            yield from ((f"{name} {below}", one) for below, one in inner.items())
        else:
            yield name, command


def examples(command: Any) -> list[str]:
    """The example lines in a command's help, without `copydesk`."""
    return re.findall(r"^Example: `copydesk (.+)`$", command.help or "", re.MULTILINE)


def _prose(text: str) -> str:
    """The help, its examples as a block of commands."""
    prose, _, _ = text.partition("Example: ")
    shown = re.findall(r"^Example: `(.+)`$", text, re.MULTILINE)
    return prose + "```sh\n" + "\n".join(shown) + "\n```\n"


def _parameters(command: Any) -> Iterator[str]:
    yield "| | |\n|---|---|"
    for parameter in command.params:
        names = ", ".join(f"`{name}`" for name in parameter.opts)
        if parameter.param_type_name == "argument":
            names = f"`{parameter.metavar}`"
        elif not parameter.is_flag:
            names += f" {parameter.metavar or parameter.name.upper()}"
        default = (
            "" if parameter.default in {None, False} or parameter.required else f" Default: `{parameter.default}`."
        )
        yield f"| {names} | {parameter.help}{default} |"
    yield ""


if __name__ == "__main__":
    print(reference(), end="")
