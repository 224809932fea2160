"""Translation artifacts: evidence that a text was translated, as spans with a kind, a reason and a weight."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from tasks.handfuls import handful
from tasks.records import Article, TranslationFlag
from tasks.translation.evidence import KINDS, MOST_FLAGS, Evidence, as_flag, in_text, score
from tasks.translation.markup import find_markup
from tasks.translation.names import find_name_variants
from tasks.translation.nonwords import find_non_words
from tasks.translation.reading import Reading, read_all
from tasks.translation.repetition import find_repetition
from tasks.translation.ruled import find_calques, find_notices, find_punctuation
from tasks.translation.scripts import find_other_script

__all__ = ["KINDS", "find_all_translation_artifacts", "find_translation_artifacts"]

Detector = Callable[[Reading], Iterator[Evidence]]

# A handful is read in parts: the table of its hashes serves texts of half a million characters.
_PARTS = 4

# What looks at the cleaned body, and what looks at the whole text, removed parts included.
IN_BODY: tuple[Detector, ...] = (find_name_variants, find_non_words, find_other_script, find_repetition, find_calques)
IN_TEXT: tuple[Detector, ...] = (find_punctuation, find_notices, find_markup)


def find_translation_artifacts(article: Article) -> Article:
    """Mark what shows that the article was translated, and sum it up.

    Arguments:
        article: cleaned, with its language; flags that it already has are kept and weighed.

    Returns:
        The article with `flags` in the order of the text, `translation_score` (0 to 1, see `evidence.score`) and
        `translation_likely`.
    """
    (marked,) = find_all_translation_artifacts([article])
    return marked


def find_all_translation_artifacts(articles: Iterable[Article]) -> list[Article]:
    """The batch form of `find_translation_artifacts`: one article per article, in order."""
    articles = iter(articles)
    marked: list[Article] = []
    while some := handful(articles, lambda article: len(article.document.text), _PARTS):
        marked += [mark(reading) for reading in read_all(some)]
    return marked


def mark(reading: Reading) -> Article:
    """The article that was read, with what the detectors find in it."""
    article = reading.article
    found = [each for detector in IN_TEXT for each in islice(detector(reading), MOST_FLAGS)]
    in_body = [each for detector in IN_BODY for each in islice(detector(reading), MOST_FLAGS)]
    if in_body:
        found += outside_of_other_languages(in_text(in_body, article.spans), article.flags)
    flags = (*article.flags, *(as_flag(each, article.document.text) for each in found))
    if not flags:
        return article
    total, likely = score(flags)
    ordered = tuple(sorted(flags, key=lambda flag: (flag.start, flag.end, flag.kind, flag.detail)))
    return article.changed(flags=ordered, translation_score=total, translation_likely=likely)


def outside_of_other_languages(found: Iterable[Evidence], flags: tuple[TranslationFlag, ...]) -> Iterator[Evidence]:
    """The findings outside the passages in another language: in those, every word is unknown."""
    passages = [(flag.start, flag.end) for flag in flags if flag.kind == "other-language"]
    for each in found:
        if not any(start < each.end and each.start < end for start, end in passages):
            yield each
