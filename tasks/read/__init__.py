"""From files to documents: decoded, extracted and character-normalised, or rejected with a reason.

Bad content never raises: it becomes a `Rejected`. Only a path that gives no bytes raises, `UnreadableFile`.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from tasks.read.errors import UnreadableFile
from tasks.read.files import ByteRange, SplitFile, read_bytes, split_points
from tasks.read.limits import DEFAULT, Limits
from tasks.read.markup import read_page
from tasks.read.normalise import normalise
from tasks.read.outcome import Origin, Refused, rejected
from tasks.read.plain import read_text
from tasks.read.records import read_json, read_json_lines
from tasks.records import Document, Rejected

__all__ = [
    "DEFAULT",
    "ByteRange",
    "Limits",
    "SplitFile",
    "UnreadableFile",
    "normalise",
    "read_bytes",
    "read_documents",
    "split_points",
]

_PAGES = {".html", ".htm", ".xhtml"}
_LINES = {".jsonl", ".ndjson"}
_MEDIA_TYPES = {".md": "text/markdown", ".markdown": "text/markdown"}


def read_documents(
    data: bytes, path: str, *, first_position: int = 0, outlet: str | None = None, limits: Limits = DEFAULT
) -> Iterator[Document | Rejected]:
    """The documents of one file, or of a range of lines of one, in their order.

    Arguments:
        data: the bytes of the file or range.
        path: its name, whose ending chooses the reader; without a known ending the content does.
        first_position: the number of the first line in `data`, for a range of a file with one record per line.
        outlet: the outlet of the whole batch, as a person stated it; stands above what records and pages say.
        limits: bounds per document.
    """
    for found in _read(data, path, first_position, limits):
        yield replace(found, outlet=outlet) if outlet and isinstance(found, Document) else found


def _read(data: bytes, path: str, first_position: int, limits: Limits) -> Iterator[Document | Rejected]:
    origin = Origin(path, 0, limits)
    try:
        ending = _kind(data, PurePath(path).suffix.lower())
        if ending in _LINES:
            yield from read_json_lines(data, path, first_position, limits)
        elif ending == ".json":
            yield from read_json(data, path, limits)
        elif ending in _PAGES:
            yield read_page(data, origin)
        else:
            yield read_text(data, origin, _MEDIA_TYPES.get(ending, "text/plain"))
    except Refused as why:
        yield rejected(data, origin, why)


def _kind(data: bytes, ending: str) -> str:
    """The ending that says how to read it; scrapers also write pages and records into files named otherwise."""
    if not data.strip():
        return ".txt"
    if ending in _PAGES | _LINES | {".json"}:
        return ending
    head = data[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<?xml version")) and b"<html" in data[:4_000].lower():
        return ".html"
    if not ending and head.startswith((b"{", b"[{", b"[\n", b"[ ")):
        return ".json"
    return ending
