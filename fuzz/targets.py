"""The fuzz targets: for each a name, what it does with some bytes, and the inputs to start from."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fuzz.properties import check_cutting, check_reading, check_steps, must
from fuzz.samples import (
    cuttable,
    feeds,
    lines,
    manifests,
    mapped,
    messages,
    packed,
    pages,
    records,
    sheets,
    tables,
    texts,
    web_archives,
)
from tasks.manifest import MANIFESTS, Manifest, read_manifest
from tasks.read.mapping import field_map
from tasks.read.normalise import normalise
from tasks.read.stated import stated_in, written
from tasks.records import NOTHING_STATED, Document, Stated


@dataclass(frozen=True, slots=True)
class Target:
    """One fuzz target.

    Arguments:
        check: takes the input; whatever it raises is a find.
        samples: the first inputs.
        share: of the time, against the other targets.
    """

    check: Callable[[bytes], None]
    samples: Callable[[], Sequence[bytes]]
    share: int = 1


def choosing(check: Callable[[bytes, str], None], *names: str) -> Callable[[bytes], None]:
    """A check whose name is chosen by the first byte of an input."""
    return lambda data: check(data[1:], names[data[0] % len(names)]) if data else None


def reading(*names: str, stated: Stated = NOTHING_STATED) -> Callable[[bytes], None]:
    """A check of the readers of some names; the first byte of an input chooses one of them, if there are several."""
    check = partial(check_reading, stated=stated)
    return choosing(check, *names) if len(names) > 1 else lambda data: check(data, *names)


def named(samples: Callable[[], Sequence[tuple[str, bytes]]], *names: str) -> Callable[[], Sequence[bytes]]:
    """Samples with the byte before them that chooses the reader of their name."""

    def made() -> Sequence[bytes]:
        return [bytes([names.index(name)]) + data for name, data in samples()]

    return made


def check_lines(data: bytes) -> None:
    """Clean a page of lines: one of up to two bytes stands for a line of the rules' own, any other for itself."""
    known = lines()
    page = [
        known[int.from_bytes(line) % len(known)] if len(line) <= 2 else line.decode("utf-8", "replace")
        for line in data.split(b"\n")
    ]
    text = normalise("\n".join(page))
    if text.strip():
        check_steps(Document("fuzz", 0, text, "", "text/plain", "utf-8"))


def check_manifest(data: bytes) -> None:
    """Any bytes say of a folder's one file what a statement can hold, or are warned of in a line each."""
    if not data:
        return
    name = MANIFESTS[data[0] % len(MANIFESTS)]
    with tempfile.TemporaryDirectory() as made:
        folder, manifest = Path(made), Manifest()
        (folder / "a.txt").touch()
        (folder / name).write_bytes(data[1:])
        read_manifest(folder / name, manifest)
    must(manifest.rows.keys() <= {"a.txt", "."}, "a manifest speaks of files below its folder")
    for row in manifest.rows.values():
        must(stated_in(written(row)) == row, "what a manifest says can be kept")
    for warning in manifest.warnings:
        must(len(warning.splitlines()) == 1, f"a warning is one line: {warning!r}")


RECORDS = ("a.json", "a.jsonl", "a")
SHEETS = ("a.csv", "a.tsv")
FEEDS = ("a.xml", "a.rss", "a.atom")
WEB_ARCHIVES = ("a.warc", "a.warc.gz")
PACKED = ("a.txt.gz", "a.jsonl.bz2", "a.txt.xz", "a.csv.zst", "a.zip", "a.tar", "a.tgz", "a.html.gz")
CUT = ("a.csv", "a.tsv", "a.json", "a.jsonl.gz", "a.xml", "a.tar", "a.zip", "a.csv.gz")
MESSAGES = ("a.mhtml", "a.eml")
MAPPED = ("a.json", "a.jsonl", "a.csv", "a.parquet")
# Fields that lie within another one, that are named twice, and one that would be read as something else.
MAPPING = field_map({"headline": "titre", "text": ["meta.corps", "corps"], "date": "meta.publié", "outlet": "title"})
TARGETS: dict[str, Target] = {
    "lines": Target(check_lines, lambda: [bytes([n, 10, 200 - n, 10, 10, n + 7]) for n in range(0, 200, 9)], 3),
    "text": Target(reading("a.txt"), texts, 2),
    "page": Target(reading("a.html"), pages, 3),
    "records": Target(reading(*RECORDS), named(records, *RECORDS), 2),
    "sheet": Target(reading(*SHEETS), named(sheets, *SHEETS)),
    "table": Target(reading("a.parquet"), tables),
    "mapped": Target(reading(*MAPPED, stated=Stated(mapping=MAPPING)), named(mapped, *MAPPED)),
    "manifest": Target(check_manifest, named(manifests, *MANIFESTS)),
    "feed": Target(reading(*FEEDS), named(feeds, *FEEDS)),
    "message": Target(
        reading(*MESSAGES), lambda: [bytes([n]) + data for n in range(len(MESSAGES)) for data in messages()]
    ),
    "archive": Target(reading(*WEB_ARCHIVES), named(web_archives, *WEB_ARCHIVES)),
    "cut": Target(choosing(check_cutting, *CUT), named(cuttable, *CUT), 2),
    "packed": Target(reading(*PACKED), named(packed, *PACKED)),
}
