"""Where the content of a file of records can be cut: between lines, between rows of a table, between items of a list.

A cutter reads the content once, from its beginning to its end, and yields ranges that together are all of it.
"""

import codecs
import csv
import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from tasks.read.content import BLOCK, Readable
from tasks.read.decode import decode
from tasks.read.files import ByteRange, Frame
from tasks.read.json_items import ItemScan, NoList
from tasks.read.limits import Limits
from tasks.read.outcome import Refused
from tasks.read.records import SEQUENCE, are_lines, listed
from tasks.read.sheets import OF_TRAFILATURA, bad_table, delimiter_of, is_hint, is_of_trafilatura, rows_of

# The names of the columns, and what stands around a list: more than any exporter writes.
MOST_AROUND = 1_000_000
UTF16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_HEAD = 4_000
# What csv takes for the end of a row: one that stands alone is that of old Macs.
_ROW = re.compile(rb"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")


class NotCut(Exception):
    """A content that cannot be cut: it is read as a whole, if it is small enough."""


def cut_lines(content: Readable, range_bytes: int, _limits: Limits) -> Iterator[ByteRange]:
    """Ranges of whole lines; of a damaged content without its last, and then why there are no more."""
    start = first = at = position = whole = 0
    while block := content.read(BLOCK):
        if at == 0 and block.startswith(UTF16_OR_32):
            raise NotCut
        begin = 0
        while (end := block.find(b"\n", max(begin, start + range_bytes - at - 1))) >= 0:
            position += block.count(b"\n", begin, end + 1)
            begin = end + 1
            yield ByteRange(start, at + begin, first)
            start, first = at + begin, position
        position += block.count(b"\n", begin)
        whole = at + block.rfind(b"\n") + 1 if b"\n" in block else whole
        at += len(block)
    stop = whole if content.damage else at
    if start < stop:
        yield ByteRange(start, stop, first)
    if content.damage:
        yield ByteRange(stop, stop + 1, position, refused=content.damage)


def cut_rows(content: Readable, range_bytes: int, limits: Limits, ending: str = ".csv") -> Iterator[ByteRange]:
    """Ranges of whole rows of a table, each read below the names of the columns; then why there are no more."""
    lines = _Lines(content, limits.document_bytes)
    if is_hint(lines.first()):
        raise NotCut
    table = rows_of(lines, lines.first(), ending, limits)
    start = first = whole = number = 0
    frame, damage = Frame(), None
    try:
        if is_of_trafilatura(header := next(table, [])):
            names, number = delimiter_of(lines.first(), ending).join(OF_TRAFILATURA).encode() + b"\n", 1
        else:
            names, whole = lines.so_far(), lines.at
        if not header or not names.endswith(b"\n"):
            raise NotCut
        frame = Frame(names, skip=whole)
        for _ in table:
            number += 1
            if not lines.ended or not content.damage:
                whole = lines.at
            if whole - start >= range_bytes:
                yield ByteRange(start, whole, first, frame)
                start, first, frame = whole, number, replace(frame, skip=0)
        damage = content.damage
        number -= whole < lines.at
    except csv.Error as error:
        damage = content.damage or bad_table(error, table.line_num)
    except Refused as error:
        damage = content.damage or error
    if start + frame.skip < whole:
        yield ByteRange(start, whole, first, frame)
    if damage:
        yield ByteRange(whole, whole + 1, number, refused=damage)


class _Lines:
    """The lines of a content as text of one character a byte; `at` is where the next one begins.

    Delimiters, quotation marks and line ends are the same bytes in all encodings that tables come in, but for UTF-16.
    """

    def __init__(self, content: Readable, most: int) -> None:
        self._content, self._most = content, most
        self._block, self._next = content.read(BLOCK), 0
        if self._block.startswith(UTF16_OR_32) or b"\x00" in self._block[:_HEAD]:
            raise NotCut
        self._head = self._block
        self._pieces: deque[bytes] = deque()
        self.at = 0
        # Whether the last line that was given has no end.
        self.ended = False

    def first(self) -> str:
        """The first line, if it is not longer than a block."""
        return self._head.partition(b"\n")[0].decode("latin-1")

    def so_far(self) -> bytes:
        """All lines that were given; raises `NotCut` where they are more than the first block."""
        head, self._head = self._head[: self.at], b""
        if len(head) < self.at:
            raise NotCut
        return head

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if not self._pieces:
            line = self._line()
            self._pieces.extend(_ROW.findall(line) if b"\r" in line[:-2] else [line])
        piece = self._pieces.popleft()
        self.at += len(piece)
        self.ended = not piece.endswith((b"\n", b"\r"))
        return piece.decode("latin-1")

    def _line(self) -> bytes:
        parts: list[bytes] = []
        size = 0
        while size <= self._most:
            end = self._block.find(b"\n", self._next) + 1 or len(self._block)
            parts.append(self._block[self._next : end])
            self._next = end
            size += len(parts[-1])
            if parts[-1].endswith(b"\n"):
                return b"".join(parts)
            self._block, self._next = self._content.read(BLOCK), 0
            if not self._block:
                break
        else:
            found = f"A line of more than {self._most:,} bytes."
            raise Refused("bad-csv", f"{found} Look for a quotation mark that is not closed or not doubled.")
        if not size:
            raise StopIteration
        return b"".join(parts)


def cut_list(content: Readable, range_bytes: int, limits: Limits) -> Iterator[ByteRange]:
    """Ranges of whole items of a list, then why there are no more; of lines, where each has a record after all."""
    beginning = _Again(content)
    _require_plain_brackets(beginning.head)
    if are_lines(beginning.head):
        for part in cut_lines(beginning, range_bytes, limits):
            yield replace(part, frame=Frame(before=SEQUENCE))
        return
    try:
        scan = ItemScan(beginning)
    except NoList as error:
        raise NotCut from error
    # Each range is a list by itself: below what wraps the list, a damaged one could be taken for lines.
    frame = Frame(b"[", b"]", skip=len(scan.before), drop=1)
    start = first = number = 0
    whole = len(scan.before)
    try:
        for number, comma in enumerate(scan.commas(), 1):
            whole = comma + 1
            if whole - start > range_bytes:
                yield ByteRange(start, whole, first, frame)
                start, first, frame = whole, number, replace(frame, skip=0)
    except Refused as error:
        _require_the_list(scan, scan.after)
        if start + frame.skip < whole:
            yield ByteRange(start, whole, first, frame)
        yield ByteRange(whole, whole + 1, number, refused=content.damage or error)
        return
    rest = scan.rest(MOST_AROUND)
    _require_the_list(scan, rest)
    yield ByteRange(start, scan.end + len(rest), first, replace(frame, drop=len(rest)))


def _require_plain_brackets(head: bytes) -> None:
    """Raise `NotCut` for encodings in which a bracket or backslash may be half of another character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as error:
        raise NotCut from error
    if b"\x00" in head[:_HEAD]:
        raise NotCut


def _require_the_list(scan: ItemScan, rest: bytes) -> None:
    """Raise `NotCut` unless the list is what would be read of the whole: an object may hold others beside it."""
    try:
        whole = json.loads(decode(scan.before + b'"here"' + rest).text)
    except (ValueError, RecursionError, Refused) as error:
        raise NotCut from error
    if listed(whole) != ["here"]:
        raise NotCut


class _Again:
    """A content whose beginning was looked at, and is read again."""

    def __init__(self, content: Readable) -> None:
        self._content = content
        self.head = content.read(BLOCK)
        self._unread = self.head

    @property
    def damage(self) -> Refused | None:
        """Why nothing more comes."""
        return self._content.damage

    def read(self, size: int, /) -> bytes:
        """The next bytes; the beginning at once, however many are asked for."""
        if self._unread:
            head, self._unread = self._unread, b""
            return head
        return self._content.read(size)
