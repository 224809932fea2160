"""Repetition evidence: a phrase or sentence that follows on itself at once, on one line.

Translation systems loop (Koehn and Knowles 2017, "Six Challenges for Neural Machine Translation"). Repeated lines are
layout, and a phrase that comes back later is style: neither is flagged.
"""

from collections.abc import Iterator

from tasks.translation.evidence import Evidence
from tasks.translation.reading import Reading
from tasks.translation.tokens import BodyTokens

# The shortest phrase that counts, in tokens.
SHORTEST = 3
# A phrase said twice counts from this length in characters, one said three times or more from the second: `no, no,
# no` is speech. Twice the same short sentence is emphasis; `SENTENCE` is the shortest, in tokens, that is not.
TWICE, OFTEN, SENTENCE = 14, 9, 7
# A loop may begin in the middle of a word or lose a token: of a phrase from this length, this share must be equal.
LONG, SHARE = 8, 0.8
# A loop is a system's; the same words twice may be a caption or an editor's slip.
LOOP_WEIGHT, TWICE_WEIGHT = 0.4, 0.1
LOOP = "The same words follow at once several times, as when a translation system loops."
AGAIN = "The same words follow at once a second time."


def find_repetition(reading: Reading) -> Iterator[Evidence]:
    """Every phrase or sentence that is repeated where it ends; the repeated part is marked; offsets in the body."""
    tokens = reading.body_tokens
    for first, second, after in repeated_parts(tokens, reading.close_trigrams):
        begin, end = tokens.place(first, after)
        if "\n" not in reading.body[begin:end]:
            is_loop = after - second >= 2 * (second - first)
            weight, detail = (LOOP_WEIGHT, LOOP) if is_loop else (TWICE_WEIGHT, AGAIN)
            yield Evidence("repetition", tokens.place(second, after)[0], end, weight, detail)


def repeated_parts(tokens: BodyTokens, trigrams: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Where phrases begin that are repeated at once, where their repetition begins, and where it ends, in tokens."""
    free = 0
    # Period → where it was last tried in vain: from the next place on, the stretch is the same but shorter.
    in_vain: dict[int, int] = {}
    for before, at in trigrams:
        if at < free:
            continue
        period = at - before
        if in_vain.get(period) == at - 1:
            in_vain[period] = at
            continue
        first, after = period_around(tokens, before, at)
        if after - first < period * (2 if period < LONG else 1 + SHARE):
            in_vain[period] = at
            continue
        # Whole periods only: what follows a loop may begin like it.
        after -= (after - first) % period if after - first > 2 * period else 0
        free = after
        if is_more_than_speech([tokens[place] for place in range(first, after)], period):
            yield first, first + period, after


def comparable(token: str) -> str:
    """A token without the marks at its end, which differ where a loop closes."""
    return token.rstrip(".,;:!?")


def period_around(tokens: BodyTokens, before: int, at: int) -> tuple[int, int]:
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
