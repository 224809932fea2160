"""The items of a JSON list, found without holding the list: where one ends and the next begins.

Only strings and brackets are looked at; what an item means is for `json` to say, one item at a time.
"""

import re
from collections.abc import Iterator

from tasks.read import fields
from tasks.read.content import BLOCK, Readable
from tasks.read.outcome import Refused

# Brackets and commas, and strings, of which the last one of a block may go on in the next.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|(\\?)\Z)|[\[\]{},]', re.DOTALL)
_REST_OF_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+(?:"|(\\?)\Z)', re.DOTALL)
_IS_KEY = re.compile(rb"\s*+:")
_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?+\s*+[\[{]")
_DEEPEST_LIST = 3
_QUOTE, _COMMA = ord('"'), ord(",")
_OPENING, _LIST, _END_OF_LIST = frozenset(b"[{"), ord("["), ord("]")


class NoList(Exception):
    """A content in which no list of records begins."""


class ItemScan:
    """One pass over a list that is the content, or that objects wrap under names that exporters use.

    Arguments:
        content: in an encoding whose brackets and quotation marks are those of ASCII.

    Raises:
        NoList: no list begins within the first megabyte.

    Attributes:
        before, after: what stands around the items, as they would be read alone.
        end: where the list ends, once `commas` is through.
    """

    def __init__(self, content: Readable) -> None:
        self._content = content
        self._block, self._passed = content.read(BLOCK), 0
        begin, objects = list_in(self._block)
        self.before, self.after = self._block[:begin], b"]" + b"}" * objects
        self.end = 0

    def commas(self) -> Iterator[int]:
        """The place of each comma between two items.

        Raises:
            Refused: `truncated` where the list does not end.
        """
        depth = 0
        for place, byte in self._structure(len(self.before)):
            if byte == _COMMA:
                if depth == 0:
                    yield place
            elif byte in _OPENING:
                depth += 1
            elif depth:
                depth -= 1
            elif byte == _END_OF_LIST:
                self.end = place
                return
            else:
                raise _broken("bad-json", "ends as no list does")
        raise _broken("truncated", "does not end")

    def rest(self, most: int) -> bytes:
        """What comes after the list, up to so many bytes; after `commas`."""
        rest = self._block[self.end - self._passed :]
        while len(rest) < most and (block := self._content.read(BLOCK)):
            rest += block
        return rest

    def _structure(self, at: int) -> Iterator[tuple[int, int]]:
        """Brackets and commas that stand outside of strings, each with its place."""
        cut: bytes | None = None
        while self._block:
            if cut is not None:
                found = _REST_OF_STRING.match(self._block, len(cut))
                cut, at = (found[1], found.end()) if found else (None, 0)
            if cut is None:
                for token in _TOKEN.finditer(self._block, at):
                    byte = self._block[token.start()]
                    if byte != _QUOTE:
                        yield self._passed + token.start(), byte
                    else:
                        cut = token[1]
            self._passed += len(self._block)
            self._block, at = self._content.read(BLOCK), 0


def list_in(head: bytes) -> tuple[int, int]:
    """Where the items of a list begin, and how many objects wrap it.

    Arguments:
        head: the beginning of a content.

    Raises:
        NoList: it begins with none.
    """
    if not _FIRST.match(head):
        raise NoList
    # The key of each object that is open; nothing opens within a list before the list is found.
    keys: list[str] = []
    key = ""
    for token in _TOKEN.finditer(head):
        byte = head[token.start()]
        if byte == _QUOTE:
            key = token[0][1:-1].decode("utf-8", "replace") if _IS_KEY.match(head, token.end()) else key
        elif byte in _OPENING:
            if byte == _LIST and len(keys) <= _DEEPEST_LIST and _is_named([*keys[1:], key][: len(keys)]):
                return token.end(), len(keys)
            keys.append(key)
        elif byte != _COMMA:
            if not keys:
                raise NoList
            key = keys.pop()
    raise NoList


def _is_named(path: list[str]) -> bool:
    return all(name in fields.LISTS for name in path)


def _broken(reason: str, how: str) -> Refused:
    return Refused(reason, f"The list of records {how}. What comes before was read; fetch or write it again.")
