"""Compressed single files (.gz, .bz2, .xz, .zst): unpacked block by block, within a bound on size and on expansion."""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
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
_MAGIC: dict[str, tuple[bytes, ...]] = {
    ".gz": (b"\x1f\x8b",),
    ".bz2": (b"BZh",),
    ".xz": (b"\xfd7zXZ\x00",),
    ".zst": (b"\x28\xb5\x2f\xfd",),
}
# Frames that hold no content may come first.
_MAGIC[".zst"] += tuple(bytes([number]) + b"\x2a\x4d\x18" for number in range(0x50, 0x60))


def is_packed(data: bytes, ending: str) -> bool:
    """Whether some bytes begin as a file with this ending does.

    Servers and browsers unpack what they transfer, and leave the name as it is; records of a compressed file that were
    in quarantine are no longer compressed, either.
    """
    return any(data.startswith(magic) or magic.startswith(data) for magic in _MAGIC[ending])


def unpack(data: bytes, ending: str, limits: Limits) -> tuple[bytes, Refused | None]:
    """The content of a compressed file; several streams one after the other are one content, as `cat a.gz b.gz` is.

    Arguments:
        data: the file.
        ending: that of its name, which says how it is compressed.
        limits: `file_bytes` and `expansion` bound what comes out.

    Returns:
        The content to its end, or to where it is damaged and then why: `truncated` or `bad-archive`.

    Raises:
        Refused: `bomb` where it expands beyond the limits.
    """
    most = min(limits.file_bytes, most_unpacked(len(data), limits))
    parts: list[bytes] = []
    try:
        parts.extend(unpacked(iter([data]), ending, most))
    except Refused as damage:
        if damage.reason == "bomb":
            raise
        return b"".join(parts), damage
    return b"".join(parts), None


def most_unpacked(size: int, limits: Limits) -> int:
    """How many bytes a compressed file of `size` bytes may unpack to."""
    return max(_HARMLESS, limits.expansion * size)


def unpacked(blocks: Iterator[bytes], ending: str, most: int) -> Iterator[bytes]:
    """The content of a compressed file, in parts of up to a megabyte or so.

    Arguments:
        blocks: of the file.
        ending: that of the file's name.
        most: bytes that may come out.

    Raises:
        Refused: `bomb`, `truncated` or `bad-archive`, after what comes before that.
    """
    parts = _unpacked_zstandard(blocks) if ending == ".zst" else _unpacked(blocks, _INFLATERS[ending])
    size = 0
    try:
        for part in parts:
            size += len(part)
            if size > most:
                found = f"It unpacks to more than {most:,} bytes, the limit for a file of its size."
                raise Refused("bomb", f"{found} If it is honest, unpack it by hand and ingest what is in it.")
            yield part
    except (zlib.error, OSError, lzma.LZMAError, ValueError, EOFError) as error:
        raise Refused("bad-archive", f"It cannot be unpacked ({error}). Fetch or compress it again.") from error


def _unpacked(blocks: Iterator[bytes], inflater: Callable[[], Inflater]) -> Iterator[bytes]:
    data = next(blocks, b"")
    while data:
        stream = inflater()
        while not stream.eof:
            part = stream.decompress(data, _STEP)
            data = b""
            if part:
                yield part
            elif not stream.eof and not (data := next(blocks, b"")):
                raise _truncated()
        # Zeros after the last stream are how tapes and some tools fill up.
        data = stream.unused_data.lstrip(b"\x00")
        while not data and (more := next(blocks, b"")):
            data = more.lstrip(b"\x00")


def _unpacked_zstandard(blocks: Iterator[bytes]) -> Iterator[bytes]:
    import zstandard

    frame = None
    try:
        for block in blocks:
            at = 0
            while at < len(block):
                if frame is None:
                    frame = zstandard.ZstdDecompressor(max_window_size=_MEMORY).decompressobj()
                # Its output has no bound, so its input must: four bytes can stand for 128 KB.
                part = frame.decompress(block[at : at + _SMALL_STEP])
                at = min(at + _SMALL_STEP, len(block)) - len(frame.unused_data)
                frame = None if frame.eof else frame
                yield part
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error
    if frame is not None:
        raise _truncated()


def _truncated() -> Refused:
    return Refused("truncated", "It ends in the middle of the compressed data. Fetch it again.")
