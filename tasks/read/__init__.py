"""From files to documents: decoded, extracted and character-normalised, or rejected with a reason.

Bad content never raises: it becomes a `Rejected`. Only a path that gives no bytes raises, `UnreadableFile`.
"""

from tasks.read.cut_records import NotCut
from tasks.read.cuts import PackedParts, is_cut, is_packed, split_points
from tasks.read.dispatch import read_documents
from tasks.read.errors import UnreadableFile
from tasks.read.files import ByteRange, SplitFile, read_bytes
from tasks.read.limits import DEFAULT, Limits, UnknownLimit, limits_from
from tasks.read.normalise import normalise
from tasks.read.outcome import Refused
from tasks.read.parts import read_part, splitter_for

__all__ = [
    "DEFAULT",
    "ByteRange",
    "Limits",
    "NotCut",
    "PackedParts",
    "Refused",
    "SplitFile",
    "UnknownLimit",
    "UnreadableFile",
    "is_cut",
    "is_packed",
    "limits_from",
    "normalise",
    "read_bytes",
    "read_documents",
    "read_part",
    "split_points",
    "splitter_for",
]
