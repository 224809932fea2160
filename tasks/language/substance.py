"""Whether a text says anything about its language: numbers, names, code and a word or two do not."""

import re

# Letters that are too few to tell a language: a word or two; less in scripts that write a syllable or a word with one.
FEWEST_LETTERS = 10
FEWEST_SYLLABLES = 4
FEWEST_DIFFERENT = 5
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
MOST_NAMES = 40


def is_prose(text: str) -> bool:
    """Whether the text holds enough words, other than names, to be in a language."""
    words = WORD.findall(text)
    letters = "".join(words)
    if len(letters) < FEWEST_LETTERS or len(set(letters.lower())) < FEWEST_DIFFERENT:
        return len(set(SYLLABLE.findall(text))) >= FEWEST_SYLLABLES
    return not is_code(text, len(letters)) and not is_names_only(words)


def is_code(text: str, letters: int) -> bool:
    """Whether the text has the marks of a program or of markup, for its number of letters."""
    most = MOST_CODE_MARKS * letters
    return len(CODE_CHARACTER.findall(text)) > most / 2 and len(CODE_MARK.findall(text)) > most


def is_names_only(words: list[str]) -> bool:
    """Whether a few words are capitalised words and name particles only; words all in capitals are not names."""
    return len(words) <= MOST_NAMES and all(
        (word[0].isupper() and not word.isupper()) or word in NAME_PARTICLES for word in words
    )
