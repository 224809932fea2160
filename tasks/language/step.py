"""The language step of the DAG: article in, article with its language out."""

from collections.abc import Iterable

from tasks.language.identify import UNDETERMINED, LanguageGuess, identify
from tasks.language.paragraphs import flags_of, foreign_paragraphs, main_language
from tasks.records import Article


def detect_language(article: Article) -> Article:
    """The article with its language, the confidence in it, and a flag for every paragraph in another language.

    The cleaned body decides, or the text as received where cleaning left nothing. A bilingual article gets the
    language of most of its prose.
    """
    guess = identify(article.body if article.body.strip() else article.document.text)
    if guess.code == UNDETERMINED:
        return article.changed(language=guess.code, language_confidence=guess.confidence)
    foreign, characters = foreign_paragraphs(article, guess.code)
    leading = main_language(guess.code, foreign, characters)
    if leading != guess.code:
        guess = guess_among(paragraph.text for paragraph, code in foreign if code == leading)
        foreign, characters = foreign_paragraphs(article, guess.code)
    flags = article.flags + flags_of(foreign, guess.code, characters)
    return article.changed(language=guess.code, language_confidence=guess.confidence, flags=flags)


def detect_languages(articles: Iterable[Article]) -> list[Article]:
    """The batch form of `detect_language`: one article per article, in order."""
    return [detect_language(article) for article in articles]


def guess_among(paragraphs: Iterable[str]) -> LanguageGuess:
    """The language of these paragraphs of an article."""
    return identify("\n".join(paragraphs))
