"""The answer to a search."""

import dataclasses
import re
import shlex
from collections.abc import Sequence
from typing import Any

from desk.filters import Filters
from desk.output import unmarked
from desk.records.search import MATCH_END, MATCH_START, Hit, SearchResult
from desk.render.page import Page, Piece
from desk.render.words import counted, excerpt, language_name, moment, one_line

# Of an article that is listed for no words of its own.
_BEGINNING = 100
_SPACE = re.compile(r"\s+")


def as_data(result: SearchResult) -> dict[str, Any]:
    """The result as plain data, snippets without marks."""
    hits = [{**dataclasses.asdict(hit), "snippet": unmarked(hit.snippet)} for hit in result.hits]
    return {"query": result.query, "total": result.total, "articles": hits}


def show_result(page: Page, result: SearchResult, filters: Filters, meant: Sequence[str] = ()) -> None:
    """Each hit in three lines: number and headline, where and when, the passage that matches.

    `meant` are options to try instead where nothing was found.
    """
    for hit in result.hits:
        page.line((f"#{hit.id}", "bold cyan"), "  ", _headline(hit))
        page.line((_about(hit), "dim"), indent=4)
        page.line(*_passage(hit.snippet if result.query else excerpt(hit.snippet, _BEGINNING)), indent=4)
        page.line()
    shown = len(result.hits)
    if not result.total:
        what = f"No article matches {result.query}" if result.query else "There is no article"
        page.line(what + (" with these filters." if filters else "."))
        _advise(page, result.query, filters, meant)
    elif shown < result.total:
        page.line(f"{counted(result.total, 'article')}; the first {shown} shown. More with --limit.")
    else:
        page.line(f"{counted(result.total, 'article')}.")
    if shown:
        page.hint("Read one", f"show {result.hits[0].id}")


def _headline(hit: Hit) -> Piece:
    return (one_line(hit.headline), "bold") if hit.headline else ("(no headline)", "dim italic")


def _about(hit: Hit) -> str:
    facts = [hit.outlet, moment(hit.published_at), language_name(hit.language), counted(hit.word_count, "word")]
    if hit.translation_likely:
        facts.append("likely translated")
    if hit.duplicate_of is not None:
        facts.append(f"duplicate of #{hit.duplicate_of}")
    return " · ".join(one_line(fact) for fact in facts if fact)


def _passage(snippet: str) -> list[Piece]:
    """The snippet in pieces, matches in bold."""
    pieces: list[Piece] = []
    for number, part in enumerate(snippet.replace(MATCH_END, MATCH_START).split(MATCH_START)):
        # The marks come in pairs, so every second piece is a match.
        text = _SPACE.sub(" ", part)
        pieces.append((text, "bold yellow") if number % 2 else text)
    return pieces


def _advise(page: Page, query: str, filters: Filters, meant: Sequence[str]) -> None:
    """What to try where nothing was found."""
    if meant:
        page.line(f"Did you mean {' or '.join(meant)}?", indent=2)
    elif filters:
        page.hint("Try fewer filters. The outlets and languages there are", "stats", indent=2)
    elif query and "*" not in query:
        beginning = query.split(maxsplit=1)[0].rstrip("*")[:5] + "*"
        page.hint("Try the beginning of a word", f"search {shlex.quote(beginning)}", indent=2)
    else:
        page.hint("What is in the database", "stats", indent=2)
