"""Marks of translation in a page's source."""

from dataclasses import replace

from tasks.records import Article, Document
from tasks.translation import find_translation_artifacts
from tasks.translation.markup import announced_language

TEXT = "The council met on Monday and will meet again next week."
PAGE = "<html><head>{}</head><body><p>The council met on Monday and will meet again next week.</p></body></html>"


def marks(head: str, language: str = "en") -> Article:
    document = Document("a.html", 0, TEXT, "", "text/html", "utf-8", PAGE.format(head).encode())
    return find_translation_artifacts(Article(document, TEXT, language=language))


def test_page_saved_in_translation_is_likely_one() -> None:
    found = marks('<meta http-equiv="X-Translated-By" content="Google">')
    assert [flag.kind for flag in found.flags] == ["markup"]
    assert found.translation_likely


def test_widget_for_readers_is_no_evidence() -> None:
    assert not marks('<div id="google_translate_element"></div><select class="goog-te-combo">').flags


def test_plain_text_has_no_markup() -> None:
    article = marks('<meta http-equiv="X-Translated-By" content="Google">')
    plain = replace(article.document, content=None)
    assert not find_translation_artifacts(Article(plain, TEXT, language="en")).flags


LINKS = (
    '<link rel="canonical" href="https://a.example/en/1"><link rel="alternate" hreflang="en-GB" '
    'href="https://a.example/en/1"><link rel="alternate" hreflang="ar" href="https://a.example/ar/1">'
)


def test_page_announced_in_another_language() -> None:
    assert announced_language(LINKS) == "en"
    assert not marks(LINKS).flags
    [flag] = marks(LINKS, language="fr").flags
    assert (flag.kind, flag.start, flag.end) == ("markup", 0, 0)
    assert "en" in flag.detail


def test_announcement_counts_only_for_the_page_itself() -> None:
    assert announced_language(LINKS.replace("canonical", "next")) is None
    assert announced_language(LINKS.replace("en-GB", "x-default")) is None
    assert not marks(LINKS, language="und").flags
