"""When a step fails or does not end: the document goes to quarantine with what it was, and the batch goes on.

No input is known that makes a step raise; this is for the day when one is found.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from dataclasses import asdict, replace

from tasks.guard import Ended
from tasks.read.outcome import READER_FAILED, our_fault, why
from tasks.records import Document, HeadlineSource, Rejected

STEP_FAILED = "step-failed"
# Before the fields of a document that was read and not cleaned; what readers reject is kept as it came.
_MARK = b'{"copydesk document": '


def fault(document: Document, error: Exception | Ended) -> Rejected:
    """The quarantine record of a document on which a step failed; it holds all that is needed to go on from here."""
    original = None if document.content is None else b64encode(document.content).decode()
    fields = {**asdict(replace(document, content=None)), "content": original}
    content = _MARK + json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace") + b"}"
    reason = why(error)
    named = (STEP_FAILED, our_fault(error)) if reason.reason == READER_FAILED else (reason.reason, reason.detail)
    return Rejected(document.path, document.position, hashlib.sha256(content).hexdigest(), *named, content)


def document_of(content: bytes) -> Document | None:
    """The document that `fault` kept; none where the content is that of an input that could not be read."""
    if not content.startswith(_MARK):
        return None
    try:
        fields = json.loads(content)["copydesk document"]
        original = fields["content"] and b64decode(fields["content"])
        source = HeadlineSource(fields["headline_source"])
        return Document(**{**fields, "content": original, "headline_source": source})
    except (ValueError, TypeError, KeyError):
        return None
