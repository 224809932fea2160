"""What `ingest` would do with some files, without doing it."""

from dataclasses import dataclass

from flows.request import IngestRequest
from schema.engine import database_files
from tasks.discover import require_paths, walk
from tasks.look import KindLook, look_at
from tasks.manifest import Manifests
from tasks.read.mapping import field_map
from tasks.records import Stated

__all__ = ["IngestLook", "KindLook", "look_before_ingest"]


@dataclass(frozen=True, slots=True)
class IngestLook:
    """The files by kind, what was found in those that were looked at, and what is wrong with manifests."""

    kinds: list[KindLook]
    notes: list[str]


def look_before_ingest(request: IngestRequest) -> IngestLook:
    """Look at the files of a request; nothing is written, and no database is asked.

    Raises:
        PathNotFound: a path does not exist.
        BadMapping: the mapping names a field that is not known.
    """
    paths, notes = require_paths(request.paths), list[str]()
    stated = Stated(outlet=request.outlet, mapping=field_map(request.mapping))
    own = database_files(request.database)
    files = Manifests(paths, notes).stated(walk(paths, request.settle_seconds, own), stated)
    return IngestLook(look_at(files, request.limits), notes)
