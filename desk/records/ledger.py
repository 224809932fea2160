"""What was removed by which rule, which headlines repeat, and what could not be read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What one rule removed: how many spans and characters, in how many articles, and one example.

    `share` is the part (0 to 1) that `articles` are of those that were asked about.
    """

    rule: str
    category: str
    layer: str
    spans: int
    articles: int
    share: float
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
class LearnedLine:
    """A line that an outlet repeats: in how many of its articles, and in what share of them (0 to 1)."""

    id: int
    outlet: str
    line: str
    articles: int
    share: float
    status: str


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
