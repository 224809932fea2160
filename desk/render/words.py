"""How numbers, dates, languages and texts of any origin are written for people."""

import json
import re
from functools import cache
from pathlib import Path
from typing import cast

# A text may hold a terminal's escape sequences; shown, they would be obeyed. Tabs and line ends stay.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Embeddings and overrides of direction: common in Arabic and Hebrew pages, and able to turn what stands beside them.
_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_SPACE = re.compile(r"\s+")
_RECORDS = re.compile(r"\.(?:jsonl|ndjson|csv|tsv)(?:\.[a-z0-9]{2,4})?$", re.IGNORECASE)


def safe(text: str) -> str:
    """The text as a terminal can show it: control characters replaced, changes of direction left out."""
    return _CONTROL.sub("\ufffd", _DIRECTION.sub("", text))


def one_line(text: str) -> str:
    """The text safe and on one line."""
    return safe(_SPACE.sub(" ", text).strip())


def isolated(text: str) -> str:
    """Right-to-left text set apart, so that a terminal that orders it leaves its neighbours in place (UAX #9)."""
    return f"{_ISOLATE}{text}{_END_ISOLATE}" if _RIGHT_TO_LEFT.search(text) else text


def excerpt(text: str, longest: int) -> str:
    """The beginning of a text on one line, at most `longest` characters, cut at a word where there is one."""
    line = one_line(text)
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    at_word = cut.rpartition(" ")[0]
    return (at_word if len(at_word) > longest // 2 else cut).rstrip() + "…"


def number(value: int) -> str:
    """A number with its thousands set apart."""
    return f"{value:,}"


def counted(value: int, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 file`, `2 files`."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def shown_of(shown: int, total: int, one: str, many: str | None = None) -> str:
    """The last line of a list: how many there are, and whether there are more than are shown."""
    if not total:
        return f"No {many or one + 's'}."
    more = f"; the first {number(shown)} shown, more with --limit" if shown < total else ""
    return f"{counted(total, one, many)}{more}."


def percent(part: float, whole: float = 1.0) -> str:
    """A share in whole per cent; a share that is there but rounds to nothing is not called 0."""
    if not whole or not part:
        return "0 %"
    share = f"{100 * part / whole:.0f} %"
    return "< 1 %" if share == "0 %" else share


def place(path: str, position: int) -> str:
    """A file, and the number of the record in it where it holds several, counted from 0 as in the database."""
    return f"{path} record {position}" if position or _RECORDS.search(path) else path


def duration(seconds: float) -> str:
    """Seconds as people say them."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"


def moment(stored: str | None) -> str:
    """A stored date for reading: `2024-03-16 10:17`, without seconds."""
    if not stored:
        return ""
    day, _t, time = stored.partition("T")
    return f"{day} {time[:5]}{' UTC' if time.endswith('Z') else ''}" if time else day


def language_name(code: str) -> str:
    """The English name of a language, or its code where no name is known."""
    return _names("languages.json").get(code, code)


def category_reason(category: str) -> str:
    """Why spans of a category are not in the body, in a few words."""
    return _names("categories.json").get(category, "")


@cache
def _names(file: str) -> dict[str, str]:
    return cast(dict[str, str], json.loads(Path(__file__).with_name(file).read_text(encoding="utf-8")))
