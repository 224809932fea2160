"""Non-word evidence: a lower-case token that is no word, but is made of one.

Only tokens that look like a damaged English word are flagged: a known word with a foreign or impossible ending or
beginning (`prudeness`, `nachclaimed`), or with its letters out of order (`husbadns`). A token that resembles no
English word is a loan, a dish, a species or a brand, and passes.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from tasks.translation.evidence import Evidence, Reading
from tasks.translation.lexicon import is_word, unknown
from tasks.translation.words import is_formed

SHORTEST, LONGEST = 6, 30
# A token that comes back is a term, not an accident.
MOST_TIMES = 2

MADE_UP = "“{excerpt}” is no English word; it is made of “WORD”."
MISSPELT = "“{excerpt}” is no English word; it resembles “WORD”, so it may be a plain typing error."
MADE_UP_WEIGHT, MISSPELT_WEIGHT = 0.4, 0.2


def find_non_words(reading: Reading) -> Iterator[Evidence]:
    """Every non-word of an English body; offsets in the body."""
    if reading.language != "en":
        return
    for token in sorted(unknown([token for token in reading.tokens if is_candidate(token)])):
        source = damaged_word(token)
        if source is None:
            continue
        found = [match.start() for match in whole_word(token).finditer(reading.body)]
        if 0 < len(found) <= MOST_TIMES and not is_name(token, reading):
            word, weight, detail = source
            yield Evidence("non-word", found[0], found[0] + len(token), weight, detail.replace("WORD", word))


def is_candidate(token: str) -> bool:
    """Whether the token is one plain lower-case word of a length that can be judged."""
    return SHORTEST <= len(token) <= LONGEST and token.isascii() and token.isalpha() and token.islower()


def whole_word(token: str) -> re.Pattern[str]:
    """The token where it stands alone: not in an address, a compound, a hashtag or quotation marks of its own."""
    return re.compile(rf"(?<![\w@#/.’'‘“\"«*_-]){token}(?![\w@/’'_*-]|\.\w|[”\"»])")


def is_name(token: str, reading: Reading) -> bool:
    """Whether the token is also written with a capital: then it is a name or a brand."""
    return token.capitalize() in reading.tokens or token.upper() in reading.tokens


@lru_cache(maxsize=65_536)
def damaged_word(token: str) -> tuple[str, float, str] | None:
    """The word that an unknown token was made of, the weight and the reason; None where it may be a real word."""
    if is_formed(token):
        return None
    word = swapped(token)
    if word is not None:
        return word, MISSPELT_WEIGHT, MISSPELT
    word = carried(token)
    if word is not None:
        return word, MADE_UP_WEIGHT, MADE_UP
    return None


def swapped(token: str) -> str | None:
    """The word that the token becomes when two neighbouring letters change places."""
    for at in range(len(token) - 1):
        word = token[:at] + token[at + 1] + token[at] + token[at + 2 :]
        if is_word(word, 2.5):
            return word
    return None


def carried(token: str) -> str | None:
    """The longest word at the beginning or the end of the token, whole or one letter short."""
    for cut in range(len(token) - 2, 3, -1):
        for part in (token[:cut], token[-cut:]):
            if is_word(part, 3.0) and cut >= 4:
                return part
            if cut >= 5 and (word := one_letter_short(part)):
                return word
    return None


def one_letter_short(part: str) -> str | None:
    """The frequent word that the part becomes with one more letter inside."""
    for at in range(1, len(part)):
        for letter in "abcdefghijklmnopqrstuvwxyz":
            word = part[:at] + letter + part[at:]
            if is_word(word, 3.5):
                return word
    return None
