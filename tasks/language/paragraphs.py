"""Paragraphs in another language than their article: found in the body, at their offsets in the document's text."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from tasks.language.common_words import sounds_like
from tasks.language.evidence import load_labels
from tasks.language.identify import UNDETERMINED, ranking
from tasks.language.opinion import second_opinion
from tasks.language.relatives import relatives_of
from tasks.language.sample import prose_sample
from tasks.language.substance import is_prose
from tasks.records import Article, TranslationFlag

KIND = "other-language"
NAMES_FILE = Path(__file__).with_name("data") / "names.toml"

# In UTF-8, 60 bytes are about ten words in Latin letters, six in Cyrillic or Arabic, twenty Chinese characters.
SHORTEST_BYTES = 60

# A paragraph is said to be in another language only where that is all but certain.
LEAST_CONFIDENCE = 0.95

# A body in verse, tables or a language without common words: the close look is taken at this many paragraphs only.
MOST_CLOSE_LOOKS = 50

# A million lines take no more time than this many.
MOST_PARAGRAPHS = 1000

# From this share of the prose on, the second language is named as such.
BILINGUAL_SHARE = 0.2


class Paragraph(NamedTuple):
    """A line of the body, or the part of a line that cleaning left, with its offsets in the document's text."""

    start: int
    end: int
    text: str


def body_paragraphs(article: Article) -> Iterator[Paragraph]:
    """The paragraphs of the body that are long enough to tell their language."""
    text, at = article.document.text, 0
    for start, end in [*[(span.start, span.end) for span in article.spans], (len(text), len(text))]:
        for line in text[at:start].split("\n"):
            if is_long_enough(line):
                stripped = line.strip()
                first = at if stripped is line else at + line.index(stripped)
                yield Paragraph(first, first + len(stripped), stripped)
            at += len(line) + 1
        at = end


def is_long_enough(line: str) -> bool:
    """Whether the line has `SHORTEST_BYTES` or more in UTF-8, in which a character has four at most."""
    if len(line) >= SHORTEST_BYTES or 4 * len(line) < SHORTEST_BYTES:
        return len(line) >= SHORTEST_BYTES
    return len(line.encode("utf-8", "replace")) >= SHORTEST_BYTES


def foreign_paragraphs(article: Article, language: str) -> tuple[list[tuple[Paragraph, str]], int]:
    """The paragraphs in another language, each with that language, and the characters in all paragraphs.

    Common words let most paragraphs pass at a glance. Close relatives (Croatian, Bosnian and Serbian) are not held
    against each other: no single paragraph tells them apart.
    """
    found: list[tuple[Paragraph, str]] = []
    looks = 0
    same = relatives_of(language)
    paragraphs = list(islice(body_paragraphs(article), MOST_PARAGRAPHS))
    for paragraph in paragraphs if len(paragraphs) > 1 else []:
        if looks < MOST_CLOSE_LOOKS and not sounds_like(paragraph.text, language):
            looks += 1
            if foreign := foreign_language(prose_sample(paragraph.text), same):
                found.append((paragraph, foreign))
    return found, sum([len(paragraph.text) for paragraph in paragraphs])


def foreign_language(text: str, same: frozenset[str]) -> str | None:
    """The language of a text if it is surely none of `same`; which of several relatives it is may be less sure.

    CLD2 alone takes a first look, which costs little. A language without a profile, known to CLD2 only, does not
    count: lists of names in Persian pass for Pashto.
    """
    if second_opinion(text).language in same:
        return None
    if not is_prose(text):
        return None
    ranked = ranking(text)
    if ranked[0][1] not in load_labels().index.keys() - same:
        return None
    code = ranked[0][1]
    relatives = relatives_of(code)
    return code if sum(chance for chance, near in ranked if near in relatives) >= LEAST_CONFIDENCE else None


def main_language(language: str, foreign: list[tuple[Paragraph, str]], characters: int) -> str:
    """The language of most of the prose, given the paragraphs that are not in `language`."""
    share: Counter[str] = Counter()
    for paragraph, code in foreign:
        share[code] += len(paragraph.text)
    share[language] = characters - share.total()
    return max(sorted(share), key=lambda code: share[code])


def flags_of(foreign: list[tuple[Paragraph, str]], language: str, characters: int) -> tuple[TranslationFlag, ...]:
    """The flags of the paragraphs; without weight, since an article may well quote or print two languages."""
    share: Counter[str] = Counter()
    for paragraph, code in foreign:
        share[code] += len(paragraph.text)
    return tuple(
        TranslationFlag(
            KIND,
            paragraph.start,
            paragraph.end,
            paragraph.text,
            0.0,
            explanation(code, language, share[code] / characters),
        )
        for paragraph, code in foreign
    )


def explanation(code: str, language: str, share: float) -> str:
    """One sentence on a paragraph in another language."""
    sentence = f"This paragraph is in {name_of(code)}, the article in {name_of(language)}"
    return (
        f"{sentence}; {share:.0%} of its prose is in {name_of(code)}." if share >= BILINGUAL_SHARE else f"{sentence}."
    )


def name_of(code: str) -> str:
    """The English name of a language; its code where it has none here."""
    return "no known language" if code == UNDETERMINED else load_names().get(code, code)


@cache
def load_names() -> dict[str, str]:
    """Code → English name."""
    return tomllib.loads(NAMES_FILE.read_text(encoding="utf-8"))
