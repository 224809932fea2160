"""Records of scrapers and exporters (.json, .jsonl, .ndjson): each object becomes a document by its field names."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from tasks.read import fields
from tasks.read.content import InMemory
from tasks.read.dates import published
from tasks.read.decode import decode
from tasks.read.json_items import ItemScan, NoList
from tasks.read.mapping import FieldMap, renamed
from tasks.read.markup import read_fragment, read_page
from tasks.read.mojibake import repair
from tasks.read.normalise import normalise, one_line
from tasks.read.outcome import Origin, Refused, bounded, checked, one_of_many, rejected, sha256_of
from tasks.records import Document, HeadlineSource, Rejected

# What a sequence of JSON texts has before each of them (RFC 7464); a part of lines that are called .json has one, too.
SEQUENCE = b"\x1e"
_BLANKS = b" \t\r\n\x0b\x0c" + SEQUENCE
_DEEPEST_LIST = 3
# A text field that is markup: some exporters store the article's HTML in `content`. It begins with a tag; a text
# about web pages names one here and there.
_MARKUP = re.compile(r"</(?:p|div|article|body|html|h[1-6]|li)\s{0,3}>|<(?:p|br)\s{0,3}/?>", re.IGNORECASE)
_WHOLE_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_HEAD = 4_000


def read_json_lines(data: bytes, origin: Origin) -> Iterator[Document | Rejected]:
    """One object per line; a line that cannot be read is rejected alone. Position is the line's number."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = decode(data).text.encode("utf-8", "replace")
    start, position = 0, origin.position
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        line = data[start:end].removeprefix(b"\xef\xbb\xbf").strip(_BLANKS)
        if line:
            yield read_line(line, replace(origin, position=position))
        start, position = end + 1, position + 1


def read_line(line: bytes, origin: Origin) -> Document | Rejected:
    """The document of one line of JSON, or the reason why there is none."""
    return one_of_many(lambda: _read_line(line, origin), lambda: line, origin)


def _read_line(line: bytes, origin: Origin) -> Document:
    value, encoding = _parsed(bounded(line, origin.limits))
    return read_record(value, origin, encoding)


def read_json(data: bytes, origin: Origin) -> Iterator[Document | Rejected]:
    """One object, a list of objects, an object that wraps such a list, or one object per line after all."""
    if data.startswith(SEQUENCE):
        yield from read_json_lines(data, origin)
        return
    try:
        value, encoding = _parsed(data.strip(_BLANKS))
    except Refused as why:
        if are_lines(data):
            yield from read_json_lines(data, origin)
        else:
            yield from _read_items(data, origin, why)
        return
    records = listed(value, origin.mapping)
    for position, record in enumerate([value] if records is None else records, origin.position):
        here = replace(origin, position=position)
        original = partial(_dumped, record) if records is not None else lambda: data
        yield one_of_many(partial(read_record, record, here, encoding), original, here)


def are_lines(data: bytes) -> bool:
    """Whether JSON that is not one value begins with an object on a line of its own."""
    first, _, rest = data.lstrip(_BLANKS).partition(b"\n")
    return first.startswith(b"{") and first.rstrip().endswith(b"}") and bool(rest.strip())


def _read_items(data: bytes, origin: Origin, why: Refused) -> Iterator[Document | Rejected]:
    """The items of a list that cannot be read as a whole, up to where it ends; if the file's first is an article."""
    start, position = 0, origin.position
    try:
        scan = ItemScan(InMemory(data))
        start = len(scan.before)
        for comma in scan.commas():
            one = read_line(data[start:comma].strip(_BLANKS), replace(origin, position=position))
            if position == 0 and isinstance(one, Rejected):
                break
            yield one
            start, position = comma + 1, position + 1
        else:
            yield read_line(data[start : scan.end].strip(_BLANKS), replace(origin, position=position))
            return
    except NoList:
        pass
    except Refused as damage:
        why = damage if position > origin.position else why
    yield rejected(data, replace(origin, position=position), why)


def _parsed(data: bytes) -> tuple[object, str]:
    decoded = decode(data)
    try:
        return json.loads(decoded.text), decoded.encoding
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" starting at")
        found = f"No valid JSON: {what} at character {error.pos:,} of {len(decoded.text):,}."
        raise Refused("bad-json", f"{found} A file cut off in the middle looks like this; write it again.") from error
    except RecursionError as error:
        raise Refused("bad-json", "It is nested too deeply to be a record of an article.") from error
    except ValueError as error:  # a number of more than 4,300 digits
        raise Refused("bad-json", f"No usable JSON: {error}.") from error


def listed(value: object, mapping: FieldMap = (), depth: int = 0) -> list[object] | None:
    """The records of a list, or of one that an object wraps; none where a value is itself a record."""
    if isinstance(value, list):
        return value
    if depth == _DEEPEST_LIST or not isinstance(value, dict):
        return None
    if fields.text_field(renamed(value, mapping), fields.TEXT + fields.HTML):
        return None
    for name in fields.LISTS:
        if name in value and (found := listed(value[name], mapping, depth + 1)) is not None:
            return found
    return None


def _dumped(record: object) -> bytes:
    try:
        return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
    except RecursionError:
        return b""


def read_record(record: object, origin: Origin, encoding: str) -> Document:
    """The document of one record, whatever file it came in.

    Raises:
        Refused: `bad-record` where it has no text, or what the text and the limits refuse.
    """
    if not isinstance(record, dict):
        kind = type(record).__name__
        raise Refused("bad-record", f"A record must be an object with a text field; this is a {kind}.")
    record = _with_source(record)
    if origin.watch is not None:
        origin.watch(record)
    record = renamed(record, origin.mapping)
    text, page = fields.text_field(record, fields.TEXT), fields.text_field(record, fields.HTML)
    if text and not (page is None and _is_markup(text)):
        document = _from_text(text, origin, encoding)
    elif markup := page or text:
        document = _from_markup(markup, record, origin, encoding)
    else:
        seen = ", ".join(sorted(map(str, record)))[:200]
        wanted = ", ".join(fields.TEXT[:6])
        found = f"No text in it: none of {wanted} or html holds any. Its fields are: {seen}."
        remedy = "Fetch the page that it names; or, i" if fields.url_field(record) else "I"
        raise Refused("bad-record", f"{found} {remedy}f one of them is the text, say so: ingest --map text=FIELD.")
    return _with_fields(document, record)


def _is_markup(text: str) -> bool:
    return text.lstrip().startswith("<") and _MARKUP.search(text) is not None


def _with_source(record: dict[str, object]) -> dict[str, object]:
    """Elasticsearch wraps the record in `_source`, Fundus the page's address in `html`."""
    inner, page = record.get("_source"), record.get("html")
    if isinstance(inner, dict):
        record = {"_id": record.get("_id"), **inner}
    if isinstance(page, dict):
        record = {"url": page.get("responded_url") or page.get("requested_url"), **record}
    return record


def _from_text(text: str, origin: Origin, encoding: str) -> Document:
    text, repaired = repair(text)
    text = checked(normalise(text), origin.limits)
    encoding = f"{encoding}, mojibake repaired" if repaired else encoding
    return Document(origin.path, origin.position, text, sha256_of(text.encode()), "application/json", encoding)


def _from_markup(markup: str, record: dict[str, object], origin: Origin, encoding: str) -> Document:
    # What is said to be markup may be plain text after all, as many feeds' descriptions are.
    if not _MARKUP.search(markup):
        return _from_text(html.unescape(markup), origin, encoding)
    if not _WHOLE_PAGE.search(markup[:_HEAD]):
        return read_fragment(markup, origin, encoding)
    data = markup.encode("utf-8", "replace")
    document = read_page(data, origin, url=fields.url_field(record), declared="utf-8")
    return replace(document, encoding=encoding)


def _with_fields(document: Document, record: dict[str, object]) -> Document:
    """What the record states about the article; where it is silent, what its page said stays."""
    dates = (moment for name in fields.DATE if (moment := published(record.get(name))))
    headline = one_line(fields.name_field(record, fields.HEADLINE))
    if headline:
        document = replace(document, headline=headline, headline_source=HeadlineSource.METADATA)
    return replace(
        document,
        external_id=one_line(fields.identifier_field(record)) or document.external_id,
        url=one_line(fields.url_field(record)) or document.url,
        outlet=one_line(fields.outlet_field(record)) or document.outlet,
        byline=one_line(fields.name_field(record, fields.AUTHOR)) or document.byline,
        published_at=next(dates, None) or document.published_at,
    )
