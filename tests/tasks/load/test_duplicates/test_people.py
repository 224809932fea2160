"""What people decide stands above the automatic answer, and stays."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from schema.plumbing import fingerprints
from schema.tables import articles

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


def test_an_article_is_not_joined_to_itself(copies: Any) -> None:
    with pytest.raises(ValueError, match="itself"):
        copies.join("other", "other")


def test_an_article_that_was_deleted_without_a_word_is_passed_over(item: Any, copies: Any) -> None:
    copies.connection.execute(update(articles).values(duplicate_of=None))
    for table, column in ((fingerprints, "article_id"), (articles, "id")):
        copies.connection.execute(delete(table).where(table.c[column] == copies.ids["copy1"]))
    del copies.ids["copy1"]
    copies.load([item("copy4", text_of(1), published_at="2024-03-04")])
    assert copies.groups["copy4"] == "copy2"


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_decisions_hold_whatever_comes_before_or_after_them(seed: int, item: Any, new_world: Any) -> None:
    chance = random.Random(seed)
    items = [
        item(f"a{n}", f"{text_of(n % 6)} {n}", published_at=f"2024-03-{1 + n % 28:02}", path=f"p{n % 15}", read_at=n)
        for n in range(20)
    ]
    names = [one.name for one in items]
    alone, (a, b, c, d) = set(names[:2]), chance.sample(names[2:], 4)
    found = []
    for _ in range(3):
        world, waiting = new_world(), [(a, b), (c, d), *((name,) for name in alone)]
        chance.shuffle(waiting)
        for one in chance.sample(items, len(items)):
            world.load([one])
            for decision in [some for some in waiting if world.ids.keys() >= set(some) and chance.random() < 0.4]:
                (world.split if len(decision) == 1 else world.join)(*decision)
                waiting.remove(decision)
        for decision in waiting:
            (world.split if len(decision) == 1 else world.join)(*decision)
        found.append(world.marks)
    assert found[0] == found[1] == found[2]
