"""The passage of a body that shows best why a search found it, where the database cannot cut it out itself."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from desk.records.search import MATCH_END, MATCH_START
from desk.search_query import Query, Term, terms
from schema.words import UNSPACED_SCRIPT, folded, runs

# As many words as SQLite shows, some of them before the match; of an unspaced script as many characters.
_WORDS, _BEFORE = 14, 4
_CHARACTERS, _BEFORE_CHARACTERS = 60, 30
_WORD = re.compile(r"\S++")
# Characters to look at for these words on either side.
_REACH = 400
# Passages that are compared; the first ones of a long article say enough.
_COMPARED = 50

Span = tuple[int, int]


def snippet(body: str, query: Query) -> str:
    """The passage with the most different terms of the query, each match marked; the beginning where none is there.

    Linear in the length of the body for each term.
    """
    text = folded(body)
    found = [list(_matches(text, term)) for term in terms(query) if term.column != "headline"]
    start, end = _best_passage(text, found)
    parts, at = ["…" if start else ""], start
    for first, last in sorted({span for spans in found for span in spans}):
        if at <= first and last <= end:
            parts += [body[at:first], MATCH_START, body[first:last], MATCH_END]
            at = last
    return "".join([*parts, body[at:end], "…" if end < len(body) else ""])


def _matches(text: str, term: Term) -> Iterator[Span]:
    """Where the term stands in the folded text, as first character and last + 1."""
    parts = [(part, bool(UNSPACED_SCRIPT.match(part))) for part in runs(term.text)]
    # Between words there is something, between characters of an unspaced script there may be.
    pattern = "".join(
        (r"\s*+" if unspaced or not number else r"\s++") + ("" if unspaced else r"\b") + re.escape(part)
        for number, (part, unspaced) in enumerate(parts)
    ).removeprefix(r"\s*+")
    if parts and not parts[-1][1]:
        pattern += r"\S*+" if term.prefix else r"(?!\S)"
    for match in re.finditer(pattern, text) if parts else ():
        yield match.span()


def _best_passage(text: str, found: Sequence[Sequence[Span]]) -> Span:
    best, most = _passage(text, (0, 0)), 0
    for span in islice(sorted(span for spans in found for span in spans), _COMPARED):
        start, end = _passage(text, span)
        terms_shown = sum(any(start <= a and b <= end for a, b in spans) for spans in found)
        if terms_shown > most:
            best, most = (start, end), terms_shown
    return best


def _passage(text: str, span: Span) -> Span:
    """Some words before the match and some after it, as first character and last + 1."""
    first, last = span
    if UNSPACED_SCRIPT.match(text, first):
        start = max(0, first - _BEFORE_CHARACTERS)
        return start, min(len(text), start + _CHARACTERS)
    before = [word.start() for word in _WORD.finditer(text, max(0, first - _REACH), first)][-_BEFORE:]
    start = before[0] if before else first
    words = islice(_WORD.finditer(text, start, start + 2 * _REACH), _WORDS)
    end = max([last, *(word.end() for word in words)])
    # A quotation mark before the first word, or the full stop after the last one, is no text that is left out.
    return start if text[:start].strip() else 0, end if text[end:].strip() else len(text)
