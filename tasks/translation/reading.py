"""The text that detectors look at, bounded, and the few of its tokens that are worth a look.

Nine tokens in ten are known words in lower case. They are the same in every article, so each process remembers what
it has seen, and detectors look at the others only.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tasks.records import Article
from tasks.translation.lexicon import are_known
from tasks.translation.rules import called_by_signs, called_by_tokens
from tasks.translation.tokens import BodyTokens, Flags, Memory, Tokens, close_trigrams, read_tokens

# A detector looks at no more than this; longer texts are lists, books or attacks, and the evidence is in the front.
MOST_CHARACTERS = 100_000

# A line with a lower-case word that has no more than one mark and one quotation mark on either side, and the word.
PLAIN = re.compile(
    r"\n([\"“‘'(]?([a-z]{1,30}+)(?:['’](?:s|t|re|ve|ll|d|m))?(?:[,.;:!?]?[\"”’)][,.;]?|[,.;:!?]?))$", re.MULTILINE
)
MARKS = ".,;:!?\"'“”‘’„«»‹›()[]{}…–—-*•|/\\<>=+_،؛؟。，、"

# What the tokens of earlier articles were: of 32 new tokens in an English article it leaves 15.
MEMORY = Memory()


@dataclass(frozen=True)
class Reading:
    """The parts of an article that detectors look at, with what is computed once, and for many articles together.

    Arguments:
        article: cleaned, with its language.
        odd_tokens: of an English text, its different tokens that are more than a known word in lower case; of others
            none.
        called_by_tokens: the rules that its tokens call for, see `rules`.
        body_tokens: the tokens of the body.
        close_trigrams: the places of every three of them in a row that come back soon, see `tokens`.
    """

    article: Article
    odd_tokens: set[str]
    called_by_tokens: set[str]
    body_tokens: BodyTokens
    close_trigrams: list[tuple[int, int]]

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
    def odd(self) -> str:
        """A string with all marks of the text in which no two tokens touch: its odd tokens, where these are fewer."""
        return " ".join(self.odd_tokens) if self.language == "en" else self.text

    @cached_property
    def called(self) -> set[str]:
        """The rules that the text calls for; some of them may not hold in its language."""
        return self.called_by_tokens | called_by_signs(self.language, self.odd)

    @cached_property
    def odd_words(self) -> frozenset[str]:
        """The odd tokens without the marks around them."""
        return frozenset([token.strip(MARKS) for token in self.odd_tokens])

    @cached_property
    def odd_lines(self) -> str:
        """The odd words one below the other: one search of all is faster than one each."""
        return "\n".join(self.odd_words)


def read_all(articles: Iterable[Article]) -> list[Reading]:
    """The reading of each article; what works on arrays takes the tokens of all at once."""
    articles = list(articles)
    whole = [is_cut_between_tokens(article) for article in articles]
    rests = [rest_of(article, alone) for article, alone in zip(articles, whole, strict=True)]
    tokens = read_tokens([article.body[:MOST_CHARACTERS] for article in articles], rests, whole)
    odd = odd_tokens(tokens, tokens.are_of([article.language == "en" for article in articles]))
    called, trigrams = called_by_tokens(tokens), close_trigrams(tokens)
    bodies = map(tokens.in_body, range(len(articles)))
    return list(map(Reading, articles, odd, called, bodies, trigrams))


def rest_of(article: Article, whole: bool) -> str:
    """What of the text has tokens besides the body: the removed parts, or all of it where a token was cut apart."""
    if whole:
        return "\n".join([span.text for span in article.spans])
    return article.document.text[:MOST_CHARACTERS]


def odd_tokens(tokens: Tokens, wanted: Flags) -> list[set[str]]:
    """The different tokens of each article, among those that are wanted, that are no plain English words."""
    plain, odd = MEMORY.look(tokens.hashes)
    new = np.flatnonzero(wanted & ~(plain | odd))
    strings = tokens.strings(new)
    known = plain_tokens(set(strings))
    plain[new] = np.array([string in known for string in strings], bool)
    MEMORY.keep(tokens.hashes[new], plain[new])
    places = np.flatnonzero(wanted & ~plain)
    return [*map(set, tokens.by_article(places, tokens.strings(places)))]


def is_cut_between_tokens(article: Article) -> bool:
    """Whether cleaning cut the text between tokens only, so that those of its parts are those of the text."""
    text, body, removed = article.document.text, article.body, 0
    for span in article.spans:
        if not (is_cut(text, span.start) and is_cut(text, span.end) and is_cut(body, span.start - removed)):
            return False
        removed += span.end - span.start
    return len(text) <= MOST_CHARACTERS or not article.spans


def is_cut(text: str, at: int) -> bool:
    """Whether no token spans this place of the text."""
    return at in (0, len(text)) or text[at] in " \n" or text[at - 1] in " \n"


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
