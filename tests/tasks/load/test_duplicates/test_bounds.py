"""Inputs that could make the work grow with the square of the database."""

import random
from collections import Counter
from typing import Any

import pytest

from tasks.duplicates.matching import match
from tasks.load import duplicates_settle

VOCABULARY = [f"w{n}" for n in range(400)]
COUNT = 300


@pytest.fixture
def comparisons(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts the comparisons of texts that are made."""
    counts: Counter[str] = Counter()

    def counted(*args: Any) -> Any:
        counts["made"] += 1
        return match(*args)

    monkeypatch.setattr(duplicates_settle, "match", counted)
    return counts


def test_many_copies_of_one_body(item: Any, world: Any, comparisons: Counter[str]) -> None:
    body = " ".join(random.Random(1).choices(VOCABULARY, k=100))
    copies = [item(f"c{n:03}", body, published_at=f"2024-01-01T{n // 60:02}:{n % 60:02}") for n in range(COUNT)]
    for start in range(0, COUNT, 100):
        world.load(copies[start : start + 100])
    assert world.groups == {f"c{n:03}": "c000" for n in range(1, COUNT)}
    assert comparisons["made"] <= 2 * COUNT


def test_many_copies_that_come_from_worst_to_best(item: Any, world: Any, comparisons: Counter[str]) -> None:
    body = " ".join(random.Random(1).choices(VOCABULARY, k=100))
    copies = [
        item(f"c{n:03}", f"{body} {n}", published_at=f"2024-01-01T{n // 60:02}:{n % 60:02}") for n in range(COUNT)
    ]
    for start in range(COUNT - 100, -1, -100):
        world.load(copies[start : start + 100])
    assert world.groups == {f"c{n:03}": "c000" for n in range(1, COUNT)}
    assert comparisons["made"] <= 10 * COUNT


def test_many_issues_of_a_serial_template(item: Any, world: Any, comparisons: Counter[str]) -> None:
    chance = random.Random(2)
    words = chance.choices(VOCABULARY, k=100)
    issues = [
        item(f"i{n}", " ".join(f"{n}{m}x" if m % 10 == 3 else word for m, word in enumerate(words)))
        for n in range(COUNT)
    ]
    chance.shuffle(issues)
    for start in range(0, COUNT, 100):
        world.load(issues[start : start + 100])
    assert world.groups == {}
    assert comparisons["made"] <= 30 * COUNT


def test_a_line_that_is_on_every_page_brings_no_comparisons(item: Any, world: Any, comparisons: Counter[str]) -> None:
    chance = random.Random(3)
    line = " ".join(chance.choices(VOCABULARY, k=20))
    world.load([item(f"p{n}", " ".join([*(f"{n}w{m}" for m in range(300)), line])) for n in range(COUNT)])
    assert world.groups == {}
    assert comparisons["made"] <= COUNT
