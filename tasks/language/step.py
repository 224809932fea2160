"""The language step of the DAG: article in, article with its language out."""

from dataclasses import replace

from tasks.language.identify import identify
from tasks.records import Article


def detect_language(article: Article) -> Article:
    """The article with its language and the confidence in it.

    The cleaned body decides; the text as received does where cleaning left nothing.
    """
    guess = identify(article.body if article.body.strip() else article.document.text)
    return replace(article, language=guess.code, language_confidence=guess.confidence)
