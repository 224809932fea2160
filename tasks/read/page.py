"""What is in a page, from its parsed tree: the article's text by trafilatura, its metadata by the page's own marks."""

from dataclasses import dataclass

from trafilatura import bare_extraction
from trafilatura.metadata import Document
from trafilatura.utils import load_html
from trafilatura.xml import xmltotxt

from tasks.read.markup import NO_ARTICLE
from tasks.read.outcome import Refused


@dataclass(frozen=True, slots=True)
class PageArticle:
    """The article of a page, as the page states it; not yet normalised text."""

    text: str
    url: str | None = None
    outlet: str | None = None
    headline: str | None = None
    byline: str | None = None
    published_at: str | None = None


def read_article(html: str, url: str | None) -> PageArticle:
    """The article of a page.

    Raises:
        Refused: `no-text`, where there is no tree or no article in it.
    """
    tree = load_html(html)
    if tree is None:
        raise Refused("no-text", "There is no markup in it that can be read as a page.")
    found = bare_extraction(tree, url=url, favor_precision=True, include_comments=False, with_metadata=True)
    if not isinstance(found, Document):
        raise Refused("no-text", NO_ARTICLE)
    text = xmltotxt(found.body, False)
    return PageArticle(text, found.url, found.sitename, found.title, found.author, found.date)
