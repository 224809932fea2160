"""Which reader reads a file: by its ending, then by its content."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import BinaryIO

from tasks.read.archives import ARCHIVES, Member, read_archive
from tasks.read.feeds import FEEDS, read_feed
from tasks.read.files import SplitFile, split_points
from tasks.read.limits import DEFAULT, Limits
from tasks.read.markup import read_page
from tasks.read.mhtml import read_saved_page
from tasks.read.normalise import one_line
from tasks.read.outcome import Origin, Refused, rejected, until_it_fails
from tasks.read.plain import read_text
from tasks.read.records import read_json, read_json_lines
from tasks.read.sheets import read_sheet
from tasks.read.unpack import COMPRESSED, unpack
from tasks.read.warc import ARCHIVED_PAGES, read_archived_pages, split_archive
from tasks.records import Document, Found, PassedOver

_PAGES = frozenset({".html", ".htm", ".xhtml"})
_SAVED = frozenset({".mhtml", ".mht"})
_LINES = frozenset({".jsonl", ".ndjson"})
_SHEETS = frozenset({".csv", ".tsv"})
_WEB_ARCHIVE = ".warc"
Splitter = Callable[[BinaryIO, int], SplitFile]
_SPLITTERS: dict[str, Splitter] = {**dict.fromkeys(_LINES, split_points), _WEB_ARCHIVE: split_archive}
_MEDIA_TYPES = {".md": "text/markdown", ".markdown": "text/markdown"}
# A compressed file in a compressed file is an accident; one more is a trap.
_MOST_LAYERS = 2
_TAPES = {".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".txz": ".tar.xz"}


def read_documents(
    data: bytes, path: str, *, first_position: int = 0, outlet: str | None = None, limits: Limits = DEFAULT
) -> Iterator[Found]:
    """The documents of one file, or of a range of lines of one, in their order.

    Arguments:
        data: the bytes of the file or range.
        path: its name, whose ending chooses the reader; without a known ending the content does.
        first_position: the number of the first line in `data`, for a range of a file with one record per line.
        outlet: the outlet of the whole batch, as a person stated it; stands above what records and pages say.
        limits: bounds per document.
    """
    origin = Origin(path, first_position, limits)
    for found in until_it_fails(_read_packed(data, path, origin), data, origin):
        yield replace(found, outlet=outlet) if outlet and isinstance(found, Document) else found


def _read_packed(data: bytes, path: str, origin: Origin) -> Iterator[Found]:
    content, name = _unpacked(data, path, origin.limits)
    yield from _read_any(content, name, origin)


def splitter_for(path: str) -> Splitter | None:
    """What finds the places where a big file of this name can be read in parts; none where it cannot.

    A splitter takes the file, open at its beginning, and how many bytes a part should have.
    """
    return _SPLITTERS.get(_ending(path))


def _unpacked(data: bytes, name: str, limits: Limits) -> tuple[bytes, str]:
    """The content of a compressed file under the name without the ending that says so."""
    for short, long in _TAPES.items():
        name = name.removesuffix(short) + long if name.lower().endswith(short) else name
    for _ in range(_MOST_LAYERS):
        # A compressed web archive is unpacked record by record.
        if (ending := _ending(name)) not in COMPRESSED or not data:
            break
        data, name = unpack(data, ending, limits), name[: -len(ending)]
    return data, name


def _read_any(data: bytes, name: str, origin: Origin) -> Iterator[Found]:
    if (ending := _ending(name)) not in ARCHIVES or not data:
        yield from _read(data, name, origin)
        return
    position = 0
    for member in read_archive(data, ending, origin.limits):
        for found in _read_member(member, replace(origin, position=0)):
            # Records are numbered through, over all files of the archive.
            if isinstance(found, PassedOver):
                yield found
                continue
            if isinstance(found, Document):
                yield replace(found, position=position, external_id=found.external_id or one_line(member.name))
            else:
                yield replace(found, position=position)
            position += 1


def _read_member(member: Member, origin: Origin) -> Iterator[Found]:
    if isinstance(member.data, Refused):
        yield rejected(member.name.encode("utf-8", "replace"), origin, member.data)
        return
    yield from until_it_fails(_read(member.data, member.name, origin), member.data, origin)


def _read(data: bytes, name: str, origin: Origin) -> Iterator[Found]:
    ending = _kind(data, _ending(name))
    if ending in _LINES:
        yield from read_json_lines(data, origin.path, origin.position, origin.limits)
    elif ending == ".json":
        yield from read_json(data, origin.path, origin.limits)
    elif ending in _SHEETS:
        yield from read_sheet(data, origin.path, ending, origin.limits)
    elif ending in FEEDS:
        yield from read_feed(data, origin)
    elif ending == _WEB_ARCHIVE:
        yield from read_archived_pages(data, origin)
    elif ending in _SAVED:
        yield read_saved_page(data, origin)
    elif ending in _PAGES:
        yield read_page(data, origin)
    else:
        yield read_text(data, origin, _MEDIA_TYPES.get(ending, "text/plain"))


def _ending(name: str) -> str:
    """What a name ends with, in lower case; of a web archive the same whether it is compressed or not."""
    return _WEB_ARCHIVE if name.lower().endswith(ARCHIVED_PAGES) else PurePath(name).suffix.lower()


def _kind(data: bytes, ending: str) -> str:
    """The ending that says how to read it; scrapers also write pages and records into files named otherwise."""
    if not data.strip():
        return ".txt"
    head = data[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_page = head.startswith((b"<!doctype html", b"<html", b"<?xml version")) and b"<html" in data[:4_000].lower()
    if ending in _PAGES | _SAVED | _LINES | _SHEETS | {".json", _WEB_ARCHIVE} or (ending in FEEDS and not is_page):
        return ending
    if is_page:
        return ".html"
    if not ending and head.startswith((b"{", b"[{", b"[\n", b"[ ")):
        return ".json"
    return ending
