"""Whether a text says anything about its language: numbers, names, code and a word or two do not."""

import re

# Letters that are too few to tell a language: a word or two; half a dozen in scripts that write a word with one or two.
FEWEST_LETTERS = 12
FEWEST_IDEOGRAPHS = 4
IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

# Marks that programs are full of and prose is not, per letter.
CODE_MARK = re.compile(r"[{}<>=;_\\|$^~`\[\]]|\(\)|//|::|->")
MOST_CODE_MARKS = 0.08

# Small words within names: Ursula von der Leyen, Lula da Silva, Mohammed bin Salman.
NAME_PARTICLES = frozenset(
    (
        "al bin da das de degli dei del della den der des di do dos du e el en et i ibn la las le les los of san ter "
        + "und van vom von y zu zum zur"
    ).split()
)
WORD = re.compile(r"[^\W\d_]+")
MOST_NAMES = 40


def is_prose(text: str) -> bool:
    """Whether the text holds enough words, other than names, to be in a language."""
    letters = sum(map(len, WORD.findall(text)))
    if letters < FEWEST_LETTERS:
        return len(IDEOGRAPHS.findall(text)) >= FEWEST_IDEOGRAPHS
    if len(CODE_MARK.findall(text)) > MOST_CODE_MARKS * letters:
        return False
    return not is_names_only(text)


def is_names_only(text: str) -> bool:
    """Whether a short text is of capitalised words and name particles only; words all in capitals are not names."""
    words = WORD.findall(text, 0, 2000)
    if len(words) > MOST_NAMES:
        return False
    return all(word.istitle() or word in NAME_PARTICLES for word in words)
