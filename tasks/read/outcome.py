"""The two things that can become of an input: a document, or a rejection with a reason."""

import hashlib
from dataclasses import dataclass

from tasks.read.errors import UnreadableFile
from tasks.read.limits import Limits
from tasks.records import Rejected

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
    """

    path: str
    position: int
    limits: Limits


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


def rejected(data: bytes, origin: Origin, why: Refused | UnreadableFile) -> Rejected:
    """The record for quarantine, with the first `limits.rejected_bytes` of the input as evidence."""
    content = data[: origin.limits.rejected_bytes]
    return Rejected(origin.path, origin.position, sha256_of(data), why.reason, why.detail, content)
