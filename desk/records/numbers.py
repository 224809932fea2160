"""The database, or one batch, in numbers."""

from dataclasses import dataclass

from desk.records.articles import Flag, Span
from desk.records.ledger import Quarantined, RuleCount


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
    passed_over: int = 0


@dataclass(frozen=True, slots=True)
class LoadedArticle:
    """What became of one document of a batch: the article, how its body begins, what was removed, what it repeats.

    `replaces` are the articles of earlier batches that are duplicates of this one now, each with the kind.
    """

    id: int
    path: str
    position: int
    headline: str | None
    beginning: str
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
    replaces: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Surge:
    """Far more was removed than before: by a `rule`, or from the articles of an `outlet`.

    Arguments:
        kind: `rule` or `outlet`.
        name: which; empty for articles whose outlet is not known.
        articles: how many articles of the batch were compared.
        before: of a rule the share of articles touched, of an outlet the mean part of the text removed; 0 to 1.
        now: the same in this batch.
    """

    kind: str
    name: str
    articles: int
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What a batch brought; `articles` only where they are few enough to be read one by one.

    `replaced` counts the articles of other batches that are duplicates of its articles now.
    """

    batch: Batch
    articles: tuple[LoadedArticle, ...]
    words: int
    translated: int
    languages: tuple[Count, ...]
    outlets: tuple[Count, ...]
    duplicate_kinds: tuple[Count, ...]
    rules: tuple[RuleCount, ...]
    quarantined: tuple[Quarantined, ...]
    surges: tuple[Surge, ...] = ()
    replaced: int = 0


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
    evidence: tuple[Count, ...]
    last_batches: tuple[Batch, ...]
