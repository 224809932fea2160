"""Lines that are a date, in 34 languages, and the moment that they name."""

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from tasks.clean.page import fold

DATES = Path(__file__).parent / "data" / "dates.toml"
MAX_DATE_LINE = 110

# As of dates that records and pages state; a page of New Zealand is dated tomorrow for a reader in Hawaii.
_OLDEST = "1990"
_AHEAD = timedelta(days=2)
_DIGIT = re.compile(r"\d")
_WORDS = re.compile(r"\d+|[^\W\d_][^\s\d,.;:|/()\[\]•·–—-]*")
_YEAR_FIRST = re.compile(r"(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)(?:[日일]|t(?=\d))?")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s?(?:[-/.]|tháng)\s?(\d{1,2})(?:\s?[-/.]|,?\snăm)\s?(\d{4}|\d{2})(?![\d:])")
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})(?:[:.h時시点]|\su)\s?(\d{2})(?:[:分]\s?(\d{2}))?(?!\d)[h分]?\s?(a\.?m\b|p\.?m\b)?"
    r"|(?<!\d)(\d{1,2})\s?(a\.?m|p\.?m)\b"
)
_OFFSET = re.compile(r"(?:\b(?:gmt|utc)\s?|(?<=\d))([+-])(\d{1,2}):?(\d{2})?(?!\d)")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of date lines: months by number, zones by minutes east of Greenwich, and all that may stand beside."""

    months: dict[str, int]
    zones: dict[str, int]
    unclear_zones: frozenset[str]
    others: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """The words in `data/dates.toml`, read once per process."""
    data = tomllib.loads(DATES.read_text(encoding="utf-8"))
    labels = {fold(word).strip(".") for words in data["labels"].values() for word in words.split()}
    return Vocabulary(
        months={name: month["number"] for month in data["month"] for name in month["names"]},
        zones=data["zones"],
        unclear_zones=frozenset(data["unclear_zones"]["names"]),
        others=frozenset(labels | set(data["weekdays"]["names"])),
    )


def date_line(folded: str) -> str | None:
    """The moment that a line names which is a date and nothing else.

    Arguments:
        folded: a line as `tasks.clean.page.fold` spells it.

    Returns:
        None when the line is anything but a date; an empty string for a date whose moment the line leaves open (no
        year, or 03/04/2024, which two continents read differently) or that cannot be believed; else ISO 8601 in the
        precision of the line.
    """
    if len(folded) > MAX_DATE_LINE or not _DIGIT.search(folded) or not _begins_as_date(folded):
        return None
    rest, day = _numeric_day(folded)
    rest, clock, offset = _clock(rest)
    words, known = _WORDS.findall(rest), vocabulary()
    numbers = [int(word) for word in words if word.isdecimal()]
    named = [known.months[word] for word in words if word in known.months]
    for word in words:
        if not (word.isdecimal() or word in known.months or word in known.others or _is_zone(word)):
            return None
    if day is None:
        if not named or not numbers or any(number > 31 and not 1900 <= number < 2100 for number in numbers):
            return None
        day = _named_day(named[0], numbers)
    if any(word in known.unclear_zones for word in words):
        clock = None
    elif offset is None:
        offset = next((known.zones[word] for word in words if word in known.zones), None)
    return _believed(_iso(day, clock, offset))


def _begins_as_date(line: str) -> bool:
    """Whether the first word of a line may be a date's: most lines with a digit are refused by it at once."""
    first = _WORDS.search(line)
    if first is None or first[0].isdecimal():
        return True
    known = vocabulary()
    return first[0] in known.months or first[0] in known.others or _is_zone(first[0])


def _believed(moment: str) -> str:
    """The moment, unless it is before 1990 or in the future: a slip, or the date of something else."""
    latest = (datetime.now(UTC) + _AHEAD).date().isoformat()
    return moment if _OLDEST <= moment[: len(latest)] <= latest else ""


def _is_zone(word: str) -> bool:
    known = vocabulary()
    return word in known.zones or word in known.unclear_zones


def _numeric_day(line: str) -> tuple[str, tuple[int, ...] | None]:
    """The line without its first day in figures, and that day as year, month, day; an empty day reads two ways."""
    if found := _YEAR_FIRST.search(line):
        day: tuple[int, ...] = (int(found[1]), int(found[2]), int(found[3]))
    elif found := _YEAR_LAST.search(line):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        year += 2000 if year < 100 else 0
        if "." in found[0] or "tháng" in found[0] or first > 12 or first == second:
            day = (year, second, first)
        elif second > 12:
            day = (year, first, second)
        else:
            day = ()
    else:
        return line, None
    # Another day in figures (updated on …) is part of the date line and says nothing new.
    return _YEAR_LAST.sub(" ", line[: found.start()] + " " + line[found.end() :]), day


def _named_day(month: int, numbers: list[int]) -> tuple[int, ...]:
    year = next((number for number in numbers if number >= 1900), None)
    day = next((number for number in numbers if 1 <= number <= 31), None)
    if year is None:
        return ()
    return (year, month) if day is None else (year, month, day)


def _clock(line: str) -> tuple[str, tuple[int, ...] | None, int | None]:
    """The line without its times of day; the first as hour, minute and, when given, second; its offset in minutes."""
    found = _CLOCK.search(line)
    if not found:
        return line, None, None
    hour, half = int(found[1] or found[5]), (found[4] or found[6] or "")[:1]
    minute = int(found[2] or 0)
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    clock = (hour, minute, int(found[3])) if found[3] else (hour, minute)
    shift = _OFFSET.search(line, found.end() - 1)
    rest = _CLOCK.sub(" ", line)
    if not shift:
        return rest, clock, None
    minutes = int(shift[2]) * 60 + int(shift[3] or 0)
    return _OFFSET.sub(" ", rest).replace(shift[0], " "), clock, minutes if shift[1] == "+" else -minutes


def _iso(day: tuple[int, ...], clock: tuple[int, ...] | None, offset: int | None) -> str:
    if len(day) == 2:
        return f"{day[0]:04}-{day[1]:02}" if 1 <= day[1] <= 12 else ""
    try:
        moment = datetime(*day, *(clock or ()))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return ""
    if clock is None:
        return moment.date().isoformat()
    if offset is None:
        return moment.isoformat(timespec="seconds" if len(clock) == 3 else "minutes")
    moment = moment.replace(tzinfo=timezone(timedelta(minutes=offset))).astimezone(UTC)
    return moment.replace(tzinfo=None).isoformat(timespec="seconds" if len(clock) == 3 else "minutes") + "Z"
