"""What people say of a file put above what its documents say of themselves."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from tasks.records import Document, Found, HeadlineSource, Stated


def as_stated(found: Iterator[Found], stated: Stated) -> Iterator[Found]:
    """What a reader finds in a file, with what is said of the file.

    An outlet holds for every document of it. An address, a headline or a date can only be meant for the one document
    of a file that holds no more.
    """
    first, second = next(found, None), next(found, None)
    together = [one for one in (first, second) if one is not None]
    meant = stated if second is None else Stated(outlet=stated.outlet)
    return (_with(one, meant) if isinstance(one, Document) else one for one in chain(together, found))


def _with(document: Document, stated: Stated) -> Document:
    if stated.headline:
        document = replace(document, headline=stated.headline, headline_source=HeadlineSource.METADATA)
    return replace(
        document,
        outlet=stated.outlet or document.outlet,
        url=stated.url or document.url,
        published_at=stated.published_at or document.published_at,
    )
