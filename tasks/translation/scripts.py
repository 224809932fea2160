"""Other-script evidence: words in another writing system in the middle of a sentence.

A name in its own script beside its transcription, in brackets or quotation marks, is good style and passes.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tasks.translation.evidence import Evidence
from tasks.translation.reading import Reading

# Letters of the scripts that news is written in, apart from Latin; Unicode 15 blocks, without digits and punctuation.
SCRIPTS = {
    "Greek": "\u0370-\u0373\u0376-\u037d\u0386\u0388-\u03ff\u1f00-\u1fff",
    "Cyrillic": "\u0400-\u052f",
    "Armenian": "\u0531-\u0556\u0561-\u0587",
    "Hebrew": "\u05d0-\u05ea\ufb1d-\ufb4f",
    "Arabic": "\u0620-\u065f\u066e-\u06d3\u06d5-\u06dc\u06fa-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufefc",
    "Devanagari": "\u0900-\u0963\u0971-\u097f",
    "Bengali": "\u0980-\u09e3",
    "Gurmukhi": "\u0a00-\u0a5f",
    "Gujarati": "\u0a80-\u0ae3",
    "Tamil": "\u0b80-\u0bd7",
    "Telugu": "\u0c00-\u0c63",
    "Kannada": "\u0c80-\u0ce3",
    "Malayalam": "\u0d00-\u0d63",
    "Sinhala": "\u0d80-\u0df3",
    "Thai": "\u0e01-\u0e3a\u0e40-\u0e4e",
    "Burmese": "\u1000-\u103f",
    "Georgian": "\u10a0-\u10ff",
    "Ethiopic": "\u1200-\u135a",
    "Khmer": "\u1780-\u17d3",
    "Korean": "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3",
    "Japanese": "\u3041-\u3096\u30a1-\u30fa\u30fc",
    "Chinese": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff",
}
# Scripts that one language writes together.
TOGETHER = ({"Chinese", "Japanese"}, {"Chinese", "Korean"})

ANY = "".join(SCRIPTS.values())
FIRST = re.compile(f"[{ANY}]")
BETWEEN = "[ \u00a0'’,.!?:;…،。，、\\d-]{1,4}"
EACH = "|".join(f"(?P<{name}>[{on}]++(?:{BETWEEN}[{on}]++)*+)" for name, on in SCRIPTS.items())
# The look ahead spares most characters the alternatives.
RUN = re.compile(f"(?=[{ANY}])(?:{EACH})")
LATIN = "A-Za-z\u00c0-\u024f"
LATIN_WORD = re.compile(f"[{LATIN}]{{2,}}+")

WEIGHT = 0.45
DETAIL = "“{excerpt}” is written in {script} letters in the middle of a sentence."

OPENERS = "([{（「『“‘«\"'„"
CLOSERS = ")]}）」』”’»\"'“"
# A label, a hashtag or a slash before the words says that they are given on purpose.
INTRODUCED = tuple(":/#@=|–—-")
TRANSLATED = ("(", "[", "–", "—", "- ")


def find_other_script(reading: Reading) -> Iterator[Evidence]:
    """Every run of words in a script that is not the article's own; offsets in the body."""
    body = reading.body
    if body.isascii() or FIRST.search(reading.odd) is None or is_in_its_own_script(body):
        return
    runs = [(str(match.lastgroup), *match.span()) for match in RUN.finditer(body)]
    own = own_scripts(body, runs)
    if own is None:
        return
    for script, start, end in runs:
        if script not in own and is_left_over(body, start, end, script, latin=own == {"Latin"}):
            yield Evidence("other-script", start, end, WEIGHT, DETAIL.replace("{script}", script))


def is_in_its_own_script(body: str) -> bool:
    """Whether all letters, or all but the Latin ones, are of one script, and those are no small part: most bodies.

    Such a body may use all that it uses, by the shares that `own_scripts` asks for.
    """
    codes = np.frombuffer(body.encode("utf-32-le", "surrogatepass"), np.uint32)
    latin, *others = np.bincount(script_of().take(codes, mode="clip"), minlength=len(SCRIPTS) + 2).tolist()[1:]
    used = [letters for letters in others if letters]
    return not used or (len(used) == 1 and 3 * used[0] > latin)


@cache
def script_of() -> NDArray[np.uint8]:
    """The number of the script of each character of the basic plane: 0 for none, 1 for Latin, then as in `SCRIPTS`."""
    table = np.zeros(1 << 16, np.uint8)
    for number, ranges in enumerate((LATIN, *SCRIPTS.values()), 1):
        for first, last in re.findall("(.)(?:-(.))?", ranges):
            table[ord(first) : ord(last or first) + 1] = number
    return table


def own_scripts(body: str, runs: list[tuple[str, int, int]]) -> set[str] | None:
    """The scripts that the body may use, by its runs of other scripts than Latin; None where scripts are mixed."""
    letters: Counter[str] = Counter()
    for script, start, end in runs:
        letters[script] += end - start
    letters["Latin"] = len("".join(LATIN_WORD.findall(body)))
    for group in TOGETHER:
        if letters.keys() & group - {"Chinese"} and max(letters, key=letters.__getitem__) in group:
            return group | {"Latin"}
    script, most = letters.most_common(1)[0]
    if most < 0.75 * sum(letters.values()):
        return own_beside_latin(letters, script)
    return {"Latin"} if script == "Latin" else {script, "Latin"}


def own_beside_latin(letters: Counter[str], script: str) -> set[str] | None:
    """Latin names and brands may be many in a text of another script; other mixtures are left alone."""
    others = sum(letters.values()) - letters["Latin"] - letters[script]
    if script != "Latin" and others <= 0.05 * letters[script]:
        return {script, "Latin"}
    return None


def is_left_over(body: str, start: int, end: int, script: str, *, latin: bool) -> bool:
    """Whether the run stands in running text and not in brackets, quotation marks or after a label."""
    if end - start < 2 or (script == "Greek" and end - start < 4) or is_attached(body, start, end):
        return False
    before, after = body[max(0, start - 80) : start], body[end : end + 80]
    before, after = before[before.rfind("\n") + 1 :], after.partition("\n")[0]
    if is_set_apart(before, after):
        return False
    if not latin:
        return bool(before.strip() and after.strip())
    return len(LATIN_WORD.findall(before)) + len(LATIN_WORD.findall(after)) >= 4 and bool(LATIN_WORD.search(before))


def is_attached(body: str, start: int, end: int) -> bool:
    """Whether the run is part of a longer word: letters put in for look-alikes, or words run together."""
    return (start > 0 and body[start - 1].isalnum()) or (end < len(body) and body[end].isalnum())


def is_set_apart(before: str, after: str) -> bool:
    """Whether brackets, quotation marks, a label or a translation beside the run say that it is meant."""
    left, right = before.rstrip(), after.lstrip(" \u00a0.,!?…")
    if left.endswith((*INTRODUCED, *OPENERS)) or right.startswith((*TRANSLATED, *CLOSERS)):
        return True
    return any(before.rfind(a) > before.rfind(b) for a, b in ("()", "[]", "（）"))
