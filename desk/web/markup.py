"""How stored values are written into pages. Everything that comes from an article is escaped; the marks are ours."""

import re
from collections.abc import Callable
from typing import Any, Final

from markupsafe import Markup, escape

from desk.invocation import spelled
from desk.records.search import MATCH_END, MATCH_START
from desk.render import words
from desk.web.pages import articles, batches

_MARKS: Final = {MATCH_START: Markup("<mark>"), MATCH_END: Markup("</mark>")}
_MARK: Final = re.compile(f"([{MATCH_START}{MATCH_END}])")


def marked(snippet: str) -> Markup:
    """A passage with its matches as <mark>."""
    parts = (_MARKS.get(part) or escape(words.safe(part)) for part in _MARK.split(snippet))
    return Markup("").join(parts)


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "marked": marked,
    "category_reason": words.category_reason,
    "counted": words.counted,
    "duration": words.duration,
    "excerpt": words.excerpt,
    "language_name": words.language_name,
    "moment": words.moment,
    "number": words.number,
    "percent": words.percent,
    "place": words.place,
    "spelled": spelled,
    "rate": batches.rate,
    "seconds": batches.seconds,
    "total": articles.total,
}
