"""Datelines: where, when and by whom an article was filed, before its first sentence.

`TEHRAN, Mar. 16 (MNA) – ` is a place, perhaps a date, and an agency's mark or a dash that no sentence would have there.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tasks.clean.dates import date_line
from tasks.clean.page import fold, ideographic

_DATA = Path(__file__).parent / "data"
MAX_DATELINE = 120
_MAX_IDEOGRAPHS = 12

_DASH = r"\s?[.:]?\s?(?:[—–−‑―]+|--|-(?=\s))\s?"
_PLACE = r"(?P<place>[^\W\d_][^\d()\[\]{}:;!?«»„“”\"—–−|]{1,60}?)"
_DATE = r"(?:[,،]?\s(?P<date>(?=\D{0,20}\d)[^\s()][^()—–−|:]{0,28}?))?"
_MARK = r"[(\[（/](?P<agency>[^()\[\]（）|]{2,40})[)\]）/]"

# What some forms cannot do without, in every paragraph looked for first, and those forms; the first that fits and
# holds a known agency counts.
_FORMS = (
    (
        re.compile(_MARK),
        (
            # TEHRAN, Mar. 16 (MNA) –    Berlin (dpa) -    Madrid, 16 mar (EFE).-    МОСКВА, 16 марта. /ТАСС/.
            re.compile(rf"{_PLACE}[,،.]?{_DATE}[,.]?\s?{_MARK}(?:{_DASH}|[.]\s)"),
            # (ANSA) - ROMA, 16 MAR -
            re.compile(rf"{_MARK}{_DASH}(?P<place>[^\W\d_][^\d()\[\]:;!?\"—–−|a-z]{{1,40}}?){_DATE}{_DASH}"),
            # (Reuters) -    (CNN) —
            re.compile(rf"{_MARK}(?:{_DASH}|\s)"),
        ),
    ),
    # القاهرة - رويترز -    تهران – ایرنا –    МОСКВА, 16 мар — РИА Новости.
    (
        re.compile(r"[—–−-]\s"),
        (re.compile(rf"{_PLACE}{_DATE}\s?[—–−-]+\s(?P<agency>[^\d()—–−:|]{{2,30}}?)(?:\s?[—–−:]+\s?|\s-+\s|\.\s)"),),
    ),
    # 新华社北京3月16日电    中新网3月16日电
    (
        re.compile("日"),
        (
            re.compile(
                r"(?P<agency>新华社|新華社|中新网|中新網|中新社|本报|本報)(?P<place>[\u3400-\u9fff、/]{0,12}?)"
                r"(?P<date>\d{1,2}月\d{1,2}日)[电電]?(?:\s?[（(][^（）()]{1,40}[)）])?\s?"
            ),
        ),
    ),
    # 【北京＝共同】    [ワシントン 16日 ロイター] -
    (
        re.compile("[】］\\]]"),
        (
            re.compile(
                r"[【［\[](?P<place>[^\d\s＝=】］\]]{1,20})(?:[＝=]|\s(?P<date>\d{1,2}日)\s)"
                r"(?P<agency>[^】］\]]{2,20})[】］\]]\s?[-－—]?\s?"
            ),
        ),
    ),
)
# WASHINGTON —    NEW DELHI:    LONDON, March 1 --
_CAPITALS = re.compile(rf"(?P<place>[^\W\d_][^\d()\[\]:;!?\"—–−|]{{2,40}}?){_DATE}(?P<mark>{_DASH}|:\s)(?=[\w\"“‘«„'])")


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline says, and how many characters of the line it takes."""

    length: int
    place: str | None
    agency: str | None
    published_at: str | None


@cache
def agencies() -> dict[str, str]:
    """Every folded mark in `data/agencies.toml` with the agency's name, read once per process."""
    data = tomllib.loads((_DATA / "agencies.toml").read_text(encoding="utf-8"))
    return {fold(mark): name for name, marks in data.items() for mark in marks}


@cache
def _names() -> dict[str, frozenset[str]]:
    data = tomllib.loads((_DATA / "names.toml").read_text(encoding="utf-8"))
    return {kind: frozenset(words) for kind, words in data.items()}


def agency_name(mark: str) -> str | None:
    """The agency behind a mark such as `MNA`, `dpa/AFP` or `د.ب.أ`; None when none is known."""
    known = agencies()
    for part in (mark, *re.split(r"[/,،;+=＝-]| and | und | y | e | et ", mark)):
        folded = " ".join(fold(part).replace(".", " ").split())
        if name := known.get(folded) or known.get(folded.replace(" ", "")):
            return name
    return None


def find_dateline(line: str) -> Dateline | None:
    """The dateline that a paragraph begins with, None when it begins with its first sentence."""
    head = line[:MAX_DATELINE]
    for need, forms in _FORMS:
        if need.search(head):
            for form in forms:
                if (found := form.match(head)) and (dateline := _with_agency(found)):
                    return dateline
    found = _CAPITALS.match(head) if head[:2].isupper() else None
    if found and _unmistakable(found["place"], found["mark"]) and (found["date"] is None or _is_date(found["date"])):
        agency = agency_name(found["place"])
        return Dateline(found.end(), None if agency else found["place"], agency, _published(found["date"]))
    return None


def _with_agency(found: re.Match[str]) -> Dateline | None:
    """What a form has found, when the agency is known and the place is written as one."""
    parts = found.groupdict()
    agency = agency_name(parts["agency"])
    place = _place(parts.get("place"))
    if agency is None and parts["agency"] not in ("本报", "本報"):
        return None
    if parts.get("place") and place is None:
        return None
    return Dateline(found.end(), place, agency, _published(parts.get("date")))


def _place(text: str | None) -> str | None:
    """A place as datelines write it: a few words, each with a capital where the script has capitals."""
    place = (text or "").strip(" ,،.")
    words = place.replace("/", " ").split()
    if not words or len(words) > 6 or (ideographic(place) and len(place) > _MAX_IDEOGRAPHS):
        return None
    strange = [word for word in words if word[0].islower() and len(word) > 3]
    return None if strange else place


def _unmistakable(place: str, mark: str) -> bool:
    """Without an agency only capitals tell a place from the beginning of a sentence, and not all capitals do.

    Before a colon anything may stand in capitals, so there the place has to be one whose papers write it so.
    """
    words = fold(place).replace(",", " ").split()
    if place.upper() != place or place.lower() == place or len(words) > 5:
        return False
    if mark.strip() == ":":
        return fold(place) in _names()["places_before_colon"]
    return not any(word.strip(".'") in _names()["no_places"] for word in words)


def _is_date(text: str) -> bool:
    return date_line(fold(text)) is not None


def _published(text: str | None) -> str | None:
    """The moment in a dateline's date, when it has a year."""
    return (date_line(fold(text)) or None) if text else None
