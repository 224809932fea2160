import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tasks.duplicates.headlines
from tasks.duplicates import headline_key
from tasks.duplicates.headlines import strip_affixes

DATA = tomllib.loads((Path(tasks.duplicates.headlines.__file__).parent / "data" / "affixes.toml").read_text("utf-8"))
GROUPS = [group for kind in ("wire", "label", "outlet") for group in DATA[kind]]


@pytest.mark.parametrize(("headline", "plain"), [pair for group in GROUPS for pair in group["examples"]])
def test_affixes_are_taken_off(headline: str, plain: str) -> None:
    assert strip_affixes(headline, None) == plain
    assert headline_key(headline, None) == headline_key(plain, None)


@pytest.mark.parametrize("headline", [line for group in GROUPS for line in group["near_misses"]])
def test_words_of_the_headline_stay(headline: str) -> None:
    assert strip_affixes(headline, None) == headline


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.get("language", "names"))
def test_every_group_has_examples_and_near_misses(group: dict[str, object]) -> None:
    assert group["examples"]
    assert group["near_misses"]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Council votes ‘no’ – again", "COUNCIL VOTES 'NO' - AGAIN"),
        ("  Council   votes no. ", "Council votes no"),
        ("Élections à Paris", "Elections a Paris"),
        ("Türkiye'de ısı artıyor", "TÜRKİYE’DE ISI ARTIYOR"),
        ("أخبار إيران", "اخبار ايران"),
        ("Ёлка в Москве", "Елка в Москве"),
        ("Iran’s output up", "Iran s output up"),
        ("Größe zählt", "GRÖSSE ZÄHLT"),
    ],
)
def test_one_headline_has_one_key(a: str, b: str) -> None:
    assert headline_key(a, None) == headline_key(b, None)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Toll rises to 31", "Toll rises to 34"),
        ("Inflation at 8.2", "Inflation at 8 4"),
        ("हिंदी में खबर", "हिंद में खबर"),
        ("Мой край", "Мои край"),
    ],
)
def test_different_headlines_have_different_keys(a: str, b: str) -> None:
    assert headline_key(a, None) != headline_key(b, None)


@pytest.mark.parametrize(
    ("headline", "outlet"),
    [
        ("Rescuers reach the village | Valley Bugle", "Valley Bugle"),
        ("Rescuers reach the village - Bugle Online", "www.bugle.example.co.uk"),
        ("Rescuers reach the village – The Bugle of the Valley", "The Bugle of the Valley"),
    ],
)
def test_the_articles_own_outlet_is_taken_off(headline: str, outlet: str) -> None:
    assert headline_key(headline, outlet) == "rescuers reach the village"


@pytest.mark.parametrize("headline", ["", " – ", "!!!", "…"])
def test_a_headline_without_words_has_no_key(headline: str) -> None:
    assert headline_key(headline, "example.org") is None


@given(st.text(), st.none() | st.text())
def test_a_key_is_stable(headline: str, outlet: str | None) -> None:
    key = headline_key(headline, outlet)
    assert key is None or key == " ".join(key.split()) != ""


@pytest.mark.parametrize("unit", ["a", "| ", " - ", "[", "UPDATE ", "1.", "a.", "Live: ", "(video)", "\u0301", "_"])
def test_a_headline_of_any_length_takes_no_time(unit: str) -> None:
    began = time.process_time()
    headline_key(unit * 100_000, "www." + unit * 1000)
    assert time.process_time() - began < 2
