"""What people decide stands above the automatic answer, and stays."""

import random
from typing import Any

import pytest

VOCABULARY = [f"w{n}" for n in range(400)]


def text_of(seed: int) -> str:
    return " ".join(random.Random(seed).choices(VOCABULARY, k=120))


@pytest.fixture
def copies(item: Any, world: Any) -> Any:
    """Three copies of one article, the first the best, and one other article."""
    body = text_of(1)
    world.load([item(f"copy{n}", f"{body} {n * 'more '}", published_at=f"2024-03-0{n}") for n in (1, 2, 3)])
    world.load([item("other", text_of(2), published_at="2024-03-05")])
    assert world.groups == {"copy2": "copy1", "copy3": "copy1"}
    return world


def test_a_split_copy_stands_alone(copies: Any) -> None:
    copies.split("copy3")
    assert copies.groups == {"copy2": "copy1"}


def test_what_was_marked_as_a_copy_of_a_split_article_finds_another(copies: Any) -> None:
    copies.split("copy1")
    assert copies.groups == {"copy3": "copy2"}


def test_a_split_article_takes_no_new_copies_and_is_none(item: Any, copies: Any) -> None:
    copies.split("copy1")
    copies.load([item("copy0", text_of(1), published_at="2024-02-01")])
    assert copies.groups == {"copy2": "copy0", "copy3": "copy0"}


def test_joined_articles_are_one_though_the_texts_differ(copies: Any) -> None:
    copies.join("other", "copy1")
    assert copies.groups == {"copy2": "copy1", "copy3": "copy1", "other": "copy1"}
    assert copies.marks["other"] == ("copy1", "near", 0.0)


def test_a_joined_article_goes_where_its_head_goes(item: Any, copies: Any) -> None:
    copies.join("copy2", "other")
    assert copies.groups["other"] == "copy1"
    copies.load([item("copy0", text_of(1), published_at="2024-02-01")])
    assert set(copies.groups.values()) == {"copy0"}
    assert set(copies.groups) == {"copy1", "copy2", "copy3", "other"}


def test_the_last_decision_stands(copies: Any) -> None:
    copies.join("other", "copy1")
    copies.split("other")
    assert "other" not in copies.groups
    copies.split("copy2")
    copies.join("copy2", "copy1")
    assert copies.groups == {"copy2": "copy1", "copy3": "copy1"}


def test_joining_joins_all_that_were_joined(copies: Any, item: Any) -> None:
    copies.load(
        [item("third", text_of(3), published_at="2024-03-06"), item("fourth", text_of(4), published_at="2024-03-07")]
    )
    copies.join("third", "fourth")
    copies.join("fourth", "other")
    assert {name: copies.groups.get(name) for name in ("other", "third", "fourth")} == {
        "other": None,
        "third": "other",
        "fourth": "other",
    }
    copies.split("third")
    assert {name: copies.groups.get(name) for name in ("third", "fourth")} == {"third": None, "fourth": "other"}


def test_decisions_survive_another_cleaning(item: Any, copies: Any) -> None:
    copies.split("copy3")
    copies.join("other", "copy1")
    copies.change(
        [
            item("copy3", f"{text_of(1)} cleaned", published_at="2024-03-03"),
            item("other", f"{text_of(2)} cleaned", published_at="2024-03-05"),
            item("copy1", f"{text_of(1)} cleaned", published_at="2024-03-01"),
        ]
    )
    assert copies.groups == {"copy2": "copy1", "other": "copy1"}
