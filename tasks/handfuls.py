"""How many documents go through the steps together: enough for arrays to pay, few enough for them to stay small."""

from collections.abc import Callable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

# 256 articles of 4 KB have a million characters.
HANDFUL = 256
HANDFUL_CHARACTERS = 1_000_000
# So many bytes of a page weigh as much as a character of text: a handful of ordinary pages is not cut short by them.
_PAGE_BYTES = 10


def handful(items: Iterator[Item], weight: Callable[[Item], int], parts: int = 1) -> list[Item]:
    """The next items, up to `HANDFUL` or until they weigh `HANDFUL_CHARACTERS` in all.

    Arguments:
        items: documents, or what is to become some.
        weight: the size of one, in characters of text; see `weight_of`.
        parts: for a step that takes a handful in as many parts.
    """
    some: list[Item] = []
    weights = 0
    for item in items:
        some.append(item)
        weights += weight(item)
        if len(some) * parts >= HANDFUL or weights * parts >= HANDFUL_CHARACTERS:
            break
    return some


def weight_of(text: str, content: bytes | None) -> int:
    """What a document weighs in a handful: its text, and some of the page it is from, which stays in memory too."""
    return len(text) + (len(content) // _PAGE_BYTES if content else 0)
