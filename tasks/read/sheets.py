"""Tables of records (.csv, .tsv): the first line names the fields, every further row is a record."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from tasks.read import fields
from tasks.read.decode import decode
from tasks.read.fields import is_url
from tasks.read.limits import Limits
from tasks.read.mapping import FieldMap
from tasks.read.outcome import Origin, Refused, one_of_many, rejected
from tasks.read.records import read_record
from tasks.records import Document, Rejected

if TYPE_CHECKING:
    import _csv

# The mark of UTF-8 may be before it, decoded or not.
_HINT = re.compile(r"(?:\ufeff|ï»¿)?\"?sep=.\"?\r?", re.IGNORECASE)
_DELIMITERS = (",", ";", "\t", "|")
# `trafilatura --csv` writes no line of names; its columns begin with the address, and what it did not find is `null`.
OF_TRAFILATURA = [
    "url",
    "id",
    "fingerprint",
    "hostname",
    "title",
    "image",
    "date",
    "text",
    "comments",
    "license",
    "pagetype",
]


def read_sheet(data: bytes, origin: Origin, ending: str) -> Iterator[Document | Rejected]:
    """One document per row; position is the row's number, from 0, without the first line.

    Arguments:
        data: the table, or the names of its columns and a part of its rows.
        origin: its file, the number of its first row, the limits and the mapping.
        ending: of its name.

    Raises:
        Refused: no column holds a text, or the file cannot be decoded.
    """
    decoded = decode(data)
    first, _, rest = decoded.text.partition("\n")
    text = rest if is_hint(first) else decoded.text
    table = rows_of(io.StringIO(text, newline=""), text.partition("\n")[0], ending, origin.limits)
    header = _header(table)
    rows: Iterator[list[str]] = table
    if is_of_trafilatura(header):
        names, rows = OF_TRAFILATURA, chain([header], table)
    else:
        names = _names(header, origin.mapping)
    position = origin.position
    while True:
        here = replace(origin, position=position)
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield rejected(data, here, bad_table(error, table.line_num))
            return
        if row is None:
            return
        if any(cell.strip() for cell in row):
            record = {name: "" if cell == "null" else cell for name, cell in zip(names, row, strict=False)}
            yield _read_row(record, here, decoded.encoding)
        position += 1


def rows_of(lines: Iterable[str], first: str, ending: str, limits: Limits) -> "_csv.Reader":
    """The rows of a table, of which `first` is the first line."""
    # The module's own limit of 131,072 characters is below that of one article with its page.
    csv.field_size_limit(limits.document_bytes)
    # Strict: a quotation mark that is never closed is an error, and not a field that holds the rest of the file.
    return csv.reader(lines, delimiter=delimiter_of(first, ending), strict=True)


def delimiter_of(first: str, ending: str) -> str:
    """What stands between the cells, by the first line of a table and by how its name ends."""
    return "\t" if ending == ".tsv" else max(_DELIMITERS, key=first.count)


def is_hint(first: str) -> bool:
    """Whether the first line only tells Excel what stands between the cells, and the names are in the second."""
    return _HINT.fullmatch(first) is not None


def is_of_trafilatura(header: Sequence[str]) -> bool:
    """Whether the first row is no names but a record of trafilatura."""
    return len(header) == len(OF_TRAFILATURA) and is_url(header[0])


def _header(rows: Iterator[list[str]]) -> list[str]:
    try:
        return next(rows, [])
    except csv.Error as error:
        raise bad_table(error, 1) from error


def _names(header: list[str], mapping: FieldMap) -> list[str]:
    """The columns' names as the records' fields are called, whatever their case."""
    known = {name.lower(): name for group in fields.FIELDS.values() for name in group}
    known |= {theirs.lower(): theirs for _, theirs in mapping}
    names = [known.get(name.strip().lower(), name.strip()) for name in header]
    texts = {theirs for ours, theirs in mapping if ours in {"text", "html"}}
    if not set(names) & {*fields.TEXT, *fields.HTML, *texts}:
        seen = ", ".join(names)[:200]
        found = f"No column is called text, body or html; its columns are: {seen}."
        raise Refused("bad-record", f"{found} Say which it is: ingest --map text=COLUMN.")
    return names


def _read_row(record: dict[str, str], origin: Origin, encoding: str) -> Document | Rejected:
    return one_of_many(lambda: read_record(dict(record), origin, encoding), lambda: _as_sheet(record), origin)


def _as_sheet(record: dict[str, str]) -> bytes:
    sheet = io.StringIO()
    csv.writer(sheet).writerows([record.keys(), record.values()])
    return sheet.getvalue().encode("utf-8", "replace")


def bad_table(error: csv.Error, line: int) -> Refused:
    """Why a table is not read further than to a line."""
    found = f"No valid table from line {line:,} on: {error}."
    return Refused("bad-csv", f"{found} Look for a quotation mark that is not closed or not doubled.")
