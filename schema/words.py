"""A text as words, as SQLite's full text sees them: for databases that have no such tokenizer of their own.

PostgreSQL's parser depends on the locale of its database, takes web addresses and numbers apart in its own way and
keeps accents, so the same search would find other articles there. Words are made here instead, in the manner of FTS5's
`unicode61` (schema.fts): letters, digits and marks, in small letters, Latin ones without accents.

Text in scripts that put no spaces between words is indexed by pairs of neighbouring characters (Lucene's CJKAnalyzer
does the same), so that any part of a sentence can be found.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import count
from typing import Final

# Thai to Myanmar, Tibetan, Khmer, kana and Han.
_UNSPACED: Final = "\u0e00-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
UNSPACED_SCRIPT: Final = re.compile(f"[{_UNSPACED}]")
_RUNS: Final = re.compile(f"[{_UNSPACED}]++|[^{_UNSPACED}]++")
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]++")
# What belongs to a word (general categories of Unicode); marks do, or vowel signs would cut a word of Hindi.
_PARTS: Final = ("L", "N", "Co", "Mn", "Mc")
# An index entry has to stay small; nobody looks for the end of a longer word.
LONGEST_WORD: Final = 255


# An entry of the index and its place: words are counted, and of unspaced scripts each character.
Token = tuple[str, int]


class _Table(dict[int, int | str | None]):
    """What `str.translate` makes of each character, worked out when it is first met."""


class _Folding(_Table):
    def __missing__(self, code: int) -> int | None:
        self[code] = folded = _folded(code) if _is_part(code) else ord(" ")
        return folded


class _FoldingInPlace(_Table):
    def __missing__(self, code: int) -> int | str | None:
        self[code] = place = _FOLDING[code] or code
        return place


_FOLDING: Final = _Folding()
_FOLDING_IN_PLACE: Final = _FoldingInPlace()


def index_tokens(text: str) -> list[Token]:
    """All entries under which a text is to be found: its words, and of unspaced scripts each pair and last character.

    Linear in the length of the text.
    """
    words = _words(text)
    return list(_with_pairs(words, last=True) if UNSPACED_SCRIPT.search(text) else zip(words, count(), strict=False))


def query_tokens(text: str) -> list[Token]:
    """The entries that a text with this word or phrase has, at these distances from each other.

    A single character of an unspaced script stands for every entry that begins with it.
    """
    return list(_with_pairs(_words(text), last=False))


def runs(text: str) -> list[str]:
    """The words of a text, folded; an unspaced script is cut from what stands beside it."""
    return [run for word in _words(text) for run in _RUNS.findall(word)]


def folded(text: str) -> str:
    """The text with every character folded at its place, to find words in it; what is no part of a word is a space."""
    return text.translate(_FOLDING_IN_PLACE)


def _words(text: str) -> list[str]:
    # Of text in small letters without accents, a table is looked up at a tenth of the cost; most Western text becomes
    # such when the few other characters are folded first: 63 instead of 102 µs for 4 KB of English with its quotes.
    if len(text.encode("utf-8", "surrogatepass")) < len(text) * 1.1:
        text = _BEYOND_ASCII.sub(lambda run: run[0].translate(_FOLDING), text)
    words = text.translate(_FOLDING).split()
    if max(map(len, words), default=0) > LONGEST_WORD:
        words = [word[:LONGEST_WORD] for word in words]
    return words


def _with_pairs(words: list[str], *, last: bool) -> Iterator[Token]:
    place = 0
    for word in words:
        for run in _RUNS.findall(word):
            if not UNSPACED_SCRIPT.match(run):
                yield run, place
                place += 1
                continue
            end = len(run) if last or len(run) == 1 else len(run) - 1
            yield from ((run[n : n + 2], place + n) for n in range(end))
            place += len(run)


def _is_part(code: int) -> bool:
    return unicodedata.category(chr(code)).startswith(_PARTS)


def _folded(code: int) -> int | None:
    """The character in small letters, Latin without its accents; None for an accent on its own."""
    character = chr(code)
    forms = (character.casefold(), character.lower(), unicodedata.normalize("NFD", character)[0].lower())
    small = next((form for form in forms if len(form) == 1), character)
    letter = unicodedata.normalize("NFD", small)[0]
    if _is_accent(letter):
        return None
    return ord(letter if _is_latin(letter) else small)


def _is_accent(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"


def _is_latin(character: str) -> bool:
    return unicodedata.name(character, "").startswith("LATIN")
