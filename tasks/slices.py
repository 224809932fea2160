"""What a worker makes of files and byte ranges: their documents, read, taken through the steps and put together."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from tasks.chunks import FileSlice, SliceResult, StoredArticle
from tasks.guard import Ended, turn
from tasks.process import Outcome, ProcessSettings, StageClock, process_records
from tasks.read import UnreadableFile, read_part
from tasks.read.dispatch import read_from, said_of
from tasks.read.names import on_disk
from tasks.read.outcome import GIVEN_UP, Origin, why
from tasks.records import Found, Rejected


def process_slices(pieces: Sequence[FileSlice], settings: ProcessSettings, clock: StageClock) -> list[SliceResult]:
    """Process the documents of files and byte ranges."""
    drafts = [SliceDraft(piece) for piece in pieces]
    records = ((draft, record) for draft in drafts for record in draft.read(settings))
    for draft, outcome in process_records(records, settings, clock):
        draft.add(outcome)
    return [draft.result() for draft in drafts]


class SliceDraft:
    """What has come out of one slice so far."""

    def __init__(self, piece: FileSlice) -> None:
        self.piece = piece
        self.sha256 = ""
        self.articles: list[StoredArticle] = []
        self.rejected: list[Rejected] = []
        self.passed_over = 0

    def read(self, settings: ProcessSettings) -> Iterator[Found]:
        """The documents of the slice; nothing that it holds raises."""
        piece = self.piece
        if piece.refused:
            self.sha256 = piece.sha256 or ""
            yield Rejected(piece.path, piece.first_position, self.sha256, piece.refused_as, piece.refused)
            return
        try:
            data = piece.data
            if data is None:
                with turn(settings.limits.seconds_for(piece.bytes_to_read)):
                    part = read_part(Path(piece.path), piece.start, piece.stop, settings.limits)
                    data = piece.frame.around(part)
        except UnreadableFile as error:
            yield rejection(piece, error)
            return
        except (Exception, Ended) as error:
            self.sha256 = piece.sha256 or _hash_of(piece.path)
            reason = why(error)
            yield Rejected(piece.path, piece.first_position, self.sha256, reason.reason, reason.detail)
            return
        self.sha256 = piece.sha256 or hashlib.sha256(data).hexdigest()
        yield from records_in(data, piece, settings)

    def add(self, outcome: Outcome) -> None:
        """Take what became of a record."""
        if isinstance(outcome, StoredArticle):
            self.articles.append(outcome)
        elif isinstance(outcome, Rejected):
            self.rejected.append(outcome)
        else:
            self.passed_over += outcome.records

    def result(self) -> SliceResult:
        """All of it."""
        return SliceResult(
            self.piece.without_data(), self.sha256, tuple(self.articles), tuple(self.rejected), self.passed_over
        )


def records_in(data: bytes, piece: FileSlice, settings: ProcessSettings) -> Iterator[Found]:
    """The records in the bytes of a file or byte range; its path, or the name in its frame, says how to read them."""
    origin = Origin(piece.path, piece.first_position, settings.limits, piece.stated.mapping)
    return said_of(read_from(data, origin, piece.frame.name), piece.stated)


def rejection(piece: FileSlice, error: UnreadableFile) -> Rejected:
    """The quarantine record of a file that could not be opened or read."""
    return Rejected(piece.path, piece.first_position, "", error.reason, error.detail)


def give_up_slice(piece: FileSlice, reason: str) -> SliceResult:
    """The quarantine record of a file that a worker could not survive."""
    sha256 = piece.sha256 or _hash_of(piece.path)
    rejected = Rejected(piece.path, piece.first_position, sha256, reason, GIVEN_UP[reason])
    return SliceResult(piece.without_data(), sha256, (), (rejected,))


def _hash_of(path: str) -> str:
    """The hash of a file's bytes, by which the next run knows it; empty where it cannot be read any more."""
    try:
        with Path(on_disk(path)).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
