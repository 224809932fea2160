"""Word formation: which unknown tokens English may form freely, so that rare real words pass.

Endings and prefixes are those that are productive in today's English (Bauer, Lieber and Plag, The Oxford Reference
Guide to English Morphology, 2013); each names what it may be added to.
"""

import tomllib
from functools import cache

from tasks.translation.evidence import DATA
from tasks.translation.lexicon import is_word


@cache
def formation() -> dict[str, dict[str, list[str]]]:
    """The endings and prefixes of `data/formation.toml`."""
    with (DATA / "formation.toml").open("rb") as file:
        return tomllib.load(file)


def is_formed(token: str) -> bool:
    """Whether an unknown token is an inflected, derived or compound form of known words."""
    return is_ended(token) or is_prefixed(token) or is_compound(token)


def is_ended(token: str) -> bool:
    """Whether the token is a known word with an ending that such a word takes."""
    for ending, removed in formation()["endings"].items():
        if token.endswith(ending):
            stem = token[: -len(ending)]
            if any(is_word(stem + back, 2.0) for back in removed if stem + back != token):
                return True
            if len(stem) > 3 and stem[-1] == stem[-2] and "" in removed and is_word(stem[:-1], 2.5):
                return True
    return False


def is_prefixed(token: str) -> bool:
    """Whether the token is a productive prefix before a known word."""
    return any(
        token.startswith(prefix) and (is_word(token[len(prefix) :], 2.5) or is_ended(token[len(prefix) :]))
        for prefix in formation()["prefixes"]["before_words"]
    )


def is_compound(token: str) -> bool:
    """Whether the token is two frequent words written as one, the second perhaps in the plural."""
    return any(
        is_word(token[:cut], 3.4 if cut > 3 else 4.4) and is_word(token[cut:], 3.4 if len(token) - cut > 3 else 4.4)
        for cut in range(3, len(token) - 2)
    )
