"""The passage of a body that shows best why a search found it, where the database cannot cut it out itself."""

from collections.abc import Iterator, Sequence

from desk.records.search import MATCH_END, MATCH_START
from desk.search_query import Query, Term, terms
from schema.words import Unit, units

# As many words as SQLite shows, some of them before the match; of an unspaced script as many characters.
_WORDS, _BEFORE = 14, 4
_CHARACTERS, _BEFORE_CHARACTERS = 60, 30

Span = tuple[int, int]


def snippet(body: str, query: Query) -> str:
    """The passage with the most different terms of the query, each match marked; the beginning where none is there.

    Linear in the length of the body for each term.
    """
    words = list(units(body))
    wanted = [term for term in terms(query) if term.column != "headline"]
    found = [list(_matches(words, term)) for term in wanted]
    spans = sorted(span for spans in found for span in spans)
    start, stop = _best_window(words, found, spans)
    return _marked(body, words, start, stop, spans)


def _matches(words: Sequence[Unit], term: Term) -> Iterator[Span]:
    """Where the term stands, as first and last word + 1."""
    wanted = [unit.word for unit in units(term.text)]
    *whole, last = wanted
    for start in range(len(words) - len(wanted) + 1):
        end = start + len(wanted)
        if all(words[start + n].word == word for n, word in enumerate(whole)):
            at_end = words[end - 1].word
            if at_end == last or (term.prefix and at_end.startswith(last)):
                yield start, end


def _best_window(words: Sequence[Unit], found: Sequence[Sequence[Span]], spans: Sequence[Span]) -> Span:
    best, most = (0, _WORDS), 0
    for first, _ in spans:
        length, before = (_CHARACTERS, _BEFORE_CHARACTERS) if words[first].unspaced else (_WORDS, _BEFORE)
        start = max(0, min(first - before, len(words) - length))
        stop = start + length
        score = sum(any(start <= a and b <= stop for a, b in places) for places in found)
        if score > most:
            best, most = (start, stop), score
            if score == len(found):
                break
    return best


def _marked(body: str, words: Sequence[Unit], start: int, stop: int, spans: Sequence[Span]) -> str:
    shown = words[start:stop]
    if not shown:
        return body
    at, end = shown[0].start if start else 0, shown[-1].end if stop < len(words) else len(body)
    parts = ["…" if start else ""]
    for first, last in spans:
        if words[first].start >= at and words[last - 1].end <= end:
            parts += [
                body[at : words[first].start],
                MATCH_START,
                body[words[first].start : words[last - 1].end],
                MATCH_END,
            ]
            at = words[last - 1].end
    return "".join([*parts, body[at:end], "…" if stop < len(words) else ""])
