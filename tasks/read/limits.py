"""How much a reader accepts of one input; above it the input goes to quarantine and can be replayed with more."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds per document and per file.

    Arguments:
        document_bytes: bytes of one document before decoding (a page, a text, one record).
        document_characters: characters of the text of one document.
        lines: lines of the text of one document.
        line_characters: characters on one line of the text.
        tags: opening brackets in one page; parsers slow down long before `document_bytes` on nothing but tags.
        file_bytes: bytes of one file, or of the part of it that is read at once.
        expansion: how many times its size a compressed file may unpack to; news text reaches 10, pages 50.
        rejected_bytes: how much of a rejected input is kept as evidence; the file itself stays where it is.
    """

    document_bytes: int = 10_000_000
    document_characters: int = 2_000_000
    lines: int = 50_000
    line_characters: int = 200_000
    tags: int = 150_000
    file_bytes: int = 256_000_000
    expansion: int = 200
    rejected_bytes: int = 1_000_000


DEFAULT = Limits()
