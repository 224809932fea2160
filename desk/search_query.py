"""Reads what a person types into a search box.

truce hostages           both words                 gaza OR rafah       either word
"total victory"          the phrase                 hostage*            words that begin so
truce -hamas             without the word           (a OR b) NOT c      brackets, NOT
headline:truce           in the headline only       body:"total victory"
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from schema.errors import CopydeskError

_TOKEN = re.compile(
    r'(?P<space>\s++)|(?P<open>\()|(?P<close>\))|(?P<minus>[-−](?=[\w"(]))|(?P<column>(?:headline|body):(?=[^\s)]))'
    r'|"(?P<phrase>[^"]*+)"(?P<prefix>\*?)|(?P<word>[^\s()"]++)'
)
# Typographic marks are marks; a NUL would end the expression in FTS5's eyes.
_TYPED = str.maketrans("“”„«»\0", '""""" ')
# FTS5's own parser has a stack of 100 entries and takes some four for each bracket.
_DEEPEST = 10
_LONGEST = 2_000


class SearchError(CopydeskError):
    """A search that cannot be read; says which part and how to write it."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase to look for; `prefix` leaves the last word open, `column` asks for it there only."""

    text: str
    prefix: bool = False
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Every:
    """All of `parts`, and none of `without`."""

    parts: tuple["Query", ...]
    without: tuple["Query", ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of `parts`."""

    parts: tuple["Query", ...]


Query = Term | Every | Either


def parse_search(text: str) -> Query:
    """The query in a text as typed.

    Raises:
        SearchError: nothing to search for, an open quotation mark or bracket, an operator without its words.
    """
    if len(text) > _LONGEST:
        raise _error(text[:60] + "…", f"the search is longer than {_LONGEST} characters", "Search for a few words.")
    parser = _Parser(text, list(_tokens(text)))
    query = parser.either(0)
    if parser.peek() is not None:
        raise _error(text, "a bracket is closed that was not opened", "Take it away: brackets only group words.")
    return query


def terms(query: Query) -> Iterator[Term]:
    """The words and phrases that a matching article has, in the order typed."""
    if isinstance(query, Term):
        yield query
    else:
        for part in query.parts:
            yield from terms(part)


def fts_expression(query: Query) -> str:
    """The query for SQLite's FTS5; each word is a quoted string, so that nothing typed is an operator of FTS5's own."""
    if isinstance(query, Term):
        string = '"' + query.text.replace('"', '""') + '"' + (" *" if query.prefix else "")
        return f"{{{query.column}}} : ({string})" if query.column else string
    joined = (" OR " if isinstance(query, Either) else " AND ").join(map(fts_expression, query.parts))
    text = f"({joined})" if len(query.parts) > 1 else joined
    if isinstance(query, Every) and query.without:
        return f"({text} NOT ({' OR '.join(map(fts_expression, query.without))}))"
    return text


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    prefix: bool = False


def _error(text: str, why: str, remedy: str) -> SearchError:
    return SearchError(f"search {text!r}", why, remedy)


def _tokens(typed: str) -> Iterator[_Token]:
    text = typed.translate(_TYPED)
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:  # only a quotation mark without its partner is left
            remedy = 'Write the phrase between two marks: "total victory".'
            raise _error(typed, "a quotation mark is not closed", remedy)
        at = found.end()
        token = _token(found, found.lastgroup or "")
        # A dash or an ellipsis between words, as in a pasted headline, is nothing to search for.
        if token.kind != "space" and (token.kind != "term" or any(map(str.isalnum, token.text))):
            yield token


def _token(found: re.Match[str], kind: str) -> _Token:
    if kind == "prefix":
        return _Token("term", found["phrase"], bool(found["prefix"]))
    if kind != "word":
        return _Token(kind, found[0])
    word = found["word"]
    if word in {"AND", "OR", "NOT"}:
        return _Token(word, word)
    return _Token("term", word.rstrip("*"), word.endswith("*"))


class _Parser:
    """Recursive descent: alternatives of sequences of terms; a sequence asks for all of its terms."""

    def __init__(self, typed: str, tokens: list[_Token]) -> None:
        self._typed = typed
        self._tokens = tokens
        self._at = 0

    def peek(self) -> str | None:
        """The kind of the next token; None at the end."""
        return self._tokens[self._at].kind if self._at < len(self._tokens) else None

    def _next(self) -> _Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def either(self, depth: int) -> Query:
        parts = [self._every(depth)]
        while self.peek() == "OR":
            self._next()
            parts.append(self._every(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _every(self, depth: int) -> Query:
        wanted: list[Query] = []
        unwanted: list[Query] = []
        while (kind := self.peek()) not in {None, "OR", "close"}:
            if kind == "AND":
                self._next()
                if not wanted + unwanted or self.peek() in {None, "AND", "OR", "close"}:
                    raise self._incomplete("AND")
            elif kind in {"NOT", "minus"}:
                self._next()
                unwanted.append(self._one(depth))
            else:
                wanted.append(self._one(depth))
        if not wanted:
            raise self._nothing(unwanted)
        return wanted[0] if len(wanted) == 1 and not unwanted else Every(tuple(wanted), tuple(unwanted))

    def _one(self, depth: int) -> Query:
        if depth > _DEEPEST:
            raise _error(self._typed[:60] + "…", "it is nested too deeply", "Write fewer brackets.")
        if self.peek() in {None, "AND", "OR", "NOT", "minus", "close"}:
            raise self._incomplete("NOT")
        token = self._next()
        if token.kind == "column":
            return _within(self._one(depth + 1), token.text[:-1])
        if token.kind == "open":
            return self._brackets(depth + 1)
        return Term(token.text, token.prefix)

    def _brackets(self, depth: int) -> Query:
        inner = self.either(depth)
        if self.peek() != "close":
            raise _error(self._typed, "a bracket is not closed", "Close it: (gaza OR rafah) truce.")
        self._next()
        return inner

    def _incomplete(self, operator: str) -> SearchError:
        sides = "a word after it" if operator == "NOT" else "a word on each side"
        remedy = f'To find the word itself write it in lower case or in quotes: "{operator.lower()}".'
        return _error(self._typed, f"{operator} needs {sides}", remedy)

    def _nothing(self, unwanted: list[Query]) -> SearchError:
        if unwanted:
            remedy = "Name a word to look for as well: truce -hamas."
            return _error(self._typed, "it only says what must not be there", remedy)
        if any(token.kind == "OR" for token in self._tokens):
            return self._incomplete("OR")
        return _error(self._typed, "there is nothing to search for", 'Write a word or a "phrase in quotes".')


def _within(query: Query, column: str) -> Query:
    """The query with its terms asked for in one column; the innermost column named counts."""
    if isinstance(query, Term):
        return query if query.column else replace(query, column=column)
    parts = tuple(_within(part, column) for part in query.parts)
    if isinstance(query, Either):
        return Either(parts)
    return Every(parts, tuple(_within(part, column) for part in query.without))
