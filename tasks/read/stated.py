"""What people say of a file: put above what its documents say of themselves, and written down."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import chain

from tasks.records import NOTHING_STATED, Document, Found, HeadlineSource, Stated


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


def written(stated: Stated) -> str:
    """As it is stored: what is said and nothing else, so that equal statements are equal texts."""
    return json.dumps({name: value for name, value in asdict(stated).items() if value}, ensure_ascii=False)


def stated_in(text: str | None) -> Stated:
    """What a stored statement says; nothing where there is none."""
    if not text:
        return NOTHING_STATED
    said = json.loads(text)
    return Stated(**{**said, "mapping": tuple(map(tuple, said.get("mapping", ())))})
