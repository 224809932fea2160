"""How copydesk was called, so that every command that it names works when it is copied."""

import os
import re
import shlex
import shutil
import sys
from contextvars import ContextVar
from pathlib import Path

from schema import DEFAULT_DATABASE

DATABASE_VARIABLE = "COPYDESK_DATABASE_URL"
LIMITS_VARIABLE = "COPYDESK_LIMITS"
COMMANDS = {
    "": (
        *("backup", "check", "desk", "export", "headlines", "ingest", "reclean", "removed", "restore", "search"),
        *("show", "sql", "up"),
    ),
    "duplicates": ("show", "split", "join"),
    "learn": ("count", "list", "accept", "reject"),
    "quarantine": ("list", "show", "replay", "drop"),
    "stats": (),
}
_NAMES = [rf"{group}(?: (?:{'|'.join(names)}))?" if names else group for group, names in COMMANDS.items() if group]
_COMMAND = re.compile(rf"\bcopydesk ({'|'.join([*COMMANDS[''], *_NAMES])})\b")
# The database that the user named, where the next command would not find it by itself.
_named: ContextVar[str | None] = ContextVar("named database", default=None)


def remember(database: str) -> str:
    """Keep in mind which database the user named; for the option's callback."""
    found_anyway = os.environ.get(DATABASE_VARIABLE, DEFAULT_DATABASE)
    _named.set(database if database != found_anyway else None)
    return database


def command(words: str) -> str:
    """A command as it has to be typed: `copydesk` as it was called, the words after it, and the database."""
    return f"{_program()} {words}{_database()}"


def spelled(text: str) -> str:
    """A text of ours, such as the remedy of an error, with the commands in it as they have to be typed."""
    return _COMMAND.sub(lambda found: command(found[1]), text)


def _database() -> str:
    named = _named.get()
    return f" --database {shlex.quote(named)}" if named else ""


def _program() -> str:
    """`copydesk` where the shell finds it, else the path by which it was called."""
    called = sys.argv[0]
    if Path(called).stem != "copydesk":
        return "copydesk"
    on_path = shutil.which("copydesk")
    if on_path and Path(called).exists() and Path(on_path).samefile(called):
        return "copydesk"
    return shlex.quote(called)
