"""From files to documents: decoded, extracted and character-normalised, or rejected with a reason.

Bad content never raises: it becomes a `Rejected`. Only a path that gives no bytes raises, `UnreadableFile`.
"""

from tasks.read.dispatch import read_documents, splitter_for
from tasks.read.errors import UnreadableFile
from tasks.read.files import ByteRange, SplitFile, read_bytes, split_points
from tasks.read.limits import DEFAULT, Limits
from tasks.read.normalise import normalise

__all__ = [
    "DEFAULT",
    "ByteRange",
    "Limits",
    "SplitFile",
    "UnreadableFile",
    "normalise",
    "read_bytes",
    "read_documents",
    "split_points",
    "splitter_for",
]
