"""Character normalisation: the one form of a text that all later offsets count in.

Canonical composition (NFC, UAX #15), invisible characters dropped, one kind of space, one kind of line end.
No line is dropped or joined, so line numbers stay those of the source.
"""

import re
import unicodedata

# Zero-width characters, marks of direction, soft hyphens, and control characters other than tab and line feed.
_INVISIBLE_CLASS = "\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f-\x9f"
_INVISIBLE = re.compile(f"[{_INVISIBLE_CLASS}]++")
_SPACES = "\t\u00a0\u202f\u205f\u3000\u2028\u2029" + "".join(map(chr, range(0x2000, 0x200B)))
_SURROGATE = re.compile("[\ud800-\udfff]")

_JOINERS = re.compile("[\u200c\u200d]")
# Scripts whose spelling needs joiners: Arabic and Syriac, the Indic blocks, Myanmar, Khmer, Mongolian.
_JOINING_SCRIPT = re.compile(
    "[\u0620-\u06ef\u06fa-\u074f\u0750-\u077f\u0870-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17d3\u1820-\u18aa"
    "\ufb50-\ufdff\ufe70-\ufefc\U00011000-\U000114ff]"
)
_VIRAMA = frozenset("\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca")
_EMOJI = re.compile("[\u00a9\u00ae\u2190-\u21ff\u2300-\u2328\u232b-\u27bf\u2b05-\u2b55\ufe0f\U0001f000-\U0001faff]")

# The Stream-Safe Text Format of UAX #15 allows 30; nobody writes more.
_LONG_RUN_OF_MARKS = 30
# What a longer one looks like from afar: marks are neither letters nor spaces.
_MANY_MARKS = re.compile(rf"[^\w\s\x00-\u02ff]{{{_LONG_RUN_OF_MARKS + 1}}}")


def normalise(text: str) -> str:
    r"""The text in its one stored form.

    NFC; invisible characters dropped, but joiners kept where Arabic and Indic spelling or an emoji needs them; lone
    surrogates replaced by U+FFFD; runs of space characters made one space; every line stripped; `\r\n` and `\r` made
    `\n`. Linear in the length of the text, and idempotent.
    """
    if not _is_printable(text):
        text = _visible(text)
    text = compose(text)
    while "  " in text:
        text = text.replace("  ", " ")
    return "\n".join([line.strip() for line in text.split("\n")])


def _visible(text: str) -> str:
    """The text with one kind of line end and of space, and without what cannot be seen."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Finding a character that is not there costs next to nothing; a pattern looks at every one that is.
    for space in _SPACES:
        text = text.replace(space, " ")
    if _is_printable(text):
        return text
    text = _SURROGATE.sub("\ufffd", text)
    return _INVISIBLE.sub(_needed_joiner if _JOINERS.search(text) else "", text)


def one_line(text: str | None) -> str | None:
    """What a record or page states in a field, normalised and on one line; none where nothing is left of it."""
    return normalise(" ".join(text.split())) or None if text else None


def _is_printable(text: str) -> bool:
    # isprintable() refuses every control, format, private and space character but the plain space; no pattern is
    # as quick.
    return text.replace("\n", "").isprintable()


def _needed_joiner(run: re.Match[str]) -> str:
    """What stays of a run of invisible characters: the first joiner, where the neighbours need one."""
    joiner = _JOINERS.search(run.group())
    if joiner is None or run.start() == 0:
        return ""
    before, after = run.string[run.start() - 1], run.string[run.end() : run.end() + 1]
    if _JOINING_SCRIPT.match(before):
        # A consonant's half form ends with virama and joiner, also at the end of a word (Malayalam's chillu letters).
        half_form = before in _VIRAMA and joiner.group() == "\u200d"
        return joiner.group() if half_form or _JOINING_SCRIPT.match(after) else ""
    in_emoji = joiner.group() == "\u200d" and _EMOJI.match(before) and _EMOJI.match(after)
    return joiner.group() if in_emoji else ""


def compose(text: str) -> str:
    """NFC in linear time.

    Python sorts combining marks by insertion: 64,000 of them in the wrong order on one letter took 2.2 s. Long runs
    are sorted here first, which changes nothing in the result: canonical order is a stable sort by combining class.
    """
    if unicodedata.is_normalized("NFC", text):
        return text
    if not _MANY_MARKS.search(text):
        return unicodedata.normalize("NFC", text)
    parts: list[str] = []
    run: list[str] = []
    last = 0
    for at, character in enumerate(text):
        if character > "\u02ff" and unicodedata.combining(character):
            run.append(character)
        elif run:
            if len(run) > _LONG_RUN_OF_MARKS:
                parts += [text[last : at - len(run)], _in_order(run)]
                last = at
            run = []
    if len(run) > _LONG_RUN_OF_MARKS:
        parts += [text[last : len(text) - len(run)], _in_order(run)]
        last = len(text)
    parts.append(text[last:])
    return unicodedata.normalize("NFC", "".join(parts))


def _in_order(marks: list[str]) -> str:
    decomposed = "".join([unicodedata.normalize("NFD", mark) for mark in marks])
    return "".join(sorted(decomposed, key=unicodedata.combining))
