"""An article, what was removed from it, and what repeats it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the text that is not in the body: what it was, and which rule of which layer took it out."""

    id: int
    start: int
    end: int
    text: str
    rule: str
    category: str
    layer: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Flag:
    """One piece of evidence that the text was translated; `weight` is 0 to 1."""

    kind: str
    start: int
    end: int
    excerpt: str
    weight: float
    detail: str


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned article with everything that the database says about it, without its spans and flags."""

    id: int
    headline: str | None
    headline_source: str
    outlet: str | None
    url: str | None
    byline: str | None
    published_at: str | None
    dateline: str | None
    original_source: str | None
    body: str
    word_count: int
    language: str
    language_confidence: float
    translation_score: float
    translation_likely: bool
    duplicate_of: int | None
    duplicate_kind: str | None
    duplicate_score: float | None
    path: str
    position: int
    external_id: str | None
    batch_id: int
    cleaner_version: str


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that repeats another: which, of what kind, how sure; `beginning` and `characters` of its body."""

    id: int
    headline: str | None
    outlet: str | None
    published_at: str | None
    path: str
    beginning: str
    word_count: int
    characters: int
    duplicate_of: int | None
    kind: str | None
    score: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """A kept article and the articles that repeat it."""

    kept: Copy
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article with the text as received, what was removed from it, and the evidence of translation."""

    article: Article
    text: str
    media_type: str
    encoding: str
    spans: tuple[Span, ...]
    flags: tuple[Flag, ...]
    copies: tuple[Copy, ...]
