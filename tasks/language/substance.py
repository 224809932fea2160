"""Whether a text says anything about its language: numbers, names, code and a word or two do not."""

import re
from functools import lru_cache

# Letters that are too few to tell a language: a word or two; less in scripts that write a syllable or a word with one.
FEWEST_LETTERS = 10
FEWEST_SYLLABLES = 4
FEWEST_DIFFERENT = 5
# Nearly all texts show that many different letters in their first ones.
FIRST_LETTERS = 50
SYLLABLE = re.compile(r"[\u0900-\u0fff\u1000-\u109f\u1200-\u137f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

# Marks that programs are full of and prose is not; a run of marks counts once. A text with few of the characters that
# such marks are made of is not searched for them.
CODE_CHARACTER = re.compile(r"[{}<>=;_|$^~`\[\]\\()/:\"]")
CODE_MARK = re.compile(r"(?:\\[nrt]?)++|[{}<>=;_|$^~`\[\]]++|[a-z][(.](?=[a-z)])|\):|//|::|->|\"\s?:")
MOST_CODE_MARKS = 0.07

# Small words within names: Ursula von der Leyen, Lula da Silva, Mohammed bin Salman.
NAME_PARTICLES = frozenset(
    (
        "al bin da das de degli dei del della den der des di do dos du ibn la las le les los san ter "
        + "und van vom von zu zum zur"
    ).split()
)
WORD = re.compile(r"[^\W\d_]+")
BREAK = re.compile(r"[,;:.\n·•|/&()–—]")
MOST_WORDS_OF_NAMES = 40
LONGEST_NAME = 5


def is_prose(text: str) -> bool:
    """Whether the text holds enough words, other than names, to be in a language."""
    words = words_of(text)
    letters = "".join(words)
    if len(letters) < FEWEST_LETTERS or not are_different(letters):
        return len(set(SYLLABLE.findall(text))) >= FEWEST_SYLLABLES
    return not is_code(text, len(letters)) and not is_names_only(text, words)


@lru_cache(maxsize=2)
def words_of(text: str) -> list[str]:
    """The words of a text, which are wanted again when it is searched for telling ones; not to be changed."""
    return WORD.findall(text)


def are_different(letters: str) -> bool:
    """Whether enough of the letters are different ones, whatever their case."""
    # One more than enough: where a word is cut off, a sigma may count twice.
    if len(set(letters[:FIRST_LETTERS].lower())) > FEWEST_DIFFERENT:
        return True
    return len(set(letters.lower())) >= FEWEST_DIFFERENT


def is_code(text: str, letters: int) -> bool:
    """Whether the text has the marks of a program or of markup, for its number of letters."""
    most = MOST_CODE_MARKS * letters
    return len(CODE_CHARACTER.findall(text)) > most / 2 and len(CODE_MARK.findall(text)) > most


def is_names_only(text: str, words: list[str]) -> bool:
    """Whether a few words are names: capitalised, at most a few without a break; words all in capitals are not names.

    A headline with capitals throughout runs on for longer than names do.
    """
    if len(words) > MOST_WORDS_OF_NAMES or not all(is_name_part(word) for word in words):
        return False
    runs = [WORD.findall(run) for run in BREAK.split(text)]
    return all(sum(word not in NAME_PARTICLES for word in run) <= LONGEST_NAME for run in runs)


def is_name_part(word: str) -> bool:
    """Whether a word may be part of a name: one capital first, or a particle."""
    return (word[0].isupper() and not word.isupper()) or word in NAME_PARTICLES
