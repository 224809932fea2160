"""Repetition evidence: a phrase or sentence that follows on itself at once, on one line.

Translation systems loop (Koehn and Knowles 2017, "Six Challenges for Neural Machine Translation"). Repeated lines are
layout, and a phrase that comes back later is style: neither is flagged.
"""

import re
from collections.abc import Iterator
from operator import itemgetter

import numpy as np

from tasks.translation.evidence import Evidence
from tasks.translation.reading import Reading

TOKEN = re.compile(r"\S+")
# The shortest and the longest phrase that counts, in tokens.
SHORTEST, LONGEST = 3, 80
# A phrase said twice counts from this length in characters, one said three times or more from the second: `no, no,
# no` is speech. Twice the same short sentence is emphasis; `SENTENCE` is the shortest, in tokens, that is not.
TWICE, OFTEN, SENTENCE = 14, 9, 7
# A loop may begin in the middle of a word or lose a token: of a phrase from this length, this share must be equal.
LONG, SHARE = 8, 0.8
# The bits that hold the place of a token: more than a text of `reading.MOST_CHARACTERS` has tokens.
PLACE = (1 << 17) - 1
# A loop is a system's; the same words twice may be a caption or an editor's slip.
LOOP_WEIGHT, TWICE_WEIGHT = 0.4, 0.1
LOOP = "The same words follow at once several times, as when a translation system loops."
AGAIN = "The same words follow at once a second time."


def find_repetition(reading: Reading) -> Iterator[Evidence]:
    """Every phrase or sentence that is repeated where it ends; the repeated part is marked; offsets in the body."""
    parts = list(repeated_parts(reading.body_tokens))
    if not parts:
        return
    places = [match.span() for match in TOKEN.finditer(reading.body)]
    for first, second, after in parts:
        start, end = places[second][0], places[after - 1][1]
        if "\n" not in reading.body[places[first][0] : end]:
            is_loop = after - second >= 2 * (second - first)
            weight, detail = (LOOP_WEIGHT, LOOP) if is_loop else (TWICE_WEIGHT, AGAIN)
            yield Evidence("repetition", start, end, weight, detail)


def repeated_parts(tokens: list[str]) -> Iterator[tuple[int, int, int]]:
    """Where phrases begin that are repeated at once, where their repetition begins, and where it ends, in tokens."""
    free = 0
    for before, at in close_trigrams(tokens):
        if at < free:
            continue
        period = at - before
        first, after = period_around(tokens, before, at)
        if after - first >= period * (2 if period < LONG else 1 + SHARE):
            # Whole periods only: what follows a loop may begin like it.
            after -= (after - first) % period if after - first > 2 * period else 0
            free = after
            if is_more_than_speech(tokens[first:after], period):
                yield first, first + period, after


def close_trigrams(tokens: list[str]) -> list[tuple[int, int]]:
    """The places of every three tokens in a row that come back within `LONGEST` tokens, in the order of the return.

    Sorted hashes find them in half the time of a dictionary; a pair found by accident fails the comparison later. Each
    carries its place in its lowest bits: plain numbers are sorted several times faster than an order of them is found.
    """
    if len(tokens) < 2 * SHORTEST:
        return []
    hashes = np.fromiter(map(hash, tokens), dtype=np.int64, count=len(tokens))
    trigrams = hashes[:-2] * 3 + hashes[1:-1] * 5 + hashes[2:] * 7
    trigrams &= ~PLACE
    trigrams |= np.arange(len(trigrams))
    trigrams.sort()
    again = np.flatnonzero((trigrams[1:] | PLACE) == (trigrams[:-1] | PLACE))
    before, at = trigrams[again] & PLACE, trigrams[again + 1] & PLACE
    close = at - before <= LONGEST
    return sorted(zip(before[close].tolist(), at[close].tolist(), strict=True), key=itemgetter(1))


def comparable(token: str) -> str:
    """A token without the marks at its end, which differ where a loop closes."""
    return token.rstrip(".,;:!?")


def period_around(tokens: list[str], before: int, at: int) -> tuple[int, int]:
    """The stretch around `at` in which every token equals the one a period earlier, at most a period to the front."""
    period = at - before
    first = after = at
    while first > max(period, at - period) and comparable(tokens[first - 1]) == comparable(tokens[first - 1 - period]):
        first -= 1
    while after < len(tokens) and comparable(tokens[after]) == comparable(tokens[after - period]):
        after += 1
    return first - period, after


def is_more_than_speech(tokens: list[str], period: int) -> bool:
    """Whether a phrase of `period` tokens, with what repeats it, is neither emphasis nor a row of figures."""
    phrase = tokens[:period]
    often = len(tokens) >= 3 * period
    if sum(map(len, phrase)) + period - 1 < (OFTEN if often else TWICE):
        return False
    if period < SENTENCE and not phrase[0][0].isalnum() and phrase[0][0] not in "\"“'‘":
        return False
    if not often and period < SENTENCE and phrase[-1][-1] in ".,;:!?…”\"’'":
        return False
    return period >= SHORTEST and 2 * sum(token[0].isalpha() for token in phrase) > period
