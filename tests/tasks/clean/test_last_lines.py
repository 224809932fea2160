import pytest

from tasks.clean.last_lines import drop_last_lines
from tasks.clean.page import Page
from tasks.clean.rulebook import rulebook

BIO = "Jane Roe is a senior reporter at The Example, where she has covered courts and prisons for more than ten years."
NOTE = "A previous version of this story gave the wrong year for the opening of the bridge; it was 1984, not 1985."
LAST_RULES = [rule for rule in rulebook().rules if rule.where == "last"]


@pytest.fixture
def dropped(paragraphs):
    def lines(*last: str, outlet: str | None = None) -> list[str]:
        page = Page("\n".join([*paragraphs, *last]))
        drop_last_lines(page, outlet)
        return [page.decisions[index].rule for index in sorted(page.decisions)]

    return lines


def test_notes_go_from_the_end_until_too_many_lines_are_none(dropped) -> None:
    assert dropped(BIO, NOTE) == ["en.promo.author-is", "en.credit.last-notice"]
    assert dropped(BIO, "Cookie settings", "Trending", NOTE) == ["en.promo.author-is", "en.credit.last-notice"]
    assert dropped(BIO, *["The council meets again in May."] * 3, NOTE) == ["en.credit.last-notice"]


def test_in_the_article_the_same_line_stays(dropped) -> None:
    assert dropped(BIO, *["The council meets again in May."] * 3) == []


@pytest.mark.parametrize(
    ("outlet", "line"),
    [
        ("www.theexample.co.uk", "Since 1843, The Example has stood for clear words on the things that count."),
        ("news.exampletimes.com", "At Example Times, we employ people, and no machine, to write down what they saw."),
        ("Beispielblatt", "Das Beispielblatt ist eine unabhängige Zeitung für die Stadt und ihre Dörfer."),
        ("جريدة المثال", "جريدة المثال صحيفة يومية مستقلة تصدر في المدينة منذ عام ١٩٦٢."),
    ],
)
def test_what_an_outlet_says_of_itself_goes(dropped, outlet: str, line: str) -> None:
    assert dropped(line, outlet=outlet) == ["any.promo.own-name"]
    assert dropped(line) == []


@pytest.mark.parametrize(
    ("outlet", "line"),
    [
        ("theexample.com", "The Example has asked the ministry for a comment, and will print it when it comes."),
        ("people.com", "People came from all over the county to say good-bye, the vicar told the congregation."),
        ("example.com", "The town, which The Example visited in May, has no railway station."),
        ("example.org", "Example’s new telescope will look at the edge of the galaxy from next year on."),
        ("bbc.co.uk", "BBC Studios make films for the whole world."),
    ],
)
def test_news_of_the_outlet_stays(dropped, outlet: str, line: str) -> None:
    assert dropped(line, outlet=outlet) == []


def test_a_page_about_its_own_outlet_stays(dropped) -> None:
    lines = [f"Example Observatory opens its doors in {month}." for month in ("May", "June", "July", "August", "March")]
    assert dropped(*lines, outlet="exampleobservatory.edu") == []
    assert dropped(lines[0], outlet="exampleobservatory.edu") == ["any.promo.own-name"]


def test_a_page_is_never_emptied() -> None:
    page = Page("\n".join([BIO, NOTE]))
    drop_last_lines(page, None)
    assert sorted(page.decisions) == [1]


def test_without_a_paragraph_nothing_goes() -> None:
    page = Page("Thank you for reading.\nFollow us.")
    drop_last_lines(page, None)
    assert not page.decisions


def test_long_notes_go_as_well(dropped) -> None:
    assert dropped("We use cookies to improve this site. " * 50) == ["en.legal.reader-note"]


@pytest.mark.parametrize("rule", LAST_RULES, ids=lambda rule: rule.id)
def test_an_article_may_be_about_any_of_it(rule, paragraphs, page, removed) -> None:
    """The examples of the rules, put between paragraphs, are not looked at."""
    for line in rule.match:
        found = removed(page(*paragraphs[:1], line, *paragraphs[1:]))
        assert rule.id not in found.values()


def test_cleaning_again_takes_nothing(paragraphs, page) -> None:
    article = page(*paragraphs, BIO, NOTE, "Sign up for our newsletter")
    assert page(article.body).body == article.body == "\n".join(paragraphs)
