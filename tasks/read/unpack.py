"""Compressed single files (.gz, .bz2, .xz, .zst): unpacked in memory, within a bound on size and on expansion."""

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import Protocol

from tasks.read.limits import Limits
from tasks.read.outcome import Refused

_STEP = 1 << 20
_SMALL_STEP = 1 << 10
# So little is unpacked whatever the expansion: a page of blanks is no bomb.
_HARMLESS = 1 << 20
# xz and zstandard state how much memory they need; 128 MB is what `xz -9` and `zstd --ultra -22 --long=27` ask for.
_MEMORY = 1 << 27


class Inflater(Protocol):
    """What the decompressors of zlib, bz2 and lzma have in common: one stream, at most some bytes at a time."""

    @property
    def eof(self) -> bool:
        """Whether the end of the stream was reached."""

    @property
    def unused_data(self) -> bytes:
        """What follows the end of the stream."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """The next bytes, at most `max_length` of them."""


class _Zlib:
    """zlib's decompressor hands its unread input back; bz2 and lzma keep theirs."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


_INFLATERS: dict[str, Callable[[], Inflater]] = {
    ".gz": _Zlib,
    ".bz2": bz2.BZ2Decompressor,
    ".xz": lambda: lzma.LZMADecompressor(memlimit=_MEMORY),
}
COMPRESSED = frozenset({*_INFLATERS, ".zst"})


def unpack(data: bytes, ending: str, limits: Limits) -> bytes:
    """The content of a compressed file; several streams one after the other are one content, as `cat a.gz b.gz` is.

    Arguments:
        data: the file.
        ending: one of `COMPRESSED`.
        limits: `file_bytes` and `expansion` bound what comes out.

    Raises:
        Refused: `bomb` where it expands beyond the limits, `truncated`, or `bad-archive`.
    """
    most = min(limits.file_bytes, max(_HARMLESS, limits.expansion * len(data)))
    try:
        return _unpack_zstandard(data, most) if ending == ".zst" else _unpack(data, _INFLATERS[ending], most)
    except (zlib.error, OSError, lzma.LZMAError, ValueError, EOFError) as error:
        raise Refused("bad-archive", f"It cannot be unpacked ({error}). Fetch or compress it again.") from error


def _unpack(data: bytes, inflater: Callable[[], Inflater], most: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while data:
        stream = inflater()
        while not stream.eof:
            part = stream.decompress(data, _STEP)
            if not part and not data and not stream.eof:
                raise _truncated()
            data = b""
            parts.append(part)
            size = _within(size + len(part), most)
        # Zeros after the last stream are how tapes and some tools fill up.
        data = stream.unused_data.lstrip(b"\x00")
    return b"".join(parts)


def _unpack_zstandard(data: bytes, most: int) -> bytes:
    import zstandard

    parts: list[bytes] = []
    size = at = 0
    frame = None
    try:
        while at < len(data) or frame is not None:
            if frame is None:
                frame = zstandard.ZstdDecompressor(max_window_size=_MEMORY).decompressobj()
            elif at >= len(data):
                raise _truncated()
            # Its output has no bound, so its input must: four bytes can stand for 128 KB.
            part = frame.decompress(data[at : at + _SMALL_STEP])
            at = min(at + _SMALL_STEP, len(data)) - len(frame.unused_data)
            frame = None if frame.eof else frame
            parts.append(part)
            size = _within(size + len(part), most)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error
    return b"".join(parts)


def _within(size: int, most: int) -> int:
    if size > most:
        found = f"It unpacks to more than {most:,} bytes, the limit for a file of its size."
        raise Refused("bomb", f"{found} If it is honest, unpack it by hand and ingest what is in it.")
    return size


def _truncated() -> Refused:
    return Refused("truncated", "It ends in the middle of the compressed data. Fetch it again.")
