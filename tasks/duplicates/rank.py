"""Which of two copies is the better one: the earliest, then the longest, then the one with the smallest hash."""

from datetime import date
from typing import NamedTuple

import xxhash

from tasks.records import Article

_DAY_BITS, _SECOND_BITS, _LENGTH_BITS = 17, 17, 30
_UNKNOWN_DAY = (1 << _DAY_BITS) - 1
_FIRST_DAY = date(1900, 1, 1).toordinal()


class Rank(NamedTuple):
    """A place in the order from best to worst, in two numbers of 64 bits: date and length, then hashes."""

    high: int
    low: int


def rank(article: Article) -> Rank:
    """Where an article stands among its copies, by what it says and never by when it came.

    Arguments:
        article: with `body_hash` set.

    Returns:
        Lower is better. `published_at` (to the second, unknown last), the length of the body, the hash of the body and
        a hash of the document's file, text and name: only one record read twice, or standing twice in its file, has the
        same rank. Its number there says nothing: with the next fetch of a feed it is another.
    """
    document = article.document
    record = "\n".join((document.sha256, document.path, document.external_id or document.url or ""))
    day, second = _moment(article.published_at)
    longest = (1 << _LENGTH_BITS) - 1
    missing = longest - min(len(article.body), longest)
    own = xxhash.xxh3_64_digest(record.encode("utf-8", "surrogatepass"))
    return Rank(
        (day << _SECOND_BITS | second) << _LENGTH_BITS | missing,
        int.from_bytes(article.body_hash[:4] + own[:4], "big"),
    )


def days_apart(a: str | None, b: str | None) -> int | None:
    """Whole days between two publication dates; None where one is unknown."""
    days = [_moment(value)[0] for value in (a, b)]
    return None if _UNKNOWN_DAY in days else abs(days[0] - days[1])


def _moment(published_at: str | None) -> tuple[int, int]:
    """Days since 1900 and the second of the day."""
    if published_at is None:
        return _UNKNOWN_DAY, 0
    try:
        day = date.fromisoformat(published_at[:10]).toordinal() - _FIRST_DAY
    except ValueError:
        return _UNKNOWN_DAY, 0
    parts = published_at[11:19].removesuffix("Z").split(":")
    clock = [int(part) if part.isdecimal() else 0 for part in (*parts, "", "")[:3]]
    second = clock[0] * 3600 + clock[1] * 60 + clock[2]
    return min(max(day, 0), _UNKNOWN_DAY - 1), min(second, (1 << _SECOND_BITS) - 1)
