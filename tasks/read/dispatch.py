"""Which reader reads a file: by its ending, then by its content."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace

from tasks.read.archives import Member, is_archive, read_archive
from tasks.read.beside import is_frame
from tasks.read.content import InMemory
from tasks.read.cut_records import NotCut
from tasks.read.cuts import cut, cutter_for
from tasks.read.endings import (
    ARCHIVES,
    FEEDS,
    LINES,
    MAIL,
    PAGE_PARTS,
    PAGES,
    SAVED,
    SHEETS,
    TABLES,
    WEB_ARCHIVE,
    ending_of,
    without_packing,
)
from tasks.read.feeds import read_feed
from tasks.read.limits import DEFAULT, Limits
from tasks.read.mail import read_message
from tasks.read.markup import read_page
from tasks.read.mhtml import read_saved_page
from tasks.read.normalise import one_line
from tasks.read.outcome import Origin, Refused, rejected, sha256_of, until_it_fails
from tasks.read.parquet import lines_of_table
from tasks.read.plain import read_text
from tasks.read.records import read_json, read_json_lines
from tasks.read.sheets import read_sheet
from tasks.read.stated import as_stated
from tasks.read.unpack import is_packed, unpack
from tasks.read.warc import read_archived_pages
from tasks.records import NOTHING_STATED, Document, Found, PassedOver, Rejected, Stated

# XHTML within the XML of a news agency makes no page of it.
_PAGE = re.compile(
    rb"(?:\s++|<\?[^>]{0,500}+>|<!--(?:(?!-->).){0,2000}+-->|<!doctype[^>]{0,500}+>)*+<html\b", re.DOTALL
)
_MEDIA_TYPES = {".md": "text/markdown", ".markdown": "text/markdown"}
_CERTAIN = PAGES | SAVED | LINES | SHEETS | TABLES | {".json", MAIL, WEB_ARCHIVE}
# A compressed file in a compressed file is an accident; one more is a trap.
_MOST_LAYERS = 2


def read_documents(
    data: bytes, path: str, *, first_position: int = 0, stated: Stated = NOTHING_STATED, limits: Limits = DEFAULT
) -> Iterator[Found]:
    """The documents of one file, or of a range of one, in their order.

    Arguments:
        data: the bytes of the file or range.
        path: its name, whose ending chooses the reader; without a known ending the content does.
        first_position: the number of the first line or record in `data`, for a range of a file.
        stated: what people say of the file; it stands above what records and pages say.
        limits: bounds per document.
    """
    return said_of(read_from(data, Origin(path, first_position, limits, stated.mapping)), stated)


def said_of(found: Iterator[Found], stated: Stated) -> Iterator[Found]:
    """What is found in a file, with what is said of the file, if anything is."""
    return as_stated(found, stated) if stated else found


def read_from(data: bytes, origin: Origin, name: str = "") -> Iterator[Found]:
    """The documents of one file, or of a range of one, whose path, limits and mapping are in `origin`.

    Arguments:
        data: the bytes of the file or range.
        origin: of the first record in it.
        name: of the file in an archive that the range is of, or of the archive; empty where the path says it.
    """
    if name and ending_of(name) not in ARCHIVES:
        return read_member(Member(name, data), origin)
    found = until_it_fails(_read_packed(data, name or origin.path, origin), data, origin)
    bare, _ = without_packing(name or origin.path)
    return _in_sequence(found, origin.position) if ending_of(bare) in ARCHIVES else found


def _read_packed(data: bytes, path: str, origin: Origin) -> Iterator[Found]:
    content, name, damage = _unpacked(data, path, origin)
    if damage is None:
        yield from _read_any(content, name, origin)
        return
    # What is whole is read; the rest is one thing that cannot be.
    try:
        parts = list(cut(InMemory(content, damage), name, len(content) + 1, origin.limits))
    except NotCut as error:
        raise damage from error
    for part in parts:
        here = replace(origin, position=part.first_position)
        if part.refused is not None:
            yield rejected(data, here, part.refused)
        else:
            yield from _read_any(part.frame.around(content[part.start : part.stop]), part.frame.name or name, here)


def _unpacked(data: bytes, name: str, origin: Origin) -> tuple[bytes, str, Refused | None]:
    """The content of a compressed file under the name without the ending that says so; and what is damaged behind it.

    A range behind the first is unpacked, even where it begins as a compressed file does.

    Raises:
        Refused: nothing can be read of it.
    """
    damage = None
    for _ in range(_MOST_LAYERS):
        bare, packing = without_packing(name)
        if not packing or not data or damage is not None:
            break
        if origin.position == 0 and is_packed(data, packing):
            data, damage = unpack(data, packing, origin.limits)
        name = bare
    if damage is not None and cutter_for(name) is None and ending_of(name) not in ARCHIVES:
        raise damage
    return data, name, damage


def _read_any(data: bytes, name: str, origin: Origin) -> Iterator[Found]:
    if (ending := ending_of(name)) not in ARCHIVES or not data:
        yield from _read(data, name, origin)
        return
    if not is_archive(data, ending):
        # A member that an older copydesk put into quarantine comes as it was kept, and its name is not known any more.
        yield from _read(data, name[: -len(ending)], origin)
        return
    for member in read_archive(data, ending, origin.limits):
        yield from read_member(member, origin)


def read_member(member: Member, origin: Origin) -> Iterator[Found]:
    """The documents of one file of an archive."""
    name = one_line(member.name)
    if isinstance(member.data, Refused):
        # Nothing of it is kept, or a replay would take the name for the text.
        sha256 = sha256_of(member.name.encode("utf-8", "replace"))
        detail = f"{name}: {member.data.detail}"
        yield Rejected(origin.path, origin.position, sha256, member.data.reason, detail, member=member.name)
        return
    for found in until_it_fails(_read(member.data, member.name, origin), member.data, origin):
        if isinstance(found, Document) and not found.external_id:
            yield replace(found, external_id=name)
        elif isinstance(found, Rejected):
            yield replace(found, detail=f"{name}: {found.detail}", member=member.name)
        else:
            yield found


def _in_sequence(found: Iterator[Found], first: int) -> Iterator[Found]:
    """What is found in an archive: its records are numbered through, over all files of it."""
    position = first
    for one in found:
        yield one if isinstance(one, PassedOver) else replace(one, position=position)
        position += not isinstance(one, PassedOver)


def _read(data: bytes, name: str, origin: Origin) -> Iterator[Found]:
    ending = ending_of(name)
    # A part of a file may hold nothing but the empty lines at its end.
    ending = ending if ending in LINES and origin.position else _kind(data, ending)
    if ending in LINES:
        yield from read_json_lines(data, origin)
    elif ending == ".json":
        yield from read_json(data, origin)
    elif ending in SHEETS:
        yield from read_sheet(data, origin, ending)
    elif ending in TABLES:
        # A row that was in quarantine comes as it was kept, and a part as it was cut: as lines of JSON.
        is_table = not data.startswith(b"{")
        lines = lines_of_table(io.BytesIO(data), len(data), limits=origin.limits) if is_table else data
        yield from read_json_lines(lines, origin)
    elif ending in FEEDS:
        yield from read_feed(data, origin)
    elif ending == WEB_ARCHIVE:
        yield from read_archived_pages(data, origin)
    elif ending in SAVED:
        yield read_saved_page(data, origin)
    elif ending == MAIL:
        yield read_message(data, origin)
    elif ending in PAGE_PARTS:
        raise Refused(
            "no-text", "A script, a style or a drawing of a page is no article. Remove it, or leave it there."
        )
    elif ending in PAGES:
        yield _read_page(data, origin)
    else:
        yield read_text(data, origin, _MEDIA_TYPES.get(ending, "text/plain"))


def _read_page(data: bytes, origin: Origin) -> Document:
    document = read_page(data, origin)
    if is_frame(origin.path, document.text):
        raise Refused("no-text", "A frame of the page that it was saved with is no article. Remove it, or leave it.")
    return document


def _kind(data: bytes, ending: str) -> str:
    """The ending that says how to read it; scrapers also write pages and records into files named otherwise."""
    if not data.strip():
        return ".txt"
    head = data[:4_000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    is_page = head.startswith(b"<!doctype html") or _PAGE.match(head) is not None
    if ending in _CERTAIN or (ending in FEEDS and not is_page):
        return ending
    if is_page:
        return ".html"
    if not ending and head.startswith((b"{", b"[{", b"[\n", b"[ ")):
        return ".json"
    return ending
