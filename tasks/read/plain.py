"""Plain text (.txt, .md, no ending): decoded, repaired where it was decoded wrongly before, normalised."""

from tasks.read.decode import decode
from tasks.read.mojibake import repair
from tasks.read.normalise import normalise
from tasks.read.outcome import Origin, Refused, bounded, checked, sha256_of
from tasks.records import Document


def read_text(data: bytes, origin: Origin, media_type: str, *, declared: str | None = None) -> Document:
    """The document of one text file; its bytes are kept where the text alone would not give them back.

    Arguments:
        data: the bytes of the text.
        origin: its file and limits.
        media_type: of the document.
        declared: the charset that is stated of it.

    Raises:
        Refused: `empty`, `binary`, `undecodable`, or above a limit.
    """
    if not data.strip():
        raise Refused("empty", f"{len(data):,} bytes and no text. Nothing to do, unless the scraper lost the text.")
    decoded = decode(bounded(data, origin.limits), declared)
    repaired, was_mojibake = repair(decoded.text)
    text = checked(normalise(repaired), origin.limits)
    encoding = f"{decoded.encoding}, mojibake repaired" if was_mojibake else decoded.encoding
    kept = data if was_mojibake or not decoded.exact else None
    return Document(origin.path, origin.position, text, sha256_of(text.encode()), media_type, encoding, content=kept)
