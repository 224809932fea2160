"""Typed, lazy access from Python, over the same queries as the command line."""

from collections.abc import Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import Self, TypedDict, Unpack

from desk.database import reading
from desk.filters import Filters
from desk.queries.articles import article_page, each_article
from desk.records.articles import Article, ArticlePage


class Asked(TypedDict, total=False):
    """The fields of `Filters`, as keywords."""

    since: str | None
    until: str | None
    outlet: str | None
    language: str | None
    translated: bool
    duplicates: bool
    outlet_is: str | None
    batch: int | None


class Database:
    """A database of cleaned articles, open for reading until it is closed; also a context manager.

    All that is read through it is of the moment when the first question was asked.
    """

    def __init__(self, url: str) -> None:
        """Open the database at `url`; see `desk.open_database`."""
        self._open = ExitStack()
        self._connection = self._open.enter_context(reading(url))

    def search(self, text: str, **asked: Unpack[Asked]) -> Iterator[Article]:
        """Articles that match a search as in `copydesk search`, by id, read as they are asked for.

        Raises:
            SearchError: the search cannot be read.
            FilterError: a date is none.
        """
        return each_article(self._connection, text, Filters(**asked))

    def articles(self, **asked: Unpack[Asked]) -> Iterator[Article]:
        """All articles, one per story unless `duplicates` is asked for, by id, read as they are asked for."""
        return each_article(self._connection, None, Filters(**asked))

    def article(self, article_id: int) -> ArticlePage:
        """One article with its text as received, what was removed, and the evidence of translation.

        Raises:
            ArticleMissing: no article has this number.
        """
        return article_page(self._connection, article_id)

    def close(self) -> None:
        """Let go of the database."""
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
