import pytest

from tasks.clean.last_lines import drop_last_lines
from tasks.clean.page import Page
from tasks.clean.rulebook import rulebook

BIO = "Jane Roe is a senior reporter at The Example, where she has covered courts and prisons for more than ten years."
NOTE = "A previous version of this story gave the wrong year for the opening of the bridge; it was 1984, not 1985."
LAST_RULES = [rule for rule in rulebook().rules if rule.where == "last"]


@pytest.fixture
def dropped(paragraphs):
    def lines(*last: str) -> list[str]:
        page = Page("\n".join([*paragraphs, *last]))
        drop_last_lines(page)
        return [page.decisions[index].rule for index in sorted(page.decisions)]

    return lines


def test_notes_go_from_the_end_until_a_line_is_none(dropped) -> None:
    assert dropped(BIO, NOTE) == ["en.promo.author-note", "en.credit.last-notice"]
    assert dropped(BIO, "The council meets again in May.", NOTE) == ["en.credit.last-notice"]


def test_in_the_article_the_same_line_stays(dropped) -> None:
    assert dropped(BIO, "The council meets again in May.") == []


def test_a_page_is_never_emptied() -> None:
    page = Page("\n".join([BIO, NOTE]))
    drop_last_lines(page)
    assert sorted(page.decisions) == [1]


def test_without_a_paragraph_nothing_goes() -> None:
    page = Page("Thank you for reading.\nFollow us.")
    drop_last_lines(page)
    assert not page.decisions


def test_long_notes_go_as_well(dropped) -> None:
    assert dropped("We use cookies to improve this site. " * 50) == ["en.legal.reader-note"]


@pytest.mark.parametrize("rule", LAST_RULES, ids=lambda rule: rule.id)
def test_an_article_may_be_about_any_of_it(rule, paragraphs, page, removed) -> None:
    """The examples of the rules, put between paragraphs, are not looked at."""
    for line in rule.match:
        found = removed(page(*paragraphs[:2], line, *paragraphs[2:]))
        assert rule.id not in found.values()


def test_cleaning_again_takes_nothing(paragraphs, page) -> None:
    article = page(*paragraphs, BIO, NOTE, "Sign up for our newsletter")
    assert page(article.body).body == article.body == "\n".join(paragraphs)
