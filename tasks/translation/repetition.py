"""Repetition evidence: a phrase or sentence that follows on itself at once, on one line.

Translation systems loop (Koehn and Knowles 2017, "Six Challenges for Neural Machine Translation"). Repeated lines are
layout, and a phrase that comes back later is style: neither is flagged.
"""

import re
from collections.abc import Iterator

from tasks.translation.evidence import Evidence, Reading

TOKEN = re.compile(r"\S+")
# The shortest and the longest phrase that counts, in tokens, and the shortest in characters: `no, no, no` and
# `again and again and again` are speech.
SHORTEST, LONGEST, CHARACTERS = 3, 80, 14
WEIGHT = 0.35
DETAIL = "The same words follow at once: “{excerpt}”."


def find_repetition(reading: Reading) -> Iterator[Evidence]:
    """Every phrase or sentence that is repeated where it ends; the repeated part is marked; offsets in the body."""
    tokens = reading.body.split()
    if not has_repeated_trigram(tokens):
        return
    at = 0
    for line in reading.body.splitlines(keepends=True):
        for start, end in repeated_parts(line):
            yield Evidence("repetition", at + start, at + end, WEIGHT, DETAIL)
        at += len(line)


def has_repeated_trigram(tokens: list[str]) -> bool:
    """Whether any three tokens in a row come back: without that, nothing is repeated."""
    trigrams = set(zip(tokens, tokens[1:], tokens[2:], strict=False))
    return len(trigrams) < len(tokens) - 2


def repeated_parts(line: str) -> Iterator[tuple[int, int]]:
    """Start and end of every part of the line that repeats what stands just before it."""
    matches = list(TOKEN.finditer(line))
    tokens = [comparable(match[0]) for match in matches]
    last: dict[tuple[str, ...], int] = {}
    free = 0
    for at in range(len(tokens) - SHORTEST + 1):
        trigram = tuple(tokens[at : at + SHORTEST])
        before = last.get(trigram)
        last[trigram] = at
        if before is None or at < free or at - before > LONGEST:
            continue
        first, after = period_around(tokens, before, at)
        period = at - before
        if after - first >= 2 * period:
            free = after
            if is_more_than_speech(tokens[first : first + period], after - first):
                yield matches[first + period].start(), matches[after - 1].end()


def comparable(token: str) -> str:
    """A token without the marks at its end, which differ where a loop closes."""
    return token.rstrip(".,;:!?")


def period_around(tokens: list[str], before: int, at: int) -> tuple[int, int]:
    """The stretch around `at` in which every token equals the one a period earlier, at most a period to the front."""
    period = at - before
    first = after = at
    while first > max(period, at - period) and tokens[first - 1] == tokens[first - 1 - period]:
        first -= 1
    while after < len(tokens) and tokens[after] == tokens[after - period]:
        after += 1
    return first - period, after


def is_more_than_speech(phrase: list[str], length: int) -> bool:
    """Whether a repeated phrase is long enough, or repeated often enough, not to be emphasis."""
    characters = sum(map(len, phrase)) + len(phrase) - 1
    times = length // len(phrase)
    letters = sum(token[:1].isalpha() for token in phrase)
    return characters >= CHARACTERS and letters * 2 > len(phrase) and (len(phrase) >= SHORTEST or times > SHORTEST)
