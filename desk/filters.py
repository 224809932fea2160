"""Which articles somebody asks for: the options that search, export and the Python access share."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from schema.errors import CopydeskError

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


class FilterError(CopydeskError):
    """A filter that cannot be read, such as a date in another form than ISO 8601."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that an article has to meet; None asks for nothing.

    Arguments:
        since: first date, `2024`, `2024-03` or `2024-03-16`.
        until: last date, counted in: `2024-03` includes the whole of March.
        outlet: name of the outlet, upper and lower case alike; `*` stands for any characters.
        outlet_is: name of the outlet as it is stored, letter by letter.
        language: language code as stored (`ar`, `und`).
        translated: only articles that were likely translated.
        duplicates: articles marked as duplicates too; otherwise only those kept.
        batch: number of the batch that loaded them.
    """

    since: str | None = None
    until: str | None = None
    outlet: str | None = None
    language: str | None = None
    translated: bool = False
    duplicates: bool = False
    outlet_is: str | None = None
    batch: int | None = None

    def __post_init__(self) -> None:
        """Refuse dates that would silently find nothing."""
        for option, value in (("--since", self.since), ("--until", self.until)):
            if value is not None:
                _days(option, value)

    def before(self) -> str | None:
        """The first date after `until`, in its own precision: dates are compared as text."""
        if self.until is None:
            return None
        _first, following = _days("--until", self.until)
        return following.isoformat()[: len(self.until)]

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return self != Filters()


def _days(option: str, value: str) -> tuple[date, date]:
    """The first day of a year, month or day, and the first day after it."""
    found = _DATE.fullmatch(value)
    year, month, day = found.groups() if found else ("0", None, None)
    try:
        first = date(int(year), int(month or 1), int(day or 1))
        if day:
            return first, first + timedelta(days=1)
        if month:
            return first, (first + timedelta(days=31)).replace(day=1)
        return first, first.replace(year=first.year + 1)
    except (ValueError, OverflowError):
        raise FilterError(
            f"{option} {value}", "that is no date of the calendar", "Write 2024, 2024-03 or 2024-03-16."
        ) from None
