"""Text as langdetect's n-grams, for a whole text at once: numbers in an array instead of strings in a loop.

langdetect (Nakatani Shuyo's language-detection) reads a text as letters between spaces, with characters that say the
same about the language folded into one (all hiragana, all hangul, groups of kanji, the tone marks of Vietnamese), and
takes the n-grams of 1 to 3 characters that do not span a space. This module does the same, with one change: capitals
are lowered, in texts and in profiles, because langdetect skips words in capitals.
"""

import unicodedata
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Symbols: TypeAlias = NDArray[np.int64]

# Symbols are the characters of the profiles, numbered. An n-gram is a number of up to three symbols of 12 bits;
# zero stands for no symbol, so that n-grams of different lengths never share a number.
SPACE, UNKNOWN, FIRST_SYMBOL = 1, 2, 3
SYMBOL_BITS = 12

# One entry per character of the basic plane; characters beyond it are in no profile and share the last entry.
TABLE_SIZE = 0x10000


def encode(text: str, table: NDArray[np.uint16]) -> Symbols:
    """The symbols of a text between spaces, with one space before it.

    As langdetect, drops the Latin letters of a text that is mostly in another script: names and brands in it say
    nothing about its language.

    Arguments:
        text: any text.
        table: symbol of every character, shape (TABLE_SIZE,).
    """
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if not text.isascii():
        points = without_latin(np.minimum(points, TABLE_SIZE - 1))
    symbols = np.empty(len(points) + 1, dtype=np.int64)
    symbols[0] = SPACE
    symbols[1:] = table.take(points)
    is_space = symbols == SPACE
    is_space[1:] &= is_space[:-1]
    is_space[0] = False
    return np.compress(~is_space, symbols)


def without_latin(points: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The characters without Latin letters, where those are less than half as many as the letters of other scripts."""
    latin = (points >= ord("A")) & (points <= ord("z"))
    foreign = points >= 0x300
    # Where no letters of Vietnamese could change the answer, they are not looked for.
    if 2 * np.count_nonzero(latin) >= np.count_nonzero(foreign):
        return points
    foreign &= (points < 0x1E00) | (points > 0x1EFF)
    return points[~latin] if 2 * np.count_nonzero(latin) < np.count_nonzero(foreign) else points


def gram_keys(symbols: Symbols) -> Symbols:
    """The numbers of all n-grams of 1 to 3 symbols, in no particular order, repeated as often as they occur."""
    pairs = symbols[:-1] << SYMBOL_BITS | symbols[1:]
    triples = (pairs[:-1] << SYMBOL_BITS | symbols[2:])[symbols[1:-1] != SPACE]
    return np.concatenate((symbols[symbols != SPACE], pairs, triples))
