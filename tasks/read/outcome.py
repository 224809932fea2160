"""The two things that can become of an input: a document, or a rejection with a reason."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from traceback import extract_tb
from typing import TypeVar

from tasks.guard import OUT_OF_MEMORY, TOO_SLOW, WORKER_DIED, Ended, turn
from tasks.read.errors import UnreadableFile
from tasks.read.limits import Limits
from tasks.read.mapping import FieldMap
from tasks.records import Found, PassedOver, Rejected

Item = TypeVar("Item")

READER_FAILED = "reader-failed"
_REPLAY = "run: copydesk quarantine replay"
# What is said of an input that was given up; nothing is known of it but this.
GIVEN_UP = {
    TOO_SLOW: f"It takes longer than the limit document-seconds. Raise the limit or split it, and {_REPLAY}",
    WORKER_DIED: f"It ends the process that works on it. Look at its size and content, mend it, and {_REPLAY}",
    OUT_OF_MEMORY: f"It takes more memory than the limit worker-bytes. Raise the limit or split it, and {_REPLAY}",
}
NO_ARTICLE = "There is no article in this page: a front page, a form, or text that scripts fetch."


class Refused(Exception):
    """An input that cannot become an article.

    Arguments:
        reason: the short stable word that quarantine groups by.
        detail: what was found and what to do, in a sentence or two.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an input comes from, and what is accepted of it.

    Arguments:
        path: the file, as it was named.
        position: the record's number in the file, from 0.
        limits: the bounds for this document.
        mapping: which field of a record is what, where people say so.
        watch: hears of every record of named fields before it becomes a document.
    """

    path: str
    position: int
    limits: Limits
    mapping: FieldMap = ()
    watch: Callable[[Mapping[str, object]], None] | None = None


def sha256_of(data: bytes) -> str:
    """The hash that names a text or an input, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def bounded(data: bytes, limits: Limits) -> bytes:
    """The bytes of one document themselves, if they are within the limit.

    Raises:
        Refused: `too-large`.
    """
    if len(data) > limits.document_bytes:
        found = f"{len(data):,} bytes, the limit for one document is {limits.document_bytes:,}."
        raise Refused("too-large", f"{found} Split it into its articles, or raise the limit.")
    return data


def checked(text: str, limits: Limits) -> str:
    """The normalised text itself, if it is not empty and within the limits.

    Raises:
        Refused: `empty`, `too-large`, `too-many-lines` or `line-too-long`.
    """
    if not text.strip():
        raise Refused("empty", "No visible character in it. Nothing to do, unless the scraper lost the text.")
    if len(text) > limits.document_characters:
        found = f"{len(text):,} characters, the limit for one document is {limits.document_characters:,}."
        raise Refused("too-large", f"{found} Split it into its articles, or raise the limit.")
    lines = text.count("\n") + 1
    if lines > limits.lines:
        found = f"{lines:,} lines, the limit for one document is {limits.lines:,}."
        raise Refused("too-many-lines", f"{found} It may be a log or a list; split it, or raise the limit.")
    if len(text) > limits.line_characters:
        longest = max(map(len, text.split("\n")))
        if longest > limits.line_characters:
            found = f"A line of {longest:,} characters, the limit is {limits.line_characters:,}."
            raise Refused("line-too-long", f"{found} Write the text with line breaks, or raise the limit.")
    return text


def rejected(data: bytes, origin: Origin, reason: Refused | UnreadableFile) -> Rejected:
    """The record for quarantine, with the first `limits.rejected_bytes` of the input as evidence."""
    content = data[: origin.limits.rejected_bytes]
    return Rejected(origin.path, origin.position, sha256_of(data), reason.reason, reason.detail, content)


def one_of_many(read: Callable[[], Item], source: Callable[[], bytes], origin: Origin) -> Item | Rejected:
    """The document of one record among others, or the reason why there is none: it costs the others nothing.

    Arguments:
        read: makes the document, or what stands for it, or raises whatever it raises.
        source: makes the bytes of the record, for quarantine.
        origin: of the record.
    """
    try:
        with turn(origin.limits.document_seconds):
            return read()
    except (Exception, Ended) as error:
        return rejected(source(), origin, why(error))


def until_it_fails(found: Iterator[Found], data: bytes, origin: Origin) -> Iterator[Found]:
    """What a reader finds in a file; where it fails, the reason why nothing more is found.

    Arguments:
        found: of a reader that may raise whatever it raises.
        data: all the bytes that it reads; more of them may take longer.
        origin: of the file.
    """
    seconds = origin.limits.seconds_for(len(data))
    position = origin.position
    while True:
        try:
            with turn(seconds):
                one = next(found, None)
        except (Exception, Ended) as error:
            # What was found has its place already, and an article there would resolve this.
            yield rejected(data, replace(origin, position=position), why(error))
            return
        if one is None:
            return
        if not isinstance(one, PassedOver):
            position = one.position + 1
        yield one


def why(error: BaseException) -> Refused | UnreadableFile:
    """What quarantine says of an error, whether it is the input's or our own."""
    if isinstance(error, Refused | UnreadableFile):
        return error
    reason = error.reason if isinstance(error, Ended) else OUT_OF_MEMORY if isinstance(error, MemoryError) else ""
    return Refused(reason, GIVEN_UP[reason]) if reason else Refused(READER_FAILED, our_fault(error))


def our_fault(error: BaseException) -> str:
    """What is said of an error that no input should be able to cause."""
    frames = extract_tb(error.__traceback__)
    place = f" at {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    what = f"{type(error).__name__}: {error}"[:300]
    return f"copydesk itself failed on it{place}: {what}. Please report this; after an update, replay the entry."
