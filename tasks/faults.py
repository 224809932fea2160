"""When a step itself fails: the document goes to quarantine with what it was, and the batch goes on.

No input is known that makes a step raise; this is for the day when one is found.
"""

import hashlib
import json
from dataclasses import asdict, replace
from traceback import extract_tb

from tasks.records import Document, HeadlineSource, Rejected

STEP_FAILED = "step-failed"


def fault(document: Document, error: Exception) -> Rejected:
    """The quarantine record of a document on which a step failed; it holds all that is needed to go on from here."""
    content = json.dumps(asdict(replace(document, content=None)), ensure_ascii=False).encode("utf-8", "replace")
    sha256 = hashlib.sha256(content).hexdigest()
    return Rejected(document.path, document.position, sha256, STEP_FAILED, _detail(error), content)


def reader_fault(data: bytes, path: str, position: int, error: Exception) -> Rejected:
    """The quarantine record of a file on which its reader failed."""
    return Rejected(path, position, hashlib.sha256(data).hexdigest(), "reader-failed", _detail(error), data)


def document_of(content: bytes) -> Document:
    """The document that `fault` kept."""
    fields = json.loads(content)
    return Document(**{**fields, "headline_source": HeadlineSource(fields["headline_source"])})


def _detail(error: Exception) -> str:
    frames = extract_tb(error.__traceback__)
    place = f" at {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    what = f"{type(error).__name__}: {error}"[:300]
    return f"copydesk itself failed on it{place}: {what}. Please report this; after an update, replay the entry."
