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
        total: how many articles there are in the list, as far as they were counted.
        exact: whether there are no more.
        counted: how many the facets are about: all of the list, or the newest or latest loaded of it.
        ranked: whether the best come first; the newest do otherwise.
        previous: where the page before begins, for `before`; None on the first.
        next: where the next page begins, for `after`; None on the last.
    """

    hits: tuple[Hit, ...]
    total: int
    exact: bool
    counted: int
    facets: Facets
    ranked: bool
    previous: str | None
    next: str | None
