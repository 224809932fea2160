"""A page of the list of articles, and what the list is made of."""

from dataclasses import dataclass

from desk.records.numbers import Count
from desk.records.search import Hit


@dataclass(frozen=True, slots=True)
class Facets:
    """How many of the listed articles have each outlet, language, month and batch, the most frequent first.

    Months are in the order of time, the latest first.
    """

    outlets: tuple[Count, ...]
    languages: tuple[Count, ...]
    months: tuple[Count, ...]
    batches: tuple[Count, ...]
    translated: int
    duplicates: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list.

    Arguments:
        hits: the articles of the page.
        total: how many articles there are in the list.
        counted: how many were counted for the facets; where that is fewer than `total`, the newest.
        exact: whether `total` is the whole number, or the list is longer than anybody counts.
        ranked: of how many articles the best were chosen, in a list by relevance.
        previous: where the page before begins, for `before`; None on the first.
        next: where the next page begins, for `after`; None on the last.
    """

    hits: tuple[Hit, ...]
    total: int
    exact: bool
    counted: int
    facets: Facets
    previous: str | None
    next: str | None
