"""Pages that a browser saved with all their parts (.mhtml, .mht): a message whose first HTML part is the page."""

import email
from email.message import Message

from tasks.read.fields import is_url
from tasks.read.limits import Limits
from tasks.read.markup import read_page
from tasks.read.outcome import Origin, Refused, bounded
from tasks.records import Document

_MOST_PARTS = 10_000


def read_saved_page(data: bytes, origin: Origin) -> Document:
    """The document of the page, with the address that the browser noted.

    Raises:
        Refused: `no-text` where no part is a page, or what reading the page refuses.
    """
    message = message_in(data, origin.limits)
    for part in message.walk():
        if part.get_content_type() == "text/html" and isinstance(page := part.get_payload(decode=True), bytes):
            return read_page(page, origin, url=_address(part, message), declared=part.get_content_charset())
    raise Refused("no-text", "No part of it is a web page. Save the page itself again, or as HTML.")


def message_in(data: bytes, limits: Limits) -> Message:
    """A message with its parts.

    Raises:
        Refused: `bad-archive` where there are far too many parts, or `too-large`.
    """
    if data.count(b"\n--") > _MOST_PARTS:
        raise Refused("bad-archive", f"More than {_MOST_PARTS:,} parts in one message. Save it again.")
    # The old policy leaves headers as they are; the new one parses them, and falls over damaged ones.
    return email.message_from_bytes(bounded(data, limits))


def _address(part: Message, whole: Message) -> str | None:
    stated = (part.get("Content-Location"), whole.get("Snapshot-Content-Location"), whole.get("Content-Location"))
    return next((str(address) for address in stated if address and is_url(str(address))), None)
