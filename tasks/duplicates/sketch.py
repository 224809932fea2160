"""The sketch of an article: the few values under which the index can find it again.

A sketch holds the smallest hashes of the body's shingles (a bottom-k sketch, Cohen and Kaplan 2007): what two bodies
share of them tells how much of the shorter is in the longer, also when one is a third as long as the other. A strong
value stands for the whole body or for the headline in its outlet: one shared strong value makes a candidate.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import islice

import numpy as np
import xxhash

from tasks.duplicates.shingles import Words, distinct, shingles

# Of 1,830 labelled pairs that share 45 % of their shingles, 32 values leave one with fewer than two in common; 24
# values leave one, and 16 plus 8 of the lead two to three.
SHINGLE_VALUES = 32
# An index entry is a value and the number of a fingerprint in 64 bits.
VALUE_BITS = 36
STRONG = 1 << (VALUE_BITS - 1)
_VALUE_BYTES = (VALUE_BITS + 7) // 8
_LEAST_SHARE = 0.25


def sketch(body: Words, headline: tuple[str, str] | None) -> tuple[int, ...]:
    """The values under which an article is indexed, at most `SHINGLE_VALUES` + 2.

    Arguments:
        body: the words of the body.
        headline: outlet and headline key, where both are known.

    Returns:
        Ascending values below 2**36; none for an empty body.
    """
    if not body.hashes.size:
        return ()
    low = distinct(shingles(body.hashes, body.width) >> np.uint64(64 - VALUE_BITS + 1))[:SHINGLE_VALUES]
    strong = {_strong(body_hash(body))}
    if headline is not None:
        strong.add(_strong(xxhash.xxh3_128_digest("\n".join(headline).encode("utf-8", "surrogatepass"))))
    return (*low.tolist(), *sorted(strong))


def pack_sketch(values: Sequence[int]) -> bytes:
    """The values of a sketch as the database keeps them: five bytes each, little-endian, the smallest first."""
    return np.array(values, "<u8").view(np.uint8).reshape(-1, 8)[:, :_VALUE_BYTES].tobytes()


def unpack_sketches(packed: Sequence[bytes]) -> list[tuple[int, ...]]:
    """The sketches that were packed; of many at once, since one by one costs 10 µs each."""
    planes = np.frombuffer(b"".join(packed), np.uint8).reshape(-1, _VALUE_BYTES)
    wide = np.zeros((len(planes), 8), np.uint8)
    wide[:, :_VALUE_BYTES] = planes
    values = iter(wide.view("<u8").ravel().tolist())
    return [tuple(islice(values, len(sketch) // _VALUE_BYTES)) for sketch in packed]


def body_hash(body: Words) -> bytes:
    """16 bytes that are the same for bodies with the same words, whatever their case, punctuation and line breaks."""
    return xxhash.xxh3_128_digest(body.hashes.tobytes())


def promising(a: Sequence[int], b: Sequence[int]) -> bool:
    """Whether two sketches leave it possible that the texts match, so that these are worth comparing.

    Below the smaller of their greatest values both sketches are complete: the share of values in common there
    estimates the share of the shorter body that is in the longer. On 19,800 candidate pairs of labelled news this
    spares 87 % of the comparisons that find nothing, and none of the 1,962 that find a match.
    """
    common = set(a).intersection(b)
    if not common or max(common) >= STRONG:
        return bool(common)
    limit = min(_complete_to(a), _complete_to(b))
    return len(common) >= _LEAST_SHARE * min(bisect_right(a, limit), bisect_right(b, limit))


def _complete_to(values: Sequence[int]) -> int:
    """Up to which value a sketch holds every shingle of the body."""
    count = bisect_left(values, STRONG)
    return values[count - 1] if count == SHINGLE_VALUES else STRONG - 1


def _strong(digest: bytes) -> int:
    return STRONG | (int.from_bytes(digest[:8], "little") % STRONG)
