"""The text that detectors look at, bounded, and the few of its tokens that are worth a look.

Nine tokens in ten are known words in lower case. They are the same in every article, so each process remembers those
that it has seen, and detectors look at the others only.
"""

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cached_property

from tasks.records import Article
from tasks.translation.lexicon import are_known
from tasks.translation.rules import called_for

# A detector looks at no more than this; longer texts are lists, books or attacks, and the evidence is in the front.
MOST_CHARACTERS = 100_000

# A line with a lower-case word that has no more than one mark and one quotation mark on either side, and the word.
PLAIN = re.compile(
    r"\n([\"“‘'(]?([a-z]{1,30}+)(?:['’](?:s|t|re|ve|ll|d|m))?(?:[,.;:!?]?[\"”’)][,.;]?|[,.;:!?]?))$", re.MULTILINE
)
MARKS = ".,;:!?\"'“”‘’„«»‹›()[]{}…–—-*•|/\\<>=+_،؛؟。，、"

# Plain tokens seen so far. Only a memory: the answers are the same without it. What comes back comes early: with five
# times the room, an English article has 15 tokens not seen before instead of 32, and a worker grows for long.
SEEN: set[str] = set()
MOST_SEEN = 20_000


@dataclass(frozen=True)
class Reading:
    """The parts of an article that detectors look at, with what several of them need computed once."""

    article: Article

    @cached_property
    def text(self) -> str:
        """The document before cleaning, of at most `MOST_CHARACTERS`."""
        return self.article.document.text[:MOST_CHARACTERS]

    @cached_property
    def body(self) -> str:
        """The cleaned body, of at most `MOST_CHARACTERS`."""
        return self.article.body[:MOST_CHARACTERS]

    @property
    def language(self) -> str:
        """The article's language, as the language step says."""
        return self.article.language

    @cached_property
    def body_tokens(self) -> list[str]:
        """The body between white space."""
        return self.body.split()

    @cached_property
    def tokens(self) -> set[str]:
        """Every different token of the text between white space, punctuation attached."""
        if self.article.spans and not self.are_tokens_whole():
            return set(self.text.split())
        tokens = set(self.body_tokens)
        for span in self.article.spans:
            tokens.update(span.text.split())
        return tokens

    def are_tokens_whole(self) -> bool:
        """Whether cleaning cut the text between tokens only, so that those of its parts are those of the text."""
        text, body, removed = self.article.document.text, self.article.body, 0
        for span in self.article.spans:
            if not (is_cut(text, span.start) and is_cut(text, span.end) and is_cut(body, span.start - removed)):
                return False
            removed += span.end - span.start
        return len(text) <= MOST_CHARACTERS

    @cached_property
    def odd_tokens(self) -> set[str]:
        """The tokens that are more than a known English word in lower case; all of them in another language."""
        if self.language != "en":
            return self.tokens
        new = self.tokens - SEEN
        plain = plain_tokens(new)
        remember(plain)
        return new - plain

    @cached_property
    def odd(self) -> str:
        """The odd tokens in one string, to look for single characters and doubled marks."""
        return " ".join(self.odd_tokens)

    @cached_property
    def called(self) -> set[str]:
        """The rules that the text calls for; see `rules`."""
        return called_for(self.language, self.tokens, self.odd)

    @cached_property
    def odd_words(self) -> frozenset[str]:
        """The odd tokens without the marks around them."""
        return frozenset([token.strip(MARKS) for token in self.odd_tokens])

    @cached_property
    def odd_lines(self) -> str:
        """The odd words one below the other: one search of all is faster than one each."""
        return "\n".join(self.odd_words)


def remember(tokens: Set[str]) -> None:
    """Add tokens to what has been seen, while there is room."""
    if len(SEEN) < MOST_SEEN:
        SEEN.update(tokens)


def is_cut(text: str, at: int) -> bool:
    """Whether no token spans this place of the text."""
    return at in (0, len(text)) or text[at].isspace() or text[at - 1].isspace()


def plain_tokens(tokens: Iterable[str]) -> set[str]:
    """Those of the tokens that are a known word in lower case, written as in any text."""
    found = PLAIN.findall("\n" + "\n".join(tokens))
    known = are_known([word for _, word in found])
    return {token for (token, _), is_known in zip(found, known, strict=True) if is_known}


def places_of(word: str, text: str) -> list[int]:
    """Where the word stands alone in the text: no part of a longer word, an address or a hashtag."""
    found, at = [], text.find(word)
    while at >= 0:
        if not (ATTACHED_BEFORE.match(text, at - 1) if at else None) and not ATTACHED_AFTER.match(text, at + len(word)):
            found.append(at)
        at = text.find(word, at + len(word))
    return found


ATTACHED_BEFORE = re.compile(r"[\w@#]")
ATTACHED_AFTER = re.compile(r"[\w@]")
