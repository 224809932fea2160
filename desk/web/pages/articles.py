"""The list of articles: search, filters with counts, pages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from desk.filters import FilterError, Filters
from desk.queries.browse import Browse, browse
from desk.queries.listed import BEST
from desk.records.browse import Facets, Listing
from desk.records.numbers import Count
from desk.render.words import language_name, number
from desk.search_query import SearchError
from desk.web.asked import Asked
from schema.errors import CopydeskError

PER_PAGE = 25
# The parts of an address that make the list; the others are about the way through it.
LIST = ("q", "sort", "outlet", "language", "since", "until", "batch", "translated", "duplicates")
_SORTS = ("newest", "relevance")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that narrows the list, with how many articles have it; `link` chooses it, or takes it back."""

    label: str
    articles: int
    link: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of choices."""

    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, and the address without it."""

    label: str
    link: str


@dataclass(frozen=True, slots=True)
class ArticlesView:
    """What the page shows; `listing` is None where the search cannot be read, and `error` says why."""

    text: str
    sort: str
    listing: Listing | None
    error: CopydeskError | None
    facets: tuple[Facet, ...]
    chips: tuple[Chip, ...]
    hidden: tuple[tuple[str, str], ...]
    best: int = BEST

    @property
    def status(self) -> int:
        """The status of the answer."""
        return 400 if self.error else 200


def wanted(asked: Asked) -> Browse:
    """The list that an address asks for.

    Raises:
        FilterError: a date is none.
        AddressError: a batch is no number.
    """
    text = asked.text("q")
    filters = Filters(
        since=asked.text("since"),
        until=asked.text("until"),
        language=asked.text("language"),
        outlet_is=asked.text("outlet"),
        batch=asked.number("batch"),
        translated=asked.flag("translated"),
        duplicates=asked.flag("duplicates"),
    )
    sort = asked.text("sort")
    return Browse(text, filters, sort if text and sort in _SORTS else "relevance" if text else "newest")


def view(connection: Connection, asked: Asked) -> ArticlesView:
    """The page; a search that cannot be read is explained on it, beside the words to mend."""
    text = asked.text("q") or ""
    hidden = tuple((name, asked.values[name]) for name in LIST if name != "q" and asked.text(name))
    chips = tuple(_chips(asked))
    try:
        list_ = wanted(asked)
        after, before = asked.text("after") or "", asked.text("before") or ""
        listing = browse(connection, list_, limit=PER_PAGE, after=after, before=before)
    except (SearchError, FilterError) as error:
        return ArticlesView(text, asked.text("sort") or "", None, error, (), chips, hidden)
    return ArticlesView(text, list_.sort, listing, None, tuple(_facets(asked, listing.facets)), chips, hidden)


def _chips(asked: Asked) -> Iterator[Chip]:
    """The filters that are on."""
    since, until = asked.text("since"), asked.text("until")
    if since and since == until:
        yield Chip(f"in {since}", asked.link(since=None, until=None))
    elif since or until:
        days = f"{f'from {since}' if since else ''} {f'until {until}' if until else ''}"
        yield Chip(days.strip(), asked.link(since=None, until=None))
    for name, label in (("outlet", "{}"), ("batch", "batch {}")):
        if value := asked.text(name):
            yield Chip(label.format(value), asked.link(**{name: None}))
    if code := asked.text("language"):
        yield Chip(language_name(code), asked.link(language=None))
    if asked.flag("translated"):
        yield Chip("likely translated", asked.link(translated=None))
    if asked.flag("duplicates"):
        yield Chip("with duplicates", asked.link(duplicates=None))


def _facets(asked: Asked, facets: Facets) -> Iterator[Facet]:
    groups = (
        ("Outlet", "outlet", ((count.value, count) for count in facets.outlets)),
        ("Language", "language", ((language_name(count.value), count) for count in facets.languages)),
        ("Batch", "batch", ((f"Batch {count.value}", count) for count in facets.batches)),
    )
    for title, name, labelled in groups:
        if choices := tuple(_choices(asked, name, labelled)):
            yield Facet(title, choices)
    if months := tuple(_month(asked, count) for count in facets.months):
        yield Facet("Month", months)
    if kinds := tuple(_kinds(asked, facets)):
        yield Facet("Kind", kinds)


def _choices(asked: Asked, name: str, labelled: Iterable[tuple[str, Count]]) -> Iterator[Choice]:
    now = asked.text(name)
    for label, count in labelled:
        chosen = now == count.value
        yield Choice(label, count.articles, asked.link(**{name: None if chosen else count.value}), chosen)


def _month(asked: Asked, count: Count) -> Choice:
    chosen = asked.text("since") == asked.text("until") == count.value
    value = None if chosen else count.value
    return Choice(count.value, count.articles, asked.link(since=value, until=value), chosen)


def _kinds(asked: Asked, facets: Facets) -> Iterator[Choice]:
    translated = asked.flag("translated")
    if facets.translated:
        link = asked.link(translated=None if translated else 1)
        yield Choice("Likely translated", facets.translated, link, translated)
    if facets.duplicates:
        yield Choice("Duplicates", facets.duplicates, asked.link(duplicates=None), chosen=True)


def total(listing: Listing) -> str:
    """How many articles there are, as people read it."""
    more = "" if listing.exact else "+"
    return f"{number(listing.total)}{more} {'article' if listing.total == 1 and listing.exact else 'articles'}"
