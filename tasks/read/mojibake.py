"""Text that was decoded with the wrong charset somewhere before it came here (`donâ€™t`): repaired when certain."""

import re

# What UTF-8's lead bytes become in windows-1252, Latin-1 and -1251, followed by what its continuation bytes become.
_CONTINUED = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ–—‘’“”•˜™š›œžŸ"
_CYRILLIC = "Ђ-Џђѓєѕіїјљњќћўџ\xa0-\xbfҐґ‚„…†‡€‰‹‘’“”•–—™›№"
# ftfy itself costs 1,200 µs for 4 KB. One class before the other is what Python searches fastest: 20 µs.
_GUARD = re.compile(f"[ÂÃÄÅÐÑØÙÎÏâãäåæçèéïРС][{_CONTINUED}{_CYRILLIC}]")
_SUSPECT = re.compile(
    f"[ÂÃÄÅÐÑØÙÎÏ][{_CONTINUED}]|[âãäåæçèéï][{_CONTINUED}][{_CONTINUED}]|(?:[РС][{_CYRILLIC}]){{2}}|â€"
)
# One such pair can be meant (an article on encodings, a French capital before a quotation mark).
_ENOUGH = 3


def repair(text: str) -> tuple[str, bool]:
    """The text with its wrongly decoded lines put right, and whether there were any.

    Only lines with suspect sequences are touched, only if the text has at least three of them and the repair leaves
    none: then the characters were bytes of UTF-8, which no writer types by hand. Algorithm: ftfy's `fix_encoding`.
    """
    if text.isascii() or _GUARD.search(text) is None or len(_SUSPECT.findall(text)) < _ENOUGH:
        return text, False
    from ftfy import TextFixerConfig, fix_encoding

    careful = TextFixerConfig(unescape_html=False, replace_lossy_sequences=False, decode_inconsistent_utf8=False)
    lines = text.split("\n")
    repaired = [fix_encoding(line, careful) if _SUSPECT.search(line) else line for line in lines]
    if repaired == lines or any(_SUSPECT.search(line) for line in repaired):
        return text, False
    return "\n".join(repaired), True
