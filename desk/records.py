"""What the desk's questions are answered with: frozen records, one per kind of answer.

Offsets are in characters of the document's text; `end` is exclusive. Dates are ISO 8601 as stored.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the text that is not in the body: what it was, and which rule of which layer took it out."""

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
class Hit:
    """One article found by a search; `snippet` marks each match with `MATCH_START` and `MATCH_END`."""

    id: int
    headline: str | None
    outlet: str | None
    published_at: str | None
    language: str
    word_count: int
    translation_likely: bool
    duplicate_of: int | None
    snippet: str


# Control characters that no stored text holds, so that a match is told from the text's own punctuation.
MATCH_START, MATCH_END = "\x02", "\x03"


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The best hits of a search and how many articles it found in all."""

    query: str
    total: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that repeats another: which, of what kind and how sure."""

    id: int
    headline: str | None
    outlet: str | None
    published_at: str | None
    path: str
    word_count: int
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


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What one rule removed: how many spans and characters, in how many articles, and one example."""

    rule: str
    category: str
    layer: str
    spans: int
    articles: int
    characters: int
    example: str


@dataclass(frozen=True, slots=True)
class RemovedLine:
    """One removed span and the article that it was taken out of."""

    article_id: int
    outlet: str | None
    text: str
    rule: str
    category: str
    layer: str
    confidence: float


@dataclass(frozen=True, slots=True)
class RepeatedHeadline:
    """A headline that several articles carry, whatever affixes each outlet gave it."""

    headline: str
    articles: int
    kept: int
    outlets: tuple[str, ...]
    first: str | None
    last: str | None
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An input that could not become an article, with the reason."""

    id: int
    path: str
    position: int
    reason: str
    detail: str
    batch_id: int
    created_at: str
    resolved_at: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many articles have one value of something (a language, an outlet, a month)."""

    value: str
    articles: int


@dataclass(frozen=True, slots=True)
class Batch:
    """One run of `ingest` and its counts, as stored."""

    id: int
    trigger: str
    status: str
    started_at: str
    finished_at: str | None
    cleaner_version: str
    files_seen: int
    documents_seen: int
    loaded: int
    unchanged: int
    duplicates: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class LoadedArticle:
    """What became of one document of a batch: the article, what was removed, what it repeats."""

    id: int
    path: str
    position: int
    headline: str | None
    outlet: str | None
    original_source: str | None
    published_at: str | None
    dateline: str | None
    language: str
    word_count: int
    characters: int
    translation_likely: bool
    translation_score: float
    duplicate_of: int | None
    duplicate_kind: str | None
    duplicate_score: float | None
    spans: tuple[Span, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What a batch brought; `articles` only where they are few enough to be read one by one."""

    batch: Batch
    articles: tuple[LoadedArticle, ...]
    words: int
    translated: int
    languages: tuple[Count, ...]
    outlets: tuple[Count, ...]
    duplicate_kinds: tuple[Count, ...]
    rules: tuple[RuleCount, ...]
    quarantined: tuple[Quarantined, ...]


@dataclass(frozen=True, slots=True)
class Stats:
    """What is in the database, in numbers; `characters` counts the text as received."""

    articles: int
    duplicates: int
    translated: int
    quarantined: int
    files: int
    batches: int
    words: int
    characters_kept: int
    characters_removed: int
    first_date: str | None
    last_date: str | None
    undated: int
    languages: tuple[Count, ...]
    outlets: tuple[Count, ...]
    months: tuple[Count, ...]
    duplicate_kinds: tuple[Count, ...]
    removed: tuple[Count, ...]
    last_batches: tuple[Batch, ...]
