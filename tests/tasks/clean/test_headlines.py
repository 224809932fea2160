import pytest

from tasks.records import HeadlineSource

HEADLINE = "Storm closes harbour and tears boats from their moorings"


def test_the_record_s_headline_wins_and_its_line_goes(page, paragraphs) -> None:
    done = page("Storm closes Harbour, and tears boats from their moorings", *paragraphs, headline=HEADLINE)
    assert done.headline == HEADLINE
    assert done.body == "\n".join(paragraphs)


def test_a_repeated_line_near_the_top_is_the_headline(page, paragraphs) -> None:
    done = page(HEADLINE, "By Jane Roe", HEADLINE, *paragraphs)
    assert (done.headline, done.headline_source) == (HEADLINE, HeadlineSource.REPEATED_LINE)
    assert done.byline == "Jane Roe"
    assert done.body == "\n".join(paragraphs)


def test_a_first_line_that_is_no_prose_is_the_headline(page, paragraphs) -> None:
    done = page(HEADLINE, *paragraphs)
    assert (done.headline, done.headline_source) == (HEADLINE, HeadlineSource.FIRST_LINE)


@pytest.mark.parametrize(
    "first",
    [
        "At a glance",  # says nothing that the text takes up
        "The next election of the golf club committee",
        "Fishermen asked for money and a breakwater.",  # ends as a sentence
        "Boats torn, harbour closed, nobody hurt:",  # announces what follows
        "- Boats were torn from their moorings",  # an item
        "Boats",
    ],
)
def test_other_first_lines_stay(page, paragraphs, first: str) -> None:
    done = page(first, *paragraphs)
    assert (done.headline, done.headline_source) == (None, HeadlineSource.NONE)
    assert done.body.startswith(first)


def test_no_headline_is_made_from_the_lead_or_the_file_name(page, paragraphs) -> None:
    done = page(*paragraphs)
    assert done.headline is None
    assert done.spans == ()


ADDRESS = "https://example.org/news/storm-closes-harbour-tears-boats-moorings-12345"
DECK = "Two fishing boats will have to be lifted by a crane"


def test_the_address_tells_the_headline_from_its_neighbours(page, paragraphs) -> None:
    done = page("Harbour news from the coast", HEADLINE, DECK, *paragraphs, url=ADDRESS)
    assert done.headline == HEADLINE


def test_a_single_line_that_is_strange_to_the_address_stays(page, paragraphs) -> None:
    done = page(DECK, *paragraphs, url=ADDRESS)
    assert done.headline is None
    assert done.body == "\n".join([DECK, *paragraphs])


def test_without_an_address_the_deck_goes_with_the_headline(page, removed, paragraphs) -> None:
    done = page(HEADLINE, DECK, *paragraphs)
    assert done.headline == HEADLINE
    assert removed(done)[DECK] == "headline.deck"


def test_an_address_that_is_no_address_does_no_harm(page, paragraphs) -> None:
    assert page(HEADLINE, *paragraphs, url="http://[broken/path-of-many-words-here").headline == HEADLINE
