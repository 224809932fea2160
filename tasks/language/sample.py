"""The part of a text that its language is read from: prose from the middle, without addresses.

Headlines, datelines and page residue stand at the edges; the middle of the cleaned body is the safest prose.
"""

import re
import unicodedata

# Characters that are enough to tell a language; more only cost time.
SAMPLE_CHARACTERS = 500

# Where the text around the middle holds short lines (lists, names, tables), this much of it is searched for prose.
WINDOW_CHARACTERS = 4 * SAMPLE_CHARACTERS
PROSE_LINE = 60

ADDRESS = re.compile(r"(?:https?://|www\.)\S++|\S{1,64}@\S{1,255}|[@#]\w++")

# Presentation forms of Arabic and wide Latin letters, which no profile knows.
FORMS = r"\ufb50-\ufdff\ufe70-\ufefc\uff21-\uff3a\uff41-\uff5a"
PRESENTATION_FORM = re.compile(f"[{FORMS}]")

# One of these says as much as three Latin letters or more.
IDEOGRAPHS = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
FORM_OR_IDEOGRAPH = re.compile(f"[{FORMS}{IDEOGRAPHS}]")
LATIN = re.compile("[A-Za-z]")
LETTERS_PER_IDEOGRAPH = 3


def without_addresses(text: str) -> str:
    """The text without links, mail addresses, handles and hashtags: they are in no language."""
    if "@" in text or "#" in text or "://" in text or "www." in text:
        return ADDRESS.sub(" ", text)
    return text


def prose_sample(text: str) -> str:
    """About `SAMPLE_CHARACTERS` characters from the middle of the text, whole words, prose where there is any."""
    if len(text) > SAMPLE_CHARACTERS:
        window = middle(text, WINDOW_CHARACTERS)
        prose = "\n".join(line for line in window.split("\n") if len(line) >= PROSE_LINE)
        text = middle(prose if len(prose) >= SAMPLE_CHARACTERS else window, SAMPLE_CHARACTERS)
    return without_addresses(text if text.isascii() else without_foreign_names(text))


def without_foreign_names(text: str) -> str:
    """The text with its letters in their usual form, and without the Latin names that Chinese prose may be full of."""
    if not FORM_OR_IDEOGRAPH.search(text):
        return text
    if PRESENTATION_FORM.search(text):
        text = unicodedata.normalize("NFKC", text)[:SAMPLE_CHARACTERS]
    ideographs = len(IDEOGRAPH.findall(text))
    if ideographs and ideographs * LETTERS_PER_IDEOGRAPH > len(LATIN.findall(text)):
        return LATIN.sub("", text)
    return text


def middle(text: str, size: int) -> str:
    """The `size` characters in the middle of the text, from the start of a word to the end of one."""
    if len(text) <= size:
        return text
    start = (len(text) - size) // 2
    first_space = text.find(" ", start, start + 40)
    last_space = text.rfind(" ", start + size - 40, start + size)
    return text[first_space + 1 if first_space >= 0 else start : last_space if last_space >= 0 else start + size]
