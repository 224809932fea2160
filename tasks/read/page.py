"""What is in a page: the article's text, its headline, and what the page says about itself."""

import logging
from dataclasses import dataclass

from lxml.etree import LxmlError, _Element
from trafilatura.utils import load_html

from tasks.read.blocks import read_blocks
from tasks.read.body import article_text
from tasks.read.headline import choose_headline
from tasks.read.outcome import NO_ARTICLE, Refused
from tasks.read.page_date import page_date
from tasks.read.structured import page_facts

_LONGEST_TITLE = 500
# Both report every page without an article as an error; here that is a rejection with a reason.
for _name in ("trafilatura", "htmldate"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class PageArticle:
    """The article of a page, as the page states it; the text is not yet normalised."""

    text: str
    url: str | None
    outlet: str | None
    headline: str | None
    byline: str | None
    published_at: str | None


def read_article(html: str, url: str | None) -> PageArticle:
    """The article of a page.

    Arguments:
        html: the page, decoded.
        url: where it was fetched from, if that is known; else the page's own address counts.

    Raises:
        Refused: `no-text`, where there is no markup in it that can be read as a page.
    """
    try:
        tree = load_html(html)
    except (LxmlError, ValueError) as error:
        raise Refused("no-text", f"Its markup cannot be read ({error}). Fetch the page again.") from error
    if tree is None:
        raise Refused("no-text", NO_ARTICLE)
    facts = page_facts(tree)
    url = url or facts.url
    headings = [_text_of(element) for element in tree.iter("h1")]
    title = _text_of(element) if (element := tree.find(".//title")) is not None else ""
    return PageArticle(
        text=article_text(tree, facts, [*headings, title]),
        url=url,
        outlet=facts.outlet,
        headline=choose_headline(headings, facts.headlines, title, facts.outlet, url),
        byline=facts.byline,
        published_at=facts.published_at or page_date(tree, url),
    )


def fragment_text(html: str) -> str:
    """All text of a piece of markup that is an article already, as feeds and exporters store it."""
    tree = load_html(f"<html><body>{html}</body></html>")
    return "" if tree is None else "\n".join(block.text for block in read_blocks(tree))


def _text_of(element: _Element) -> str:
    return "".join(map(str, element.itertext()))[:_LONGEST_TITLE]
