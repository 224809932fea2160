"""Dates as sources write them, to ISO 8601 in the precision of the source; a stated zone becomes UTC with a `Z`."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

# 2024-03-16, 20240316, 2024/03/16 10:17, 2024-03-16T10:17:05.123+0100
_ISO = re.compile(
    r"(?P<year>\d{4})(?P<s>[-/.]?)(?P<month>\d\d)(?P=s)(?P<day>\d\d)"
    r"(?:(?:T| {1,3}|, )(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
    r" ?(?P<zone>[Zz]|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?)?",
    re.ASCII,
)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?P<s>[./-])(?P<month>\d{1,2})(?P=s)(?P<year>\d{4})", re.ASCII)
_MAIL = re.compile(r"(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d", re.ASCII)
_YEAR_AND_DAY = re.compile(r"(?:19|20)\d\d\D+\d|\d\D+(?:19|20)\d\d", re.ASCII)
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
# A page of New Zealand is dated tomorrow for a reader in Hawaii.
_AHEAD = timedelta(days=2)
_LONGEST = 60
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९", "0123456789" * 3)
# In this order dateparser tries them; without a list it tries 200, 1 s for a text that is no date.
_LANGUAGES = ["en", "es", "fr", "de", "pt", "it", "nl", "ru", "ar", "tr", "fa", "zh", "ja", "hi"]
_LANGUAGES += ["id", "vi", "ko", "uk", "pl", "cs", "sv", "da", "ro", "el", "hu", "he", "bn", "ur"]


def published(value: object) -> str | None:
    """The moment a source states, or none where it states none or one that cannot be believed.

    Arguments:
        value: text in ISO form, in the form of mail headers, in words of any language, or seconds or milliseconds
            since 1970. Two-digit years, relative dates (`2 hours ago`) and `03/04/2024`, which is two different days,
            are not believed; nor is a date before 1990 or in the future.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _from_epoch(value)
    if not isinstance(value, str) or not (text := value.strip()):
        return None
    if text.isdecimal() and len(text) in {10, 13}:
        return _from_epoch(int(text))
    text = text.translate(_DIGITS)
    return _from_iso(text) if _ISO.match(text) else _from_words(text)


def _from_epoch(number: float) -> str | None:
    # 10^11 seconds are the year 5138, 10^11 milliseconds March 1973.
    seconds = number / 1000 if number > 1e11 else number
    if not 0 < seconds < 1e11:
        return None
    return _believed(datetime.fromtimestamp(int(seconds), UTC), "seconds", zoned=True)


def _from_iso(text: str) -> str | None:
    if (found := _ISO.match(text)) is None or text[found.end() : found.end() + 1].isdigit():
        return None
    date = f"{found['year']}-{found['month']}-{found['day']}"
    if found["hour"] is None:
        clock, zone, precision = "T00:00:00", None, "auto"
    else:
        clock = f"T{found['hour']}:{found['minute']}:{found['second'] or '00'}"
        zone, precision = found["zone"], "seconds" if found["second"] else "minutes"
    try:
        return _believed(datetime.fromisoformat(date + clock + _offset(zone)), precision, zoned=zone is not None)
    except ValueError:
        return None


def _offset(zone: str | None) -> str:
    if zone is None:
        return ""
    return "+00:00" if zone in {"Z", "z", "UTC", "GMT"} else zone


def _believed(moment: datetime, precision: str, *, zoned: bool) -> str | None:
    """ISO 8601 in `precision` (`auto` is a day), unless the moment is before 1990 or in the future."""
    try:
        in_utc = moment.astimezone(UTC) if zoned else moment.replace(tzinfo=UTC)
    except OverflowError:
        return None
    if not _OLDEST <= in_utc <= datetime.now(UTC) + _AHEAD:
        return None
    if precision == "auto":
        return in_utc.date().isoformat()
    return in_utc.replace(tzinfo=None).isoformat(timespec=precision) + ("Z" if zoned else "")


def _from_words(text: str) -> str | None:
    if len(text) > _LONGEST:
        return None
    if _MAIL.match(text):
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return None
        precision = "seconds" if text.count(":") > 1 else "minutes"
        return _believed(moment, precision, zoned=moment.tzinfo is not None)
    if found := _DAY_FIRST.match(text):
        day, month = int(found["day"]), int(found["month"])
        # With points or hyphens the day comes first nearly everywhere; with slashes it depends on the country.
        if found["s"] == "/" and day <= 12 and month <= 12 and day != month:
            return None
        if found["s"] == "/" and month > 12:
            day, month = month, day
        return _from_iso(f"{found['year']}-{month:02}-{day:02}{text[found.end() :]}")
    return _from_any_language(text) if _YEAR_AND_DAY.search(text) else None


@lru_cache(maxsize=4096)
def _from_any_language(text: str) -> str | None:
    # The last resort: dateparser takes 0.2 s to import and up to 30 ms per date.
    import dateparser

    settings = {
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["day", "month", "year"],
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    try:
        moment = dateparser.parse(text, languages=_LANGUAGES, settings=settings)
    except (ValueError, OverflowError, TypeError, RecursionError):
        return None
    if moment is None:
        return None
    precision = {0: "auto", 1: "minutes"}.get(text.count(":"), "seconds")
    return _believed(moment, precision, zoned=moment.tzinfo is not None)
