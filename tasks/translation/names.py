"""Name-variant evidence: one name under two spellings in one text (Shaker, Shakir).

Two spellings are compared by their consonants, not by edit distance: what changes when a name is carried over from
another alphabet is vowels, doubled letters and a few consonant signs (kh, q, w). Then the evidence must show that
both mean one person or place: the rarer spelling is no word or name of its own, or stands where the other's surname
would stand.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache

from tasks.translation.evidence import Evidence, Reading
from tasks.translation.lexicon import zipf

NAME = re.compile(r"(?<![\w@#])[A-Z][a-z\u00df-\u024f]{3,30}+(?![\w@])")
UNIT = re.compile(r"[aeiouy]+|[^aeiouy]+")
VOWELS = frozenset("aeiouy")
# Signs for one sound in different romanisations; h goes last, after the digraphs that it is part of.
SAME_SOUND = (("ph", "f"), ("ck", "k"), ("dj", "j"), ("q", "k"), ("c", "k"), ("w", "v"), ("z", "s"), ("h", ""))
DOUBLED = re.compile(r"(.)\1+")

WEIGHT, CERTAIN = 0.4, 0.5
DETAIL = "“{excerpt}” and “OTHER” look like one name in two spellings."


def find_name_variants(reading: Reading) -> Iterator[Evidence]:
    """Every spelling of a name that competes with another one; offsets in the body."""
    if reading.language != "en":
        return
    counts = Counter(NAME.findall(reading.body))
    by_sound: dict[str, list[str]] = defaultdict(list)
    for name in counts:
        by_sound[skeleton(name)].append(name)
    for names in by_sound.values():
        if len(names) > 1:
            yield from variants(sorted(names, key=lambda name: (-counts[name], name)), counts, reading)


def variants(names: list[str], counts: Counter[str], reading: Reading) -> Iterator[Evidence]:
    """The competing spellings among names of one sound."""
    for at, one in enumerate(names):
        for other in names[at + 1 :]:
            rare, usual = rarer_first(one, other, counts)
            if differing_units(one, other) == 1 and is_one_name(rare, usual, counts):
                start = first_place(rare, reading.body)
                yield Evidence("name-variant", start, start + len(rare), WEIGHT, DETAIL.replace("OTHER", usual))


@lru_cache(maxsize=65_536)
def plain(name: str) -> str:
    """The name in lower case without accents."""
    if name.isascii():
        return name.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))


@lru_cache(maxsize=65_536)
def skeleton(name: str) -> str:
    """The consonants of a name with one sign for each sound: equal for spellings that may be one name."""
    sounds = plain(name)
    first = "'" if sounds[0] in VOWELS else ""
    for sign, sound in SAME_SOUND:
        sounds = sounds.replace(sign, sound)
    return first + DOUBLED.sub(r"\1", "".join(c for c in sounds if c not in VOWELS))


def differing_units(one: str, other: str) -> int:
    """In how many of their vowel and consonant groups two names of equal skeleton differ; 9 where not comparable."""
    first, second = UNIT.findall(plain(one)), UNIT.findall(plain(other))
    if len(first) != len(second):
        return 9
    return sum(a != b for a, b in zip(first, second, strict=True))


def rarer_first(one: str, other: str, counts: Counter[str]) -> tuple[str, str]:
    """The spelling that is rarer in the language, or else in the text, and the other one."""
    a, b = zipf(plain(one)), zipf(plain(other))
    key_one = (-1.0 if a is None else a, counts[one])
    key_other = (-1.0 if b is None else b, counts[other])
    return (one, other) if key_one < key_other else (other, one)


def is_one_name(rare: str, usual: str, counts: Counter[str]) -> bool:
    """Whether the text gives no reason to take the two spellings for two names."""
    known_rare, known_usual = zipf(plain(rare)), zipf(plain(usual))
    if counts[rare] > 3 and known_rare is not None:
        return False
    if known_rare is None:
        return True
    return known_rare <= 2.5 and (known_usual or 0.0) - known_rare >= 1.0


def first_place(name: str, body: str) -> int:
    """Where the name first stands as a word of its own."""
    match = re.search(rf"(?<![\w@#]){re.escape(name)}(?![\w@])", body)
    assert match is not None, name
    return match.start()
