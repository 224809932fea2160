"""Word formation: which unknown tokens English may form freely, so that rare real words pass.

Endings and prefixes are those that are productive in today's English (Bauer, Lieber and Plag, The Oxford Reference
Guide to English Morphology, 2013); each names what it may be added to.
"""

import tomllib
from functools import cache

from tasks.translation.evidence import DATA
from tasks.translation.lexicon import is_word, zipf


@cache
def formation() -> dict[str, dict[str, list[str]]]:
    """The endings and prefixes of `data/formation.toml`."""
    with (DATA / "formation.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def prefixes() -> frozenset[str]:
    """The prefixes that English puts before words freely."""
    return frozenset(formation()["prefixes"]["before_words"])


@cache
def made_up_endings() -> tuple[str, ...]:
    """Endings that English has, but does not add to whatever word: a rare word before one is evidence enough."""
    return tuple(formation()["made_up"]["endings"])


def is_formed(token: str) -> bool:
    """Whether an unknown token is an inflected, derived or compound form of known words."""
    ways = (is_ended, is_prefixed, is_compound, is_run_together, is_respelt)
    return any(way(token) for way in ways)


def is_ended(token: str) -> bool:
    """Whether the token is a known word with an ending that such a word takes."""
    for ending, removed in formation()["endings"].items():
        stem = token.removesuffix(ending)
        if stem == token or stem.endswith(tuple(formation()["closed"].get(ending, ()))):
            continue
        least = 2.0 if len(stem) < 7 else 0.0
        if any(is_word(stem + back, least) for back in removed if stem + back != token):
            return True
        if len(stem) > 3 and stem[-1] == stem[-2] and "" in removed and is_word(stem[:-1], 2.5):
            return True
    return False


def is_prefixed(token: str) -> bool:
    """Whether the token is a productive prefix before a known word of four letters or more."""
    rests = [token[len(prefix) :] for prefix in prefixes() if token.startswith(prefix)]
    return any(len(rest) > 3 and (is_word(rest, 2.5 if len(rest) < 7 else 0.0) or is_ended(rest)) for rest in rests)


def is_compound(token: str) -> bool:
    """Whether the token is two frequent words written as one (`teabreak`), neither of them an ending."""
    for cut in range(3, len(token) - 2):
        head, tail = zipf(token[:cut]), zipf(token[cut:])
        if head is None or tail is None:
            continue
        if (min(head, tail) >= 3.6 and head + tail >= 8.3) or (head >= 4.0 and tail >= 2.0 and len(token) - cut > 5):
            return token[cut:] not in formation()["no_heads"]["of_compounds"]
    return False


def is_respelt(token: str) -> bool:
    """Whether the token is a known word in the spelling of another country (`cognisable`)."""
    return any(
        is_word(token.replace(here, there))
        for here, others in formation()["respelt"].items()
        if here in token
        for there in others
    )


def is_run_together(token: str) -> bool:
    """Whether only a space is missing between two words (`meetingin`): an accident of extraction."""
    heads_and_tails = ((token[:cut], token[cut:]) for cut in range(1, len(token)))
    return any(
        (head in small_words() and len(tail) > 3 and is_word(tail, 2.0))
        or (tail in small_words() and len(head) > 3 and is_word(head, 2.0))
        or (min(len(head), len(tail)) >= 5 and is_word(head, 2.5) and is_word(tail, 2.5))
        for head, tail in heads_and_tails
    )


@cache
def small_words() -> frozenset[str]:
    """Words that a missing space attaches to their neighbour."""
    return frozenset(formation()["small"]["words"])
