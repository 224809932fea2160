"""The step: the article's language, and its paragraphs in another one."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.language import detect_language, detect_languages
from tasks.records import Article, Category, Document, Layer, RemovedSpan, TranslationFlag, body_of

ENGLISH = [
    "The council voted on Monday to close the old bridge over the river, which was built in the year 1931.",
    "A new one will be opened in the spring of next year, the mayor said at a meeting with people of the town.",
    "It is not yet known who will pay for the work, and some of the members asked for more time to look at the plan.",
]
FRENCH = [
    "Le conseil a décidé lundi de fermer le vieux pont sur la rivière, qui avait été construit dans les années trente.",
    "Un nouveau pont sera ouvert au printemps de l'année prochaine, a dit le maire devant les habitants de la ville.",
    "On ne sait pas encore qui paiera les travaux, et plusieurs membres ont demandé plus de temps pour voir le plan.",
]
ARABIC = "صوّت المجلس يوم الاثنين على إغلاق الجسر القديم فوق النهر، الذي بني في ثلاثينيات القرن الماضي."


def article(text: str, *removed: tuple[int, int]) -> Article:
    spans = tuple(
        RemovedSpan(start, end, text[start:end], "test", Category.OTHER, Layer.RULE) for start, end in removed
    )
    return Article(Document("test", 0, text, "", "text/plain", "utf-8"), body_of(text, spans), spans)


def flagged(found: Article) -> list[str]:
    return [flag.excerpt for flag in found.flags]


def test_article_in_one_language_has_no_flag() -> None:
    found = detect_language(article("\n".join(ENGLISH)))
    assert (found.language, found.flags) == ("en", ())
    assert found.language_confidence > 0.9


@pytest.mark.parametrize("quote", [FRENCH[0], ARABIC])
def test_paragraph_in_another_language_is_flagged_at_its_place(quote: str) -> None:
    text = "\n".join([ENGLISH[0], f"  {quote} ", *ENGLISH[1:]])
    found = detect_language(article(text))
    assert found.language == "en"
    assert flagged(found) == [quote]
    flag = found.flags[0]
    assert (flag.kind, flag.weight, text[flag.start : flag.end]) == ("other-language", 0.0, quote)
    assert "the article in English" in flag.detail


def test_removed_paragraph_is_not_flagged() -> None:
    text = "\n".join([ENGLISH[0], FRENCH[0], *ENGLISH[1:]])
    start = text.index(FRENCH[0])
    assert detect_language(article(text, (start, start + len(FRENCH[0]) + 1))).flags == ()


def test_bilingual_article_gets_the_language_of_most_of_its_prose() -> None:
    found = detect_language(article("\n".join(FRENCH[:1] + ENGLISH + FRENCH[1:] + FRENCH[:2])))
    assert found.language == "fr"
    assert flagged(found) == ENGLISH
    assert "of its prose is in English" in found.flags[0].detail


def test_close_relatives_are_not_held_against_each_other() -> None:
    croatian = "Tijekom tjedna tvrtka je priopćila da će tisuću obitelji u županiji dobiti nova računala."
    serbian = "Tokom nedelje kompanija je saopštila da će hiljadu porodica u opštini dobiti nove računare."
    assert detect_language(article("\n".join([croatian, croatian, serbian]))).flags == ()


def test_text_decides_where_cleaning_left_nothing() -> None:
    text = ENGLISH[0]
    assert detect_language(article(text, (0, len(text)))).language == "en"


def test_earlier_flags_are_kept() -> None:
    flag = TranslationFlag("notice", 0, 3, "The", 1.0, "Says so itself.")
    before = article("\n".join([*ENGLISH, FRENCH[0]]))
    before = Article(before.document, before.body, flags=(flag,))
    after = detect_language(before)
    assert after.flags[0] == flag
    assert len(after.flags) == 2


def test_mute_article_is_undetermined() -> None:
    found = detect_language(article("12:30\n1,234 – 5,678\n🇫🇷"))
    assert (found.language, found.language_confidence, found.flags) == ("und", 0.0, ())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([*ENGLISH, *FRENCH, ARABIC, "", "1234", "— — —"]), max_size=12), st.data())
def test_flags_lie_in_the_body_and_hold_their_excerpt(paragraphs: list[str], data: st.DataObject) -> None:
    text = "\n".join(paragraphs)
    cut = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
    given_article = article(text, *([(cut[0], cut[1])] if cut[0] < cut[1] else []))
    found = detect_language(given_article)
    for flag in found.flags:
        assert text[flag.start : flag.end] == flag.excerpt
        assert flag.excerpt in given_article.body
        assert flag.end <= cut[0] or flag.start >= cut[1] or cut[0] == cut[1]
    assert detect_languages([given_article]) == [found]


def test_a_body_of_a_hundred_thousand_lines_takes_no_time() -> None:
    began = process_time()
    found = detect_language(article("\n".join([*ENGLISH, FRENCH[0]] * 25_000)))
    assert found.language == "en"
    assert process_time() - began < 3.0
