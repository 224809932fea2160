"""A look at files before anything is stored: how each would be read, which field is what, and what would be refused.

Of many files of a kind some are looked at, spread over all of them; of a big one its beginning.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from tasks.chunks import FileSlice
from tasks.discover import PACKED_SPLIT_BYTES, SPLIT_BYTES
from tasks.read import DEFAULT, Limits, NotCut, Refused, UnreadableFile, is_cut, is_packed, read_part, splitter_for
from tasks.read.cuts import first_range
from tasks.read.dispatch import read_from
from tasks.read.endings import LINES, ending_of, kind_of
from tasks.read.fields import FIELDS
from tasks.read.mapping import FieldMap, source_of
from tasks.read.names import on_disk
from tasks.read.outcome import Origin
from tasks.records import Document, Found, PassedOver, Rejected

FILES_OF_A_KIND = 20
RECORDS_OF_A_FILE = 100
_BEGINNING = 4_000_000
_OF_DOCUMENTS = {"url": "url", "headline": "headline", "date": "published_at", "author": "byline", "outlet": "outlet"}
_EXAMPLE = 80
_MOST_UNUSED = 40


@dataclass(slots=True)
class Seen:
    """How often a field was found, or a reason given, with the first example of it."""

    number: int = 0
    example: str = ""

    def add(self, example: str) -> None:
        """Count one more."""
        self.number += 1
        self.example = self.example or " ".join(example.split())[:_EXAMPLE]


@dataclass(slots=True)
class KindLook:
    """What a look at the files of one kind showed.

    Arguments:
        kind: how they are read, in words.
        files, size: all of them, with their bytes.
        first: the path of the first.
        stated: of how many a manifest or an option says something.
        looked_at: how many of them were opened.
        documents: how many documents were found in those.
        passed_over: how many records are no articles and were never meant to be.
        fields: our field and the name of the field it is read from, empty where the page itself says it.
        unused: names of fields that are read as nothing.
        refused: reason for quarantine, and what it says.
    """

    kind: str
    files: int = 0
    size: int = 0
    first: str = ""
    stated: int = 0
    looked_at: int = 0
    documents: int = 0
    passed_over: int = 0
    fields: dict[tuple[str, str], Seen] = field(default_factory=dict)
    unused: dict[str, Seen] = field(default_factory=dict)
    refused: dict[tuple[str, str], Seen] = field(default_factory=dict)


def look_at(pieces: Iterable[FileSlice], limits: Limits = DEFAULT) -> list[KindLook]:
    """What the files are and what would become of them, kind by kind, the most files first.

    Arguments:
        pieces: all files, with what is said of them.
        limits: as ingest would have them.
    """
    looks: dict[str, KindLook] = {}
    chosen: dict[str, list[FileSlice]] = {}
    for piece in pieces:
        kind = kind_of(piece.path)
        look = looks.setdefault(kind, KindLook(kind, first=piece.path))
        look.files += 1
        look.size += piece.size
        look.stated += bool(replace(piece.stated, mapping=()))
        _choose(chosen.setdefault(kind, []), piece, look.files)
    for kind, some in chosen.items():
        for piece in some:
            _look_into(looks[kind], piece, limits)
    return sorted(looks.values(), key=lambda look: (-look.files, look.kind))


def _choose(some: list[FileSlice], piece: FileSlice, number: int) -> None:
    """Keep at most `FILES_OF_A_KIND`, spread evenly: when they are too many, every other one goes."""
    step = 1
    while number > step * FILES_OF_A_KIND:
        step *= 2
    if (number - 1) % step == 0:
        if len(some) == FILES_OF_A_KIND:
            del some[1::2]
        some.append(piece)


def _look_into(look: KindLook, piece: FileSlice, limits: Limits) -> None:
    look.looked_at += 1
    watch = _Watch(look, piece.stated.mapping)
    for found in islice(_read(piece, watch, limits), RECORDS_OF_A_FILE):
        if isinstance(found, PassedOver):
            look.passed_over += found.records
        elif isinstance(found, Rejected):
            where = f"{Path(found.path).name}#{found.position}" if found.position else Path(found.path).name
            look.refused.setdefault((found.reason, found.detail), Seen()).add(where)
        else:
            look.documents += 1
            watch.document(found)


def _read(piece: FileSlice, watch: "_Watch", limits: Limits) -> Iterator[Found]:
    if piece.refused:
        yield Rejected(piece.path, 0, "", piece.refused_as, piece.refused)
        return
    try:
        part = _beginning(piece, limits)
        data = part.frame.around(read_part(Path(part.path), part.start, part.stop, limits))
    except (UnreadableFile, Refused) as why:
        yield Rejected(piece.path, 0, "", why.reason, why.detail)
        return
    if not part.whole and ending_of(part.path) in LINES:
        data = data[: data.rfind(b"\n") + 1]
    origin = Origin(piece.path, 0, limits, piece.stated.mapping, watch.record)
    for found in read_from(data, origin, part.frame.name):
        # A beginning ends somewhere.
        if part.whole or not isinstance(found, Rejected) or found.reason != "truncated":
            yield found


def _beginning(piece: FileSlice, limits: Limits) -> FileSlice:
    """What is looked at of a file: all of it, or of a big one as much as can be read by itself."""
    if piece.size <= (PACKED_SPLIT_BYTES if is_packed(piece.path) else SPLIT_BYTES) or not splitter_for(piece.path):
        return piece
    if not is_cut(piece.path):
        return replace(piece, stop=_BEGINNING)
    try:
        with Path(on_disk(piece.path)).open("rb") as stream:
            first = first_range(stream, _BEGINNING, limits)
    except (NotCut, OSError):
        return piece
    return piece if first is None or first.refused else piece.at(first)


class _Watch:
    """Notes which fields of records are used; what no field of a record says, its page or text may."""

    def __init__(self, look: KindLook, mapping: FieldMap) -> None:
        self._look = look
        self._mapping = mapping
        self._said: set[str] = set()

    def record(self, record: Mapping[str, object]) -> None:
        """A record as it was found; the document made of it, if any, comes next."""
        self._said = set()
        used = set()
        for ours in FIELDS:
            if found := source_of(record, self._mapping, ours):
                name, value = found
                self._said.add(ours)
                used |= {name, name.partition(".")[0]}
                self._look.fields.setdefault((ours, name), Seen()).add(value)
        for key, content in record.items():
            if key not in used and content not in (None, "", [], {}) and len(self._look.unused) < _MOST_UNUSED:
                self._look.unused.setdefault(str(key), Seen()).add(str(content)[:500])

    def document(self, document: Document) -> None:
        """What the document has that no field of a record said."""
        for ours, name in _OF_DOCUMENTS.items():
            value = getattr(document, name)
            if value and ours not in self._said:
                self._look.fields.setdefault((ours, ""), Seen()).add(value)
        self._said = set()
