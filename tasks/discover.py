"""Find the files to read, and group them into chunks: sorted, streamed, and never out of the given folders."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from schema.errors import CopydeskError
from tasks.chunks import Chunk, FileSlice, KnownFile, batched
from tasks.manifest import MANIFESTS
from tasks.read import DEFAULT, Limits, UnreadableFile, is_cut, is_packed, splitter_for
from tasks.read.names import on_disk, spelled

# Measured: below 250 documents the transaction per chunk costs, above 1,000 the last chunk keeps one worker waiting.
CHUNK_FILES = 500
# The results of five chunks wait or are loaded at once: with 8 MB a run took 75 MB more memory, and no less time.
CHUNK_BYTES = 4 * 1024 * 1024
KNOWN_AT_ONCE = 1000
# Files that can be read in parts are split above this size.
SPLIT_BYTES = 2 * CHUNK_BYTES
# News text is compressed to a fifth or a tenth.
PACKED_SPLIT_BYTES = CHUNK_BYTES // 2
LINK_OUTSIDE = "A link that leads out of the folder is not followed. Name its target as a path of its own."
# What browsers, rsync and scrapers call a file that is still being written.
UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".download", ".swp")


class PathNotFound(CopydeskError):
    """A path given on the command line or in a deployment does not exist."""


@dataclass(frozen=True, slots=True)
class Discovered:
    """One batch of files looked up together: those to read, and how many files, documents and bytes are known."""

    new: tuple[FileSlice, ...]
    known_files: int
    known_documents: int
    known_bytes: int


def require_paths(paths: Iterable[str]) -> list[Path]:
    """The given paths, absolute and without `..`: a file is known by its path, wherever one stands.

    What is found below another one of them is left out, so that no file is read twice.

    Raises:
        PathNotFound: one of them does not exist.
    """
    found = []
    for name in paths:
        path = Path(name).expanduser()
        if not os.path.lexists(path):
            raise _not_found(name)
        found.append(path.resolve() if ".." in path.parts else path.absolute())
    all_of_them = dict.fromkeys(found)
    return [
        path
        for path in all_of_them
        if not any(above in all_of_them and _comes_to(above, path) for above in path.parents)
    ]


def _not_found(name: str) -> PathNotFound:
    if "://" in name:
        return PathNotFound(name, "this is an address, and only files are read", "Save it as a file.")
    return PathNotFound(name, "there is no such file or folder", "Check the spelling, or give a full path.")


def _comes_to(folder: Path, path: Path) -> bool:
    """Whether a walk through a folder comes to a path below it: not to what is hidden, nor behind a link."""
    names = path.relative_to(folder).parts
    linked = any(folder.joinpath(*names[:depth]).is_symlink() for depth in range(1, len(names)))
    if linked or any(map(_is_passed_over, names)):
        return False
    return not path.is_symlink() or (path.is_file() and path.resolve().is_relative_to(folder.resolve()))


def walk(paths: Sequence[Path], settle_seconds: float = 0.0, own: frozenset[str] = frozenset()) -> Iterator[FileSlice]:
    """All files below the paths, each as a whole slice, folders in sorted order.

    Arguments:
        paths: files and folders, absolute.
        settle_seconds: files modified more recently than this are left for the next run: they may be half written.
        own: files of ours, such as the database; in a folder they are passed over.
    """
    newest = (time.time() - settle_seconds) * 1e9 if settle_seconds else None
    for path in paths:
        in_folder = path.is_dir()
        for piece in files_below(path, path.resolve()) if in_folder else (describe(path),):
            if (newest is None or piece.modified_at <= newest) and not (in_folder and piece.path in own):
                yield piece


def files_below(folder: Path, root: Path) -> Iterator[FileSlice]:
    """The files of a folder tree in sorted order; hidden and unfinished ones are passed over.

    Links are read where they lead to a file within `root`. Linked folders within it are found where they are;
    what leads out of it is refused, so that a link dropped into an inbox cannot bring in files from elsewhere. A
    folder that cannot be read is a slice that is refused.
    """
    # No recursion: a path of 4,096 bytes can have 2,000 folders.
    waiting: list[Path | os.DirEntry[str]] = [folder]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, Path) or entry.is_dir(follow_symlinks=False):
            try:
                waiting += reversed(_entries(entry))
            except OSError as error:
                unread = UnreadableFile.from_os_error(Path(entry), error)
                yield FileSlice(spelled(os.fspath(entry)), 0, 0, refused=unread.detail, refused_as=unread.reason)
        elif entry.is_symlink() and _leads_outside(entry, root):
            yield replace(describe(entry), refused=LINK_OUTSIDE)
        elif not _is_linked_folder(entry):
            yield describe(entry)


def _entries(folder: Path | os.DirEntry[str]) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    return [entry for entry in ordered if not _is_passed_over(entry.name)]


def is_readable_folder(path: str) -> bool:
    """Whether a spelled path is a folder whose files can be listed."""
    try:
        with os.scandir(on_disk(path)):
            return True
    except (OSError, ValueError):
        return False


def _is_passed_over(name: str) -> bool:
    return name.startswith(".") or name.endswith(UNFINISHED) or name.lower() in MANIFESTS


def _leads_outside(link: os.DirEntry[str], root: Path) -> bool:
    try:
        return not Path(link.path).resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a loop of links, of which the reader says what it is
        return False


def _is_linked_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def look_up(
    files: Iterable[FileSlice],
    known: Callable[[Sequence[str]], Mapping[str, KnownFile]],
) -> Iterator[Discovered]:
    """Sort files into new ones and those whose path, size and time the database knows.

    A known file is read again where something else is said of it than when it was loaded; where nothing is said, what
    was said then stands.

    Arguments:
        files: from `walk`.
        known: for some paths, those in the database.
    """
    for pieces in batched(files, KNOWN_AT_ONCE):
        stored = known([piece.path for piece in pieces])
        new: list[FileSlice] = []
        passed: list[KnownFile] = []
        for piece in pieces:
            file = stored.get(piece.path)
            if file is None or (file.size, file.modified_at) != (piece.size, piece.modified_at):
                new.append(piece)
            elif piece.stated and piece.stated != file.stated:
                new.append(replace(piece, again=True))
            else:
                passed.append(file)
        documents, size = sum(file.documents for file in passed), sum(file.size for file in passed)
        yield Discovered(tuple(new), len(passed), documents, size)


def describe(entry: os.DirEntry[str] | Path) -> FileSlice:
    """The whole of a file as a slice; what cannot be asked for its size gets zeros and fails in the reader."""
    try:
        status = entry.stat()
    except OSError:
        return FileSlice(spelled(os.fspath(entry)), 0, 0)
    return FileSlice(spelled(os.fspath(entry)), status.st_size, status.st_mtime_ns)


def survey(files: Iterable[FileSlice]) -> tuple[int, int]:
    """How many files there are, and how many bytes they hold: for the size of the work and the time left."""
    number = size = 0
    for piece in files:
        number += 1
        size += piece.size
    return number, size


def split(
    piece: FileSlice, loaded: Callable[[FileSlice, str], set[int]], limits: Limits = DEFAULT
) -> Iterator[FileSlice]:
    """A big file of records as byte ranges, so that all workers share it; every other file as it is.

    Arguments:
        piece: a whole file.
        loaded: for the file and its SHA-256, the starts of the ranges that an interrupted run has loaded.
        limits: what is accepted of the file.
    """
    splitter = splitter_for(piece.path, limits)
    if splitter is None or piece.size <= (PACKED_SPLIT_BYTES if is_packed(piece.path) else SPLIT_BYTES):
        yield piece
        return
    try:
        with Path(on_disk(piece.path)).open("rb") as stream:
            whole = splitter(stream, CHUNK_BYTES)
    except Exception:
        yield piece
        return
    if len(whole.ranges) < 2:
        yield piece
        return
    done = set[int]() if piece.again else loaded(piece, whole.sha256)
    size = whole.size_bytes if is_cut(piece.path) else None
    for part in whole.ranges:
        if part.start not in done:
            yield replace(piece, sha256=whole.sha256, content_size=size).at(part)


def chunks(pieces: Iterable[FileSlice]) -> Iterator[Chunk[FileSlice]]:
    """Group slices, in order, into chunks of at most `CHUNK_FILES` slices and about `CHUNK_BYTES`."""
    number, group, size = 0, list[FileSlice](), 0
    for piece in pieces:
        if group and (len(group) >= CHUNK_FILES or size + piece.bytes_to_read > CHUNK_BYTES):
            yield Chunk(number, tuple(group))
            number, group, size = number + 1, [], 0
        group.append(piece)
        size += piece.bytes_to_read
    if group:
        yield Chunk(number, tuple(group))
