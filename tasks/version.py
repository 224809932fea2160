"""The version of the cleaner: a hash of everything that can change what a document becomes."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

# The steps between a file's bytes and an article: their code, rules, word lists and weights.
STEP_FOLDERS = ("read", "clean", "language", "translation", "duplicates")
LENGTH = 12


@cache
def steps_digest() -> bytes:
    """SHA-256 over the names and bytes of all files of the steps, in a fixed order."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    files = [path for folder in STEP_FOLDERS for path in (root / folder).rglob("*") if path.is_file()]
    for path in sorted(files):
        if path.suffix != ".pyc":
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.digest()


def cleaner_version(learned: Mapping[str, frozenset[str]], *, strict: bool) -> str:
    """The version that is stored with every article.

    Arguments:
        learned: outlet → accepted recurring lines, normalised.
        strict: whether the harder cleaning is on.

    Returns:
        12 hexadecimal characters, equal for equal code, rules, weights, learned lines and settings.
    """
    digest = hashlib.sha256(steps_digest())
    digest.update(b"strict" if strict else b"careful")
    for outlet in sorted(learned):
        digest.update("\n".join([outlet, *sorted(learned[outlet])]).encode() + b"\0")
    return digest.hexdigest()[:LENGTH]
