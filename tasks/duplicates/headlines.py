"""Headline keys: headlines that differ only in case, punctuation, accents and outlets' additions share one.

A key merges nothing by itself: it leads to candidates, whose bodies are compared. So a headline that stands over many
articles ("Weather forecast") needs no list; among many, only those next to each other in rank are compared.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LONGEST_HEADLINE = 500
_AFFIXES = Path(__file__).parent / "data" / "affixes.toml"
_MOST_AFFIXES = 4  # "RPT-UPDATE 2-… | World | Outlet"

# Letters that are written in two ways within one language, and that Unicode does not take apart.
_SAME_LETTER = str.maketrans("ıłøđёىیکۀە", "ilodеييكهه")
_OPEN, _CLOSE = "[(（【〔", "])）】〕"
_BRACKETED_FIRST = re.compile(rf"[{re.escape(_OPEN)}]([^{re.escape(_CLOSE)}]{{1,40}})[{re.escape(_CLOSE)}]")
_BRACKETED_LAST = re.compile(rf"[{re.escape(_OPEN)}]([^{re.escape(_OPEN)}]{{1,40}})[{re.escape(_CLOSE)}]$")
_AFTER_LABEL = re.compile(r"[:：|｜»]|\.\.|…|\.\s|\s[-–—]\s")
_WIRE = re.compile(r"([A-Z]{3,13}(?: [A-Z]{4,6})?)(?: [0-9]{1,2})?[-:]\s?(?=\S)")
_BAR = re.compile(r"[|｜•·»_]|::")
_DASH = re.compile(r"\s[-–—]\s|(?<=[\u3000-\u9fff\uac00-\ud7a3])[-–—](?=[\u3000-\u9fff\uac00-\ud7a3])")
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10}", re.IGNORECASE)


def headline_key(headline: str, outlet: str | None) -> str | None:
    """What stays of a headline when everything is taken off that copies of it differ in.

    Arguments:
        headline: as published.
        outlet: the outlet's name or host, whose name at the headline's end is taken off too.

    Returns:
        Words in lower case without accents and punctuation, numbers kept; None where no word is left.
    """
    return fold(strip_affixes(headline[:LONGEST_HEADLINE], outlet)) or None


def strip_affixes(headline: str, outlet: str | None) -> str:
    """The headline without labels, agency slugs and outlet names at its ends."""
    affixes = _affixes()
    headline = headline.strip()
    for _ in range(_MOST_AFFIXES):
        shorter = affixes.without_suffix(affixes.without_prefix(headline), outlet)
        if shorter == headline:
            break
        headline = shorter
    return headline


def fold(text: str) -> str:
    """The words of a text in lower case, without accents, vowel points and punctuation."""
    text = unicodedata.normalize("NFKD", text.casefold().translate(_SAME_LETTER))
    kept, base = [], ""
    for character in text:
        if not unicodedata.combining(character):
            base = character
        elif _loses_accents(base):
            continue
        kept.append(character)
    text = unicodedata.normalize("NFC", "".join(kept))
    return " ".join("".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text).split())


def _loses_accents(base: str) -> bool:
    """Marks on Latin, Greek, Hebrew and Arabic letters are accents or vowel points; elsewhere they make the letter."""
    return base < "\u0400" or "\u0590" <= base < "\u0700" or "\u1e00" <= base < "\u2000"


@dataclass(frozen=True, slots=True)
class _Affixes:
    """The data file, folded; see there for what each part is for."""

    labels: frozenset[str]
    slugs: frozenset[str]
    names: frozenset[str]
    first_words: frozenset[str]
    last_words: frozenset[str]
    endings: tuple[str, ...]

    def without_prefix(self, headline: str) -> str:
        wire = _WIRE.match(headline)
        if wire and wire[1] in self.slugs:
            return headline[wire.end() :]
        bracketed = _BRACKETED_FIRST.match(headline)
        if bracketed and fold(bracketed[1]) in self.labels:
            return headline[bracketed.end() :].lstrip()
        after = _AFTER_LABEL.search(headline, 1, 45)
        if after and fold(headline[: after.start()]) in self.labels:
            return headline[after.end() :].lstrip(" .:：|｜»-–—")
        return headline

    def without_suffix(self, headline: str, outlet: str | None) -> str:
        bracketed = _BRACKETED_LAST.search(headline)
        if bracketed and fold(bracketed[1]) in self.labels:
            return headline[: bracketed.start()].rstrip()
        mark = _last(_BAR, headline)
        if mark and self._is_suffix(headline[: mark.start()], headline[mark.end() :], outlet, after_bar=True):
            return headline[: mark.start()].rstrip()
        mark = _last(_DASH, headline)
        if mark and self._is_suffix(headline[: mark.start()], headline[mark.end() :], outlet, after_bar=False):
            return headline[: mark.start()].rstrip()
        return headline

    def _is_suffix(self, head: str, tail: str, outlet: str | None, *, after_bar: bool) -> bool:
        words = fold(tail).split()
        if not words or len(words) > 6 or not fold(head):
            return False
        folded = " ".join(words)
        if folded in self.labels or folded in self.names or _HOST.fullmatch(tail.strip()) or _names(folded, outlet):
            return True
        if self._reads_as_name(tail.split(), words):
            return True
        # A bar sets off a section or an outlet when little stands behind it and a whole headline before it.
        return after_bar and len(words) <= 3 and len(fold(head).split()) >= 4

    def _reads_as_name(self, written: list[str], words: list[str]) -> bool:
        if words[-1].endswith(self.endings):
            return True
        if not 2 <= len(words) <= 4 or not all(word[:1].isupper() for word in written if len(word) > 3):
            return False
        return words[-1] in self.last_words or words[0] in self.first_words


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text):  # noqa: B007 the last one is wanted
        pass
    return found


def _names(folded: str, outlet: str | None) -> bool:
    """Whether this is the outlet's name, the beginning of it, or the name in its host."""
    if not outlet:
        return False
    name = fold(outlet.removeprefix("www."))
    if folded == name:
        return True
    label = outlet.removeprefix("www.").split(".")[0].casefold() if _HOST.fullmatch(outlet) else ""
    return len(label) > 2 and folded.replace(" ", "").startswith(fold(label))


@cache
def _affixes() -> _Affixes:
    data = tomllib.loads(_AFFIXES.read_text("utf-8"))
    outlets = data["outlet"][0]
    return _Affixes(
        labels=_folded(word for label in data["label"] for word in label["words"]),
        slugs=frozenset(slug for wire in data["wire"] for slug in wire["slugs"]),
        names=_folded(outlets["names"]),
        first_words=_folded(outlets["first_words"]),
        last_words=_folded(outlets["last_words"]),
        endings=tuple(outlets["endings"]),
    )


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)
