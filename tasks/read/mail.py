"""Messages that a mail program saved (.eml): newsletters, alerts, articles that somebody passed on."""

import re
from dataclasses import replace
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from tasks.read.dates import published
from tasks.read.markup import read_page
from tasks.read.mhtml import message_in
from tasks.read.normalise import one_line
from tasks.read.outcome import Origin, Refused
from tasks.read.plain import read_text
from tasks.records import Document, HeadlineSource

_PASSED_ON = re.compile(r"\A(?:(?:re|aw|fwd?|wg|tr|rv) ?: {0,3})++", re.IGNORECASE)


def read_message(data: bytes, origin: Origin) -> Document:
    """The document of a message: of its page, since plain parts are broken into short lines; else of its text.

    The subject is the headline, and when it was sent the date, where the page names none. Attachments are not read.

    Raises:
        Refused: `no-text` where neither a page nor a text is in it, or what reading them refuses.
    """
    message = message_in(data, origin.limits)
    parts = {part.get_content_type(): part for part in reversed(list(message.walk())) if _is_shown(part)}
    page, text = parts.get("text/html"), parts.get("text/plain")
    document = _document(page, text, origin)
    headline = one_line(_PASSED_ON.sub("", _subject(message))) or document.headline
    return replace(
        document,
        content=data,
        headline=headline,
        headline_source=HeadlineSource.METADATA if headline else HeadlineSource.NONE,
        published_at=document.published_at or published(str(message.get("Date", ""))),
    )


def _is_shown(part: Message) -> bool:
    return not part.is_multipart() and part.get_content_disposition() != "attachment"


def _document(page: Message | None, text: Message | None, origin: Origin) -> Document:
    if page is not None:
        try:
            return read_page(_payload(page), origin, declared=page.get_content_charset())
        except Refused:
            if text is None:
                raise
    if text is None:
        raise Refused("no-text", "There is no text in this message. Save what is attached to it as files of its own.")
    return read_text(_payload(text), origin, "text/plain", declared=text.get_content_charset())


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _subject(message: Message) -> str:
    # Not `get`: of a subject that is not encoded as it should be it leaves question marks.
    stated = next((value for name, value in message.raw_items() if name.lower() == "subject"), "")
    text = stated.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return str(make_header(decode_header(text)))
    except (MessageError, LookupError, ValueError):
        return text
