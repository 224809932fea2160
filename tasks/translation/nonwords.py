"""Non-word evidence: a lower-case token that is no word, but is made of one.

Only tokens that look like a damaged English word are flagged: a known word with a foreign or impossible ending or
beginning (`prudeness`, `nachharbour`), or with its letters out of order (`umberlla`). A token that resembles no
English word is a loan, a dish, a species or a brand, and passes.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from tasks.translation.evidence import Evidence
from tasks.translation.lexicon import is_word, word_with_a_letter_more, zipf
from tasks.translation.reading import Reading, places_of
from tasks.translation.words import is_compound, is_ended, is_formed, made_up_endings, prefixes

SHORTEST, LONGEST = 6, 30
# A line that is an unknown lower-case word of a length that can be judged.
CANDIDATE = re.compile(rf"^[a-z]{{{SHORTEST},{LONGEST}}}+$", re.MULTILINE)
# From this length, a token one letter away from a word is that word misspelt, and no loan that resembles it.
SHORTEST_MISSPELT = 8
# A token that comes back is a term, not an accident.
MOST_TIMES = 2
# Tokens judged in one article: an ordinary one has a dozen.
MOST_CANDIDATES = 1000

# How frequent (Zipf) a word must be, by its length, for its letters in a longer token to be no accident.
SHORTEST_PART = 5
WHOLE = {5: 3.5, 6: 3.0, 7: 2.5, 8: 2.0, 9: 1.5}

# Compounds, addresses, and words in quotation marks of their own, which are coined on purpose.
SET_APART = re.compile(r"[/.’'‘“\"«*_-]|.\w++(?:[/’'_*”\"»-]|\.\w)", re.DOTALL)

WORD = re.compile(r"\b[^\W\d_A-Z]+\b")

MADE_UP = "“{excerpt}” is no English word; it is made of “WORD”."
MISSPELT = "“{excerpt}” is no English word; it resembles “WORD”, so it may be a plain typing error."
MADE_UP_WEIGHT, MISSPELT_WEIGHT = 0.4, 0.1


def find_non_words(reading: Reading) -> Iterator[Evidence]:
    """Every non-word of an English body; offsets in the body."""
    if reading.language != "en":
        return
    for token in sorted(CANDIDATE.findall(reading.odd_lines))[:MOST_CANDIDATES]:
        source = damaged_word(token)
        if source is None:
            continue
        places = [at for at in places_of(token, reading.body) if not SET_APART.match(reading.body, at - 1, at + 50)]
        if 0 < len(places) <= MOST_TIMES and not is_name(token, reading) and is_in_english(places[0], reading.body):
            word, weight, detail = source
            yield Evidence("non-word", places[0], places[0] + len(token), weight, detail.replace("WORD", word))


def is_name(token: str, reading: Reading) -> bool:
    """Whether the token is also written with a capital or as a handle: then it is a name or a brand."""
    written = reading.odd_words
    return token.capitalize() in written or token.upper() in written or f"@{token}" in reading.body


def is_in_english(at: int, body: str) -> bool:
    """Whether the words around a place are English: in a foreign quotation every word is unknown."""
    around = WORD.findall(body, max(0, at - 50), at) + WORD.findall(body, at, at + 70)[1:]
    frequent = sum(is_word(word, 4.0) for word in around)
    return frequent >= 0.4 * len(around)


@lru_cache(maxsize=2_048)
def damaged_word(token: str) -> tuple[str, float, str] | None:
    """The word that an unknown token was made of, the weight and the reason; None where it may be a real word."""
    if zipf(token) is not None:
        return None
    if (word := swapped(token)) and not is_ended(token):
        return word, MISSPELT_WEIGHT, MISSPELT
    return None if is_formed(token) else made_of(token)


def made_of(token: str) -> tuple[str, float, str] | None:
    """The word in a token that is no form of any, the weight and the reason; None where it resembles none."""
    if word := ended_wrongly(token):
        return word, MADE_UP_WEIGHT, MADE_UP
    if word := one_letter_off(token):
        return word, MISSPELT_WEIGHT, MISSPELT
    if word := carried(token):
        return word, MADE_UP_WEIGHT, MADE_UP
    return None


def ended_wrongly(token: str) -> str | None:
    """The whole word before an ending that English has, but does not put there."""
    heads = (token.removesuffix(ending) for ending in made_up_endings() if token.endswith(ending))
    return next((head for head in heads if len(head) >= SHORTEST_PART and is_word(head, 2.0)), None)


def swapped(token: str) -> str | None:
    """The frequent word that the token becomes when two neighbouring letters change places."""
    swaps = (token[:at] + token[at + 1] + token[at] + token[at + 2 :] for at in range(len(token) - 1))
    return next((word for word in swaps if is_word(word, 3.0)), None)


def one_letter_off(token: str) -> str | None:
    """The word that a long token becomes with one letter less, one more, or another one."""
    if len(token) < SHORTEST_MISSPELT:
        return None
    shorter = [token[:at] + token[at + 1 :] for at in range(len(token))]
    dropped = (word for word in shorter if is_word(word, 3.0))
    replaced = (word for part in shorter if (word := word_with_a_letter_more(part)) and len(word) == len(token))
    return next(dropped, None) or word_with_a_letter_more(token) or next(replaced, None)


def carried(token: str) -> str | None:
    """The word that the token begins or ends with, whole or one letter short; the longest one."""
    for cut in range(len(token) - 2, SHORTEST_PART - 1, -1):
        for part in (token[:cut], token[-cut:]):
            if part not in prefixes() and (is_word(part, WHOLE.get(cut, 0.0)) or (cut > 7 and is_compound(part))):
                return part
            if word := word_with_a_letter_more(part):
                return word
    return None
