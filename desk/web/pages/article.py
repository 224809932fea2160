"""One article: the clean body beside the text as received, with each removed part and each sign of translation."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Connection

from desk.queries.articles import article_page
from desk.queries.browse import neighbours
from desk.queries.duplicates import kept_of
from desk.records.articles import ArticlePage, Copy, Flag, Span
from desk.render.article import in_body, line_numbers
from desk.web.asked import Asked
from desk.web.pages.articles import LIST, wanted
from schema.errors import CopydeskError


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that is shown in one way: removed by `span`, a sign of translation by `flag`, both or neither.

    `first` and `flag_first` tell the piece with which a span or flag begins; `number` is the flag's in the list.
    """

    text: str
    span: Span | None = None
    first: bool = False
    flag: Flag | None = None
    number: int = 0
    flag_first: bool = False

    @property
    def lead(self) -> str:
        """The space that it begins with: a label stands behind it, beside the words."""
        return self.text[: len(self.text) - len(self.rest)]

    @property
    def rest(self) -> str:
        """All but the space that it begins with."""
        return self.text.lstrip()


@dataclass(frozen=True, slots=True)
class Removed:
    """A removed span with the lines that it touches."""

    span: Span
    lines: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """What the page shows; `previous` and `next` are addresses in the list that the reader comes from."""

    page: ArticlePage
    body: tuple[Piece, ...]
    received: tuple[Piece, ...]
    removed: tuple[Removed, ...]
    categories: tuple[str, ...]
    characters: int
    previous: str | None
    next: str | None
    back: str
    kept: Copy | None


def view(connection: Connection, asked: Asked) -> ArticleView:
    """The page of an article.

    Raises:
        ArticleMissing: no article has this number.
    """
    page = article_page(connection, asked.number("id") or 0)
    previous, following = _around(connection, asked, page.article.id)
    kept = kept_of(connection, page.article.id) if page.article.duplicate_of is not None else None
    return ArticleView(
        page,
        tuple(_body(page)),
        tuple(pieces(page.text, page.spans, page.flags)),
        tuple(Removed(span, line_numbers(page.text, span.start, span.end)) for span in page.spans),
        tuple(sorted({span.category for span in page.spans})),
        sum(span.end - span.start for span in page.spans),
        _address(asked, previous),
        _address(asked, following),
        asked.link("/", **_page_of_list(asked)),
        kept,
    )


def _around(connection: Connection, asked: Asked, article_id: int) -> tuple[int | None, int | None]:
    """The articles before and after it in the list; a list that cannot be read has none."""
    try:
        return neighbours(connection, wanted(asked), article_id)
    except CopydeskError:
        return None, None


def _address(asked: Asked, article_id: int | None) -> str | None:
    if article_id is None:
        return None
    others = {name: None for name in asked.values if name not in LIST}
    return asked.link(f"/article/{article_id}", **{**others, **_page_of_list(asked)})


def _page_of_list(asked: Asked) -> dict[str, str | None]:
    """Where the page of the list begins that the reader comes from."""
    return {name: asked.text(name) for name in ("after", "before")}


def _body(page: ArticlePage) -> Iterator[Piece]:
    """The body with the evidence that is in it."""
    flags = []
    for flag in page.flags:
        start, end = (in_body(offset, page.spans) for offset in (flag.start, flag.end))
        if start is not None and end is not None:
            flags.append((start, end, flag))
    return pieces(page.article.body, (), page.flags, flags)


def pieces(
    text: str, spans: tuple[Span, ...], flags: tuple[Flag, ...], placed: list[tuple[int, int, Flag]] | None = None
) -> Iterator[Piece]:
    """The text, cut wherever a span or a flag begins or ends; of flags that overlap the first is shown.

    Arguments:
        text: what is cut.
        spans: in order, without overlap.
        flags: numbered from 1 in this order.
        placed: where flags are in the text, if not where they say.
    """
    numbers = {flag: number for number, flag in enumerate(flags, start=1)}
    marks = _apart(placed if placed is not None else [(flag.start, flag.end, flag) for flag in flags])
    ranges = [(span.start, span.end, span) for span in spans]
    cuts = sorted({0, len(text), *(offset for start, end, _ in [*ranges, *marks] for offset in (start, end))})
    span_at = mark_at = 0
    for start, end in pairwise(cuts):
        while span_at < len(ranges) and ranges[span_at][1] <= start:
            span_at += 1
        while mark_at < len(marks) and marks[mark_at][1] <= start:
            mark_at += 1
        span = ranges[span_at] if span_at < len(ranges) and ranges[span_at][0] <= start else None
        mark = marks[mark_at] if mark_at < len(marks) and marks[mark_at][0] <= start else None
        yield Piece(
            text[start:end],
            span[2] if span else None,
            bool(span and span[0] == start),
            mark[2] if mark else None,
            numbers[mark[2]] if mark else 0,
            bool(mark and mark[0] == start),
        )


def _apart(marks: list[tuple[int, int, Flag]]) -> list[tuple[int, int, Flag]]:
    """The marks in order, without those that begin before the last one ends, and without empty ones."""
    apart: list[tuple[int, int, Flag]] = []
    for mark in sorted(marks, key=lambda mark: (mark[0], mark[1])):
        if mark[0] < mark[1] and (not apart or mark[0] >= apart[-1][1]):
            apart.append(mark)
    return apart
