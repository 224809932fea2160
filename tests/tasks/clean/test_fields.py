import pytest

from tasks.clean.fields import Fields, is_name, outlet_of
from tasks.records import Document


@pytest.mark.parametrize(
    "name",
    [
        "Jane Roe",
        "Jane van der Roe and John Doe",
        "The Palestine Chronicle",
        "María de la Cruz",
        "محمد مثال",
        "山田太郎",
    ],
)
def test_names(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "text",
    ["then it was too late", "The river rose", "", "- jane", "One Two Three Four Five Six Seven Eight Nine"],
)
def test_other_words_are_no_names(text: str) -> None:
    assert not is_name(text)


def test_the_first_line_that_names_a_column_decides() -> None:
    fields = Fields()
    fields.fill("byline", None)
    fields.fill("byline", "Jane Roe")
    fields.fill("byline", "John Doe")
    assert fields.byline == "Jane Roe"


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://www.example.org/a/b", "example.org"),
        ("https://news.example.org:8080/a", "news.example.org"),
        ("/a/b", None),
        ("http://[broken", None),
        (None, None),
    ],
)
def test_the_outlet_is_the_host_of_the_address(url: str | None, outlet: str | None) -> None:
    assert outlet_of(Document("a.txt", 0, "", "", "text/plain", "utf-8", url=url)) == outlet
