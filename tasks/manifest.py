"""Manifests: a `manifest.csv` or `manifest.jsonl` in a folder that says of the files below it where they are from.

A scraper that keeps texts keeps their address, date and headline apart; this is where. A manifest is no article.
"""

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from unicodedata import normalize

from tasks.chunks import FileSlice
from tasks.read import Refused, UnreadableFile, fields, read_bytes
from tasks.read.dates import published
from tasks.read.decode import decode
from tasks.read.normalise import one_line
from tasks.records import NOTHING_STATED, Stated

MANIFESTS = ("manifest.csv", "manifest.jsonl")
_FILE = ("file", "filename", "file_name", "path", "name")
# So many warnings are read; of more only the number is.
_MOST_WARNINGS = 10


@dataclass(slots=True)
class Manifest:
    """What the manifests of one folder say, by path below the folder, and what is wrong with them."""

    rows: dict[str, Stated] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


class Manifests:
    """The manifests of the folders that are read, each read once, when the first file below it comes.

    Arguments:
        roots: files and folders that are read, absolute; a manifest above them says nothing.
        warnings: takes what is wrong with manifests, in a sentence each.
    """

    def __init__(self, roots: Sequence[Path], warnings: list[str]) -> None:
        self._warnings = warnings
        self._roots = {root if root.is_dir() else root.parent for root in roots}
        # Of the folders between a root and the file that was asked for last, nearest first, and of no others.
        self._open: dict[Path, Manifest] = {}
        self._folder = ""
        self._rows: list[tuple[int, dict[str, Stated]]] = []

    def stated(self, pieces: Iterable[FileSlice], batch: Stated = NOTHING_STATED) -> Iterator[FileSlice]:
        """The files with what is said of them: by their manifest, and above it of the whole batch."""
        for piece in pieces:
            row = self._row_for(piece.path)
            stated = replace(row, outlet=batch.outlet or row.outlet, mapping=batch.mapping) if row else batch
            yield replace(piece, stated=stated) if stated else piece

    def _row_for(self, path: str) -> Stated:
        """What the nearest manifest that names a file says of it; nothing where none does."""
        folder = path.rpartition(os.sep)[0]
        if folder != self._folder:
            self._folder = folder
            folders = self._folders(Path(path))
            self._open = {folder: self._open.get(folder) or self._read(folder) for folder in folders}
            open_ones = self._open.items()
            self._rows = [(len(f"{above}/"), manifest.rows) for above, manifest in open_ones if manifest.rows]
        rows = (rows.get(path[above:].replace(os.sep, "/")) for above, rows in self._rows)
        return next((row for row in rows if row is not None), NOTHING_STATED)

    def _folders(self, path: Path) -> list[Path]:
        """The folders of a file, nearest first, up to the one that was asked for."""
        parents = list(path.parents)
        return parents[: 1 + next((n for n, folder in enumerate(parents) if folder in self._roots), 0)]

    def _read(self, folder: Path) -> Manifest:
        manifest = Manifest()
        for name in _manifests_in(folder):
            if (folder / name).is_symlink():
                # It could lead out of the folder, as files that are refused do.
                manifest.warnings.append(f"{folder / name}: a link is not followed")
            elif (folder / name).is_file():
                read_manifest(folder / name, manifest)
        shown = manifest.warnings[:_MOST_WARNINGS]
        more = len(manifest.warnings) - len(shown)
        self._warnings += [*shown, f"{folder}: {more:,} more rows like these"] if more else shown
        return manifest


def _manifests_in(folder: Path) -> list[str]:
    """The names of its manifests, written in any case, as programs of Windows write them."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.name.lower() in MANIFESTS)
    except OSError:
        return []


def read_manifest(path: Path, manifest: Manifest) -> None:
    """Add what a manifest says; a row that cannot be used is a warning that names it, and the others count."""
    try:
        rows = _rows(decode(read_bytes(path)).text, path.suffix.lower())
        for line, row in rows:
            _add(manifest, path, line, row)
    except (UnreadableFile, Refused, csv.Error) as error:
        why = error if isinstance(error, csv.Error) else error.detail
        manifest.warnings.append(f"{path}: it cannot be read from some place on ({why})")


def _rows(text: str, ending: str) -> Iterator[tuple[int, Mapping[str, object] | None]]:
    """The rows with the line they end on; none for a line that is no object."""
    if ending == ".csv":
        head = text.partition("\n")[0]
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
        for row in reader:
            yield reader.line_num, {str(name).strip().lower(): value for name, value in row.items()}
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                value = None
            yield number, value if isinstance(value, dict) else None


def _add(manifest: Manifest, path: Path, line: int, row: Mapping[str, object] | None) -> None:
    def warn(what: str) -> None:
        manifest.warnings.append(f"{path}, line {line:,}: {what}")

    if row is None:
        return warn("no JSON object")
    name = fields.name_field(row, _FILE)
    if not name:
        return warn(f"it names no file (in a column {' or '.join(_FILE[:2])})")
    key = _found(path.parent, name)
    if key is None:
        return warn(f"there is no file {name} below this folder")
    if key.as_posix() in manifest.rows:
        return warn(f"{name} is named a second time; the first row counts")
    stated = _stated(row)
    for kind, names, value in (("date", fields.DATE, stated.published_at), ("address", fields.URL, stated.url)):
        given = fields.name_field(row, names)
        if given and value is None:
            warn(f"{given!r} of {name} is no {kind} that can be believed")
    if any(row.get(column) for column in fields.TEXT):
        warn(f"it holds the text of {name}, which is not read here; name the manifest otherwise if it holds articles")
    manifest.rows[key.as_posix()] = stated
    return None


def _found(folder: Path, name: str) -> PurePosixPath | None:
    """The file below the folder, as the disk spells it: to a Mac an accent is a character of its own."""
    for spelled in dict.fromkeys((name, normalize("NFC", name), normalize("NFD", name))):
        key = PurePosixPath(spelled.replace("\\", "/"))
        if not key.is_absolute() and ".." not in key.parts and os.path.lexists(folder / key):
            return key
    return None


def _stated(row: Mapping[str, object]) -> Stated:
    return Stated(
        outlet=one_line(fields.outlet_field(row)),
        url=one_line(fields.url_field(row)),
        headline=one_line(fields.name_field(row, fields.HEADLINE)),
        published_at=next((moment for name in fields.DATE if (moment := published(row.get(name)))), None),
    )
