r"""Names of files that are no UTF-8, as old archives have them: how they are written down, and found again.

The system's names are bytes, those of a database are text. A byte that is no character is written as `\xe9`.
"""

import os
import re

_ESCAPED = re.compile(rb"\\x([89a-f][0-9a-f])")


def spelled(path: str) -> str:
    """A path as the database and people get it; itself, for nearly all."""
    if path.isascii() or path.isprintable():
        return path
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def on_disk(path: str) -> str:
    """The path that the system knows, of a spelled one; itself where a file has that very name."""
    if "\\x" not in path or os.path.lexists(path):
        return path
    return os.fsdecode(_ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), path.encode()))
