"""From bytes to characters: byte order mark, declared charset, UTF-8, then a detector for legacy encodings."""

import codecs
import re
from dataclasses import dataclass

from tasks.read.outcome import Refused

# Longest mark first: UTF-32's little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# File signatures of what people drop into a folder of texts by mistake.
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"BZh", "bzip2-compressed"),
    (b"\xfd7zXZ\x00", "xz-compressed"),
    (b"\x28\xb5\x2f\xfd", "zstandard-compressed"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"{\\rtf", "a rich-text document"),
)
_TEXT_BYTES = bytes(range(0x20, 0x100)) + b"\t\n\r\f\x1b"
# As browsers do (WHATWG encoding standard): what calls itself the left is nearly always the right.
_SUPERSETS = {
    "ascii": "windows-1252",
    "iso-8859-1": "windows-1252",
    "iso8859-1": "windows-1252",
    "latin-1": "windows-1252",
    "iso8859-9": "windows-1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "uhc": "cp949",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "tis-620": "cp874",
}
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# The detector needs no more, and is linear but not free: 60-100 µs for 4 KB.
_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters with the encoding they came in; `exact` is false where the bytes cannot be had back from it."""

    text: str
    encoding: str
    exact: bool = True


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`.

    Arguments:
        data: the bytes of one document.
        declared: the charset that the document or its record states, believed when it fits.

    Raises:
        Refused: `binary` or `undecodable`.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _with_damage(data[len(mark) :], name)
    if b"\x00" in data and (unmarked := _utf16_without_mark(data)):
        return _with_damage(data, unmarked)
    if decoded := _strict(data, "utf-8"):
        # Control characters alone make no binary file: a stray NUL in a text is dropped by `normalise`.
        _refuse_binary(data, most=0.125)
        return decoded
    _refuse_binary(data, most=0.03)
    if declared and (decoded := _strict(data, _codec(declared))):
        return decoded
    return _damaged_utf8(data) or _detected(data)


def _strict(data: bytes, encoding: str | None) -> Decoded | None:
    if encoding is None:
        return None
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        return None


def _codec(name: str) -> str | None:
    """Python's codec for a charset's name, or none: codecs that are no charsets (`rot13`, `zip`) do not count."""
    name = name.strip().strip("'\"").lower()
    try:
        info = codecs.lookup(_SUPERSETS.get(name, name))
    except (LookupError, ValueError):
        return None
    known = _SUPERSETS.get(info.name, info.name)
    return known if getattr(info, "_is_text_encoding", True) else None


def _with_damage(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    damaged = text.count("\ufffd")
    if damaged * 10 > len(text):
        raise Refused("undecodable", f"It says it is {encoding}, but its bytes are not. Save it as UTF-8.")
    return Decoded(text, f"{encoding}, damaged", exact=False) if damaged else Decoded(text, encoding)


def _refuse_binary(data: bytes, most: float) -> None:
    """Refuse known file signatures, and more control characters than the share `most` of all bytes."""
    head = data[:16]
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            raise Refused("binary", f"It looks like {name}, not like text. Convert or unpack it first.")
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _BINARY_BYTES))
    if controls > most * len(sample):
        raise Refused("binary", f"{controls:,} of {len(sample):,} bytes are control characters: it is no text.")


_BINARY_BYTES = bytes(set(range(0x20)) - set(_TEXT_BYTES))


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 of a mostly Latin text has a zero in every other byte."""
    sample = data[:4000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 10 < len(sample) * 3 or min(even, odd) * 50 > len(sample):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _damaged_utf8(data: bytes) -> Decoded | None:
    """UTF-8 with some broken bytes, if far more is valid: no legacy text has valid sequences by chance."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    valid = len(_MULTIBYTE.findall(data))
    return Decoded(text, "utf-8, damaged", exact=False) if valid >= 5 * damaged else None


def _detected(data: bytes) -> Decoded:
    from cchardet import detect

    found = detect(data[:_SAMPLE])["encoding"]
    encoding = _codec(found) if found else None
    if encoding is None and _mostly_latin(data) and (decoded := _strict(data, "windows-1252")):
        return decoded
    if encoding is None:
        raise Refused("undecodable", "Its encoding is not UTF-8 and could not be recognised. Save it as UTF-8.")
    return _with_damage(data, encoding)


def _mostly_latin(data: bytes) -> bool:
    """Whether most bytes are ASCII, as in the languages that windows-1252 was made for."""
    return len(data.translate(None, bytes(range(0x80)))) * 4 < len(data)
