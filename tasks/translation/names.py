"""Name-variant evidence: one name under two spellings in one text (Shaker, Shakir).

Two spellings are compared by their consonants, not by edit distance: what changes when a name is carried over from
another alphabet is vowels, doubled letters and a few consonant signs (kh, q, w). Then the evidence must show that
both mean one person or place: the rarer spelling is no word or name of its own, or stands where the other's surname
would stand.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import combinations, islice
from string import ascii_uppercase

from tasks.translation.evidence import Evidence
from tasks.translation.lexicon import zipf
from tasks.translation.reading import Reading, places_of
from tasks.translation.words import small_words

# What stands before the capital is looked at behind it: capitals are few and found at once.
NAME = re.compile(r"[A-Z](?<![\w@#][A-Z])[a-z\u00df-\u024f]{4,30}+(?![\w@\x80-\x9f€])")
CAPITAL_BEFORE = re.compile(r"\b([A-Z][\w’'-]{1,30}) $")
CAPITAL_NEXT = re.compile(r" [A-Z][a-z]")
SURNAME = re.compile(r" ([A-Z][a-z\u00df-\u024f]+)")
INSIDE = re.compile(r"[\w,;’'–-] $")
UNIT = re.compile(r"[aeiouy]+|[^aeiouy]+")
# One sign for each sound in different romanisations; vowels and h say least, but for the first letter.
SPELLED = (("ph", "f"), ("Ph", "F"), ("dj", "j"), ("Dj", "J"))
SOUNDS = str.maketrans("qcwz" + ascii_uppercase, "kkvs" + "abkdefghijklmnopkrstuvvxys", "aeiouyh")
# What follows on its like: a search for it is faster than one for both.
DOUBLED = re.compile(r"(?<=(.))\1+")
# Endings that make two names of one root: Zelensky and Zelenska, Italy and Italo, Tolstoy and Tolstaya.
PAIRS = "a/o a/i a/y a/yy a/iy a/yi a/ii a/ie e/o o/y aya/oy aya/iy aia/oi aya/y i/ia"
ENDINGS = frozenset(frozenset(pair.split("/")) for pair in PAIRS.split())

# A spelling of this Zipf frequency or more is a name of its own; one below `SCARCE` is hardly one, if the other
# spelling is ten times as frequent.
OWN_NAME, SCARCE, GAP = 2.5, 1.6, 1.0
# A spelling used more often than this is meant.
MOST_TIMES = 3
# Pairs looked at in one article, and pairs looked up in its text: an ordinary one has a few.
MOST_PAIRS, MOST_COMPARED = 5_000, 200
# A word of this frequency may have its capital from the beginning of a sentence.
COMMON = 4.9
# Names of one root that are two things.
DISTINCT = frozenset(frozenset(pair.split("/")) for pair in ("emirates/emiratis", "turkey/turkiye", "xinhua/xunhua"))

WEIGHT, SHARED = 0.45, 0.25
DETAIL = "“{{excerpt}}” and “{}” look like one name in two spellings."


def find_name_variants(reading: Reading) -> Iterator[Evidence]:
    """Every spelling of a name that competes with another one; offsets in the body."""
    if reading.language != "en":
        return
    first: dict[str, str] = {}
    alike: dict[str, set[str]] = {}
    names = list(set(NAME.findall(reading.odd_lines)))
    for sound, name in zip(skeletons(names), names, strict=True):
        other = first.setdefault(sound, name)
        if other != name:
            alike.setdefault(sound, {other}).add(name)
    groups = sorted(sorted(names) for names in alike.values())
    pairs = islice((pair for names in groups for pair in combinations(names, 2)), MOST_PAIRS)
    marked: set[int] = set()
    for one, other in [pair for pair in pairs if differing_units(*pair) == 1][:MOST_COMPARED]:
        for found in compare(one, other, reading.body):
            if found.start not in marked:
                marked.add(found.start)
                yield found


def compare(one: str, other: str, body: str) -> Iterator[Evidence]:
    """The evidence of two spellings, if they are one name; both are marked where neither is the usual one."""
    counts = {name: len(places_of(name, body)) for name in (one, other)}
    if not all(counts.values()):
        return
    rare, usual = (one, other) if frequency(one, counts) < frequency(other, counts) else (other, one)
    if is_one_name(rare, usual, counts, body):
        undecided = frequency(rare, counts) == frequency(usual, counts)
        for name, opposite in [(rare, usual), (usual, rare)] if undecided else [(rare, usual)]:
            start, weight = places_of(name, body)[0], SHARED if undecided else WEIGHT
            yield Evidence("name-variant", start, start + len(name), weight, DETAIL.format(opposite))


def frequency(name: str, counts: dict[str, int]) -> tuple[float, int]:
    """How usual a spelling is: first in the language (-1 where it is unknown), then in the text."""
    known = zipf(plain(name))
    return (-1.0 if known is None else known), counts[name]


def plain(name: str) -> str:
    """The name in lower case without accents."""
    if name.isascii():
        return name.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))


def skeletons(names: list[str]) -> list[str]:
    """The skeleton of each name: its first letter and its consonants, one sign for each sound; equal for spellings.

    All names of an article are written one below the other and rewritten at once, which takes a fifth of the time of
    one call each. Their first letters, which keep their vowels, are the capitals.
    """
    lines = "\n".join(names)
    if not lines.isascii():
        lines = "\n".join([plain(name).capitalize() for name in names])
    for written, spoken in SPELLED:
        lines = lines.replace(written, spoken)
    return DOUBLED.sub("", lines.translate(SOUNDS)).split("\n") if names else []


def skeleton(name: str) -> str:
    """The skeleton of one name."""
    return skeletons([name])[0]


def differing_units(one: str, other: str) -> int:
    """In how many of their vowel and consonant groups two names differ; 9 where they are not comparable."""
    first, second = UNIT.findall(plain(one)), UNIT.findall(plain(other))
    if len(first) != len(second) or frozenset((first[-1], second[-1])) in ENDINGS:
        return 9
    return sum(a != b for a, b in zip(first, second, strict=True))


def is_one_name(rare: str, usual: str, counts: dict[str, int], body: str) -> bool:
    """Whether one of the spellings is unlikely to be a name of its own."""
    known, known_usual = zipf(plain(rare)), zipf(plain(usual)) or 0.0
    if frozenset((plain(rare), plain(usual))) in DISTINCT:
        return False
    if known_usual >= COMMON and not stands_in_a_sentence(usual, body):
        return False
    if known is None:
        return not is_run_together(rare, body)
    if known > OWN_NAME or counts[rare] > MOST_TIMES or differ_in_doubling(rare, usual):
        return False
    if known <= SCARCE and known_usual - known >= GAP:
        return not are_two_people(rare, usual, body)
    return (known_usual - known >= GAP or known_usual <= OWN_NAME) and is_surname_of(rare, usual, body)


def differ_in_doubling(one: str, other: str) -> bool:
    """Whether only a doubled letter tells two known names apart, as Babbel and Babel."""
    return DOUBLED.sub("", plain(one)) == DOUBLED.sub("", plain(other))


def stands_in_a_sentence(name: str, body: str) -> bool:
    """Whether the word is written with its capital in the middle of a sentence, and so is a name here."""
    return any(INSIDE.search(body, max(0, at - 2), at) for at in places_of(name, body))


def are_two_people(one: str, other: str, body: str) -> bool:
    """Whether each stands before a surname of its own: Hissein Taha, Hossein Amir."""
    surnames = [
        {skeleton(match[1]) for at in places_of(name, body) if (match := SURNAME.match(body, at + len(name)))}
        for name in (one, other)
    ]
    return all(surnames) and not surnames[0] & surnames[1]


def is_run_together(name: str, body: str) -> bool:
    """Whether a space is missing after another name of the text (`Crimeain` beside `Crimea`)."""
    smalls = [small for small in small_words() if len(small) > 1 and name.endswith(small)]
    return any(places_of(name.removesuffix(small), body) for small in smalls)


def is_surname_of(rare: str, usual: str, body: str) -> bool:
    """Whether one spelling stands after a given name and the other one alone, or after the same given name.

    `Hossam Shaker … Shakir said`: who is named by surname alone has been introduced before, here as Shaker.
    """
    rare_given, usual_given = given_names(rare, body), given_names(usual, body)
    if rare_given is None or usual_given is None:
        return False
    if rare_given and usual_given:
        return bool(rare_given & usual_given)
    return bool(rare_given | usual_given)


def given_names(name: str, body: str) -> set[str] | None:
    """The capitalised words before the name; None where it stands before one, and so is no surname."""
    found = set()
    for at in places_of(name, body):
        if CAPITAL_NEXT.match(body, at + len(name)):
            return None
        before = CAPITAL_BEFORE.search(body, max(0, at - 40), at)
        if before is not None:
            found.add(before[1])
    return found
