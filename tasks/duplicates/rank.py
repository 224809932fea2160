"""Which of two copies is the better one: the earliest, then the longest, then the one with the smallest hash."""

from datetime import date

import xxhash

from tasks.records import Article

_LENGTH_LIMIT = 1 << 40
_UNKNOWN_DATE = b"\xff"
# Of the 64 bits of a priority: days since 1900, minute of the day, missing length, hash.
_DAY_BITS, _MINUTE_BITS, _LENGTH_BITS, _HASH_BITS = 17, 11, 20, 16


def rank(article: Article) -> bytes:
    """A key that sorts articles from best to worst, byte by byte, by what they say and never by when they came.

    Args:
        article: with `body_hash` set.

    Returns:
        `published_at` (unknown last), the missing length of the body, the hash of the body, and a hash of the
        document's place and content, so that two articles share a rank only when they are the same record.
    """
    document = article.document
    record = "\n".join((document.sha256, document.path, str(document.position), article.external_id or ""))
    return b"".join(
        (
            (article.published_at or "").encode() or _UNKNOWN_DATE,
            b"\0",
            (_LENGTH_LIMIT - min(len(article.body), _LENGTH_LIMIT)).to_bytes(6, "big"),
            article.body_hash,
            xxhash.xxh3_64_digest(record.encode("utf-8", "surrogatepass")),
        )
    )


def priority(article: Article) -> int:
    """The rank squeezed into 64 bits, for the cut in long postings; equal ranks have equal priorities."""
    day, minute = _moment(article.published_at)
    length = (1 << _LENGTH_BITS) - 1 - min(len(article.body), (1 << _LENGTH_BITS) - 1)
    low = int.from_bytes(article.body_hash[:2], "big")
    return ((day << _MINUTE_BITS | minute) << _LENGTH_BITS | length) << _HASH_BITS | low


def days_apart(a: str | None, b: str | None) -> int | None:
    """Whole days between two publication dates; None where one is unknown."""
    days = [_moment(value)[0] for value in (a, b)]
    return None if _UNKNOWN_DAY in days else abs(days[0] - days[1])


_UNKNOWN_DAY = (1 << _DAY_BITS) - 1
_FIRST_DAY = date(1900, 1, 1).toordinal()


def _moment(published_at: str | None) -> tuple[int, int]:
    """Days since 1900 and the minute of the day."""
    if not published_at:
        return _UNKNOWN_DAY, 0
    try:
        day = date.fromisoformat(published_at[:10]).toordinal() - _FIRST_DAY
    except ValueError:
        return _UNKNOWN_DAY, 0
    clock = published_at[11:16]
    minute = int(clock[:2]) * 60 + int(clock[3:]) if len(clock) == 5 and (clock[:2] + clock[3:]).isdecimal() else 0
    return min(max(day, 0), _UNKNOWN_DAY - 1), min(minute, (1 << _MINUTE_BITS) - 1)
