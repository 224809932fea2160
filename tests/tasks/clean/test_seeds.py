"""The cells of the seeds' table that the cleaner decides."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from tasks.clean import clean
from tasks.read.normalise import normalise
from tasks.records import Article, Document, HeadlineSource, body_of, text_of

SEEDS = Path(__file__).parents[3] / "seeds"

# Per file, the number of each line that is removed, from 1 and blank lines included, with its category.
REMOVED = {
    "000": {8: "duplicate", 9: "duplicate"},
    "001": {1: "standfirst", 26: "credit"},
    "002": {
        **{1: "date", 3: "headline", 5: "headline", 7: "dateline", 76: "credit", 78: "identifier"},
        **{81: "comment-form", 83: "comment-form", 84: "captcha"},
    },
    "003": {1: "headline"},
    "004": {1: "media", 3: "media", **dict.fromkeys(range(9, 24, 2), "related"), 55: "credit"},
}
COLUMNS = {
    "000": {},
    "001": {"outlet": "The Palestine Chronicle"},
    "002": {
        "headline": "Resistance shatters Netanyahu’s “total victory” dream",
        "headline_source": HeadlineSource.REPEATED_LINE,
        "outlet": "Mehr News Agency",
        "original_source": "Tehran Times",
        "published_at": "2024-03-16T10:17",
        "dateline": "TEHRAN",
        "external_id": "213066",
    },
    "003": {
        "headline": "US says Hamas far from beaten despite mass casualties, destruction",
        "headline_source": HeadlineSource.FIRST_LINE,
    },
    "004": {"original_source": "Al Jazeera"},
}
NOTHING = {
    "headline": None,
    "headline_source": HeadlineSource.NONE,
    "outlet": None,
    "original_source": None,
    "published_at": None,
    "dateline": None,
    "external_id": None,
    "byline": None,
}


@cache
def article(number: str) -> Article:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    text = normalise(path.read_text(encoding="utf-8"))
    return clean(Document(path.name, 0, text, "0" * 64, "text/plain", "utf-8"))


@pytest.mark.parametrize("number", REMOVED)
def test_exactly_the_expected_lines_are_removed(number: str) -> None:
    done = article(number)
    text = done.document.text
    found = {}
    for span in done.spans:
        line = text.count("\n", 0, span.start + len(span.text) - len(span.text.lstrip("\n"))) + 1
        found[line] = str(span.category)
    assert found == REMOVED[number]


@pytest.mark.parametrize("number", REMOVED)
def test_every_other_line_stays_word_for_word(number: str) -> None:
    done = article(number)
    lines = done.document.text.split("\n")
    if number == "002":
        lines[6] = lines[6].removeprefix("TEHRAN, Mar. 16 (MNA) – ")
    whole = {line for line, category in REMOVED[number].items() if category != "dateline"}
    kept = [line for place, line in enumerate(lines, 1) if line and place not in whole]
    assert [line for line in done.body.split("\n") if line] == kept


@pytest.mark.parametrize("number", REMOVED)
def test_columns(number: str) -> None:
    done = article(number)
    expected = {**NOTHING, **COLUMNS[number]}
    assert {name: getattr(done, name) for name in expected} == expected


@pytest.mark.parametrize("number", REMOVED)
def test_text_is_body_and_spans_and_the_body_is_clean(number: str) -> None:
    done = article(number)
    assert body_of(done.document.text, done.spans) == done.body
    assert text_of(done.body, done.spans) == done.document.text
    assert "\n\n\n" not in done.body
    assert done.body == done.body.strip("\n")
    assert clean(replace(done.document, text=done.body)).spans == ()


def test_the_dateline_is_cut_exactly() -> None:
    (span,) = [span for span in article("002").spans if span.category == "dateline"]
    assert span.text == "TEHRAN, Mar. 16 (MNA) – "
    assert article("002").body.startswith("Israel has been making desperate attempts")
