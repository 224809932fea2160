"""How much is accepted of one input; above it the input goes to quarantine and can be replayed with more."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from schema.errors import CopydeskError

_UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
_VALUE = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,6})?) ?([kmg]?)b?", re.IGNORECASE)


class UnknownLimit(CopydeskError):
    """A limit that does not exist, or a value that is none."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds per document and per file; docs/limits.md says of each what happens beyond it.

    Arguments:
        document_bytes: bytes of one document before decoding (a page, a text, one record).
        document_characters: characters of the text of one document.
        document_seconds: CPU seconds for reading one document, and as much again for the steps over it; a file of
            many documents gets more for being opened, in proportion to its bytes.
        lines: lines of the text of one document.
        line_characters: characters on one line of the text.
        tags: opening brackets in one page; parsers slow down long before `document_bytes` on nothing but tags.
        file_bytes: bytes of one file, or of the part of it that is read at once.
        expansion: how many times its size a compressed file may unpack to; news text reaches 10, pages 50.
        rejected_bytes: how much of a rejected input is kept as evidence; the file itself stays where it is.
        worker_bytes: memory of one worker process.
    """

    document_bytes: int = 10_000_000
    document_characters: int = 2_000_000
    document_seconds: float = 30.0
    lines: int = 50_000
    line_characters: int = 200_000
    tags: int = 150_000
    file_bytes: int = 256_000_000
    expansion: int = 200
    rejected_bytes: int = 1_000_000
    worker_bytes: int = 4_000_000_000

    def seconds_for(self, size: int) -> float:
        """CPU seconds for opening a file of so many bytes; how many documents are in it is not known yet."""
        return self.document_seconds * (1 + size / self.document_bytes)


DEFAULT = Limits()
_KINDS = {limit.name: type(getattr(DEFAULT, limit.name)) for limit in fields(Limits)}


def limits_from(stated: Mapping[str, str | float] | Iterable[str]) -> Limits:
    """The limits with some of them changed.

    Arguments:
        stated: names and values, as a mapping or as texts such as `document-bytes=20MB` and
            `lines=100k,document-seconds=60`; `-` and `_` are the same, K, M and G are thousands.

    Raises:
        UnknownLimit: a name is not that of a limit, or a value is no number above zero.
    """
    pairs = stated.items() if isinstance(stated, Mapping) else _pairs(stated)
    values: dict[str, float] = {}
    for name, value in pairs:
        field = name.strip().lower().replace("-", "_")
        if field not in _KINDS:
            known = ", ".join(limit.replace("_", "-") for limit in _KINDS)
            raise UnknownLimit(name, "there is no limit of this name", f"There are: {known}.")
        values[field] = _KINDS[field](_number(name, value))
    return Limits(**values)  # type: ignore[arg-type] # each is of its own kind


def _pairs(stated: Iterable[str]) -> Iterable[tuple[str, str]]:
    for text in stated:
        for part in filter(None, map(str.strip, text.split(","))):
            name, equals, value = part.partition("=")
            if not equals:
                raise UnknownLimit(part, "it has no value", "Write a limit as document-bytes=20MB.")
            yield name, value


def _number(name: str, value: str | float) -> float:
    found = _VALUE.fullmatch(str(value).strip())
    number = float(found[1]) * _UNITS[found[2].lower()] if found else 0.0
    if number <= 0:
        raise UnknownLimit(f"{name}={value}", "that is no number above zero", "Write it as 20000000 or 20MB.")
    return number
