"""The same articles give the same marks, whatever came first and together."""

import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.duplicates import Story, match, postings
from tasks.duplicates.rank import rank
from tasks.duplicates.sketch import STRONG, promising

VOCABULARY = [f"w{n}" for n in range(400)]
DATES = (None, "2024-01-01", "2024-01-02T10:00")
SLOW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def corpus(seed: int, count: int, item: Callable[..., Any]) -> list[Any]:
    """Families of copies (cut, edited, with a tail), serial templates and articles that stand alone."""
    chance = random.Random(seed)
    bodies: list[str] = []
    while len(bodies) < count:
        base = chance.choices(VOCABULARY, k=chance.randint(30, 160))
        template = chance.random() < 0.2
        bodies += [
            " ".join(numbered(base, chance) if template else copied(base, chance))
            for _ in range(chance.choice([1, 1, 2, 3, 5, 12]))
        ]
    return [
        item(
            name=f"a{n}",
            body=body,
            headline=f"headline {chance.randint(0, 5)}",
            outlet=chance.choice(["example.org", "example.com", None]),
            published_at=chance.choice(DATES),
        )
        for n, body in enumerate(bodies)
    ]


def copied(words: Sequence[str], chance: random.Random) -> list[str]:
    """A copy: whole, cut, with a tail, or with every twentieth word changed."""
    how = chance.randrange(4)
    if how == 0:
        return list(words[: max(20, int(len(words) * chance.choice([0.3, 0.5, 0.8])))])
    if how == 1:
        return [*words, *chance.choices(VOCABULARY, k=20)]
    return [chance.choice(VOCABULARY) if how == 2 and chance.random() < 0.05 else word for word in words]


def numbered(words: Sequence[str], chance: random.Random) -> list[str]:
    """An issue of a serial template."""
    return [f"{chance.randint(0, 99)}x" if n % 9 == 5 else word for n, word in enumerate(words)]


def load_in_parts(world: Any, items: Sequence[Any], chance: random.Random) -> Any:
    start = 0
    while start < len(items):
        size = chance.choice([1, 2, 7, 30, 200])
        world.load(items[start : start + size])
        start += size
    return world.marks


@SLOW
@given(seed=st.integers(0, 10**6), reach=st.sampled_from([1, 2, 8]), count=st.sampled_from([15, 40, 60]))
def test_any_order_and_any_split_gives_the_same_marks(
    seed: int, reach: int, count: int, item: Any, new_world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings, "REACH", reach)
    chance, items = random.Random(seed), corpus(seed, count, item)
    found = [load_in_parts(new_world(), chance.sample(items, len(items)), chance) for _ in range(3)]
    assert found[0] == found[1] == found[2]


@SLOW
@given(seed=st.integers(0, 10**6))
def test_what_changed_leaves_no_trace(seed: int, item: Any, new_world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "REACH", 2)
    chance, items = random.Random(seed), corpus(seed, 30, item)
    changed = [item(**{**vars(one), "body": chance.choice(items).body}) for one in chance.sample(items, 5)]
    last = {one.name: one for one in [*items, *changed]}
    world = new_world()
    load_in_parts(world, items, chance)
    world.change(changed)
    fresh = new_world()
    fresh.load(list(last.values()))
    assert world.marks == fresh.marks


@SLOW
@given(seed=st.integers(0, 10**6), count=st.sampled_from([5, 20, 60]))
def test_marks_are_those_of_the_definition(
    seed: int, count: int, item: Any, new_world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings, "REACH", 1000)
    items = corpus(seed, count, item)
    world = new_world()
    world.load(items)
    assert world.groups == greedy(items)


def greedy(items: Sequence[Any]) -> dict[str, str]:
    """From best to worst, an article is kept unless it matches a better one that is kept."""
    ordered = sorted(((rank(one.article), one.name, one.article) for one in items), key=lambda row: row[0])
    kept: dict[str, Any] = {}
    duplicates: dict[str, str] = {}
    for place, (_, name, article) in enumerate(ordered):
        near = [row for row in ordered[:place] if related(row[2].sketch, article.sketch)]
        targets = {duplicates.get(row[1], row[1]) for row in near}
        found = next((other for other in kept if other in targets and matches(kept[other], article)), None)
        if found is None:
            kept[name] = article
        else:
            duplicates[name] = found
    return duplicates


def related(a: Sequence[int], b: Sequence[int]) -> bool:
    return sum(2 if value >= STRONG else 1 for value in set(a) & set(b)) >= postings.ENOUGH


def matches(a: Any, b: Any) -> bool:
    stories = [Story(one.body, one.headline_key, one.outlet, one.published_at) for one in (a, b)]
    return promising(a.sketch, b.sketch) and match(*stories) is not None


def test_a_better_copy_that_comes_late_is_kept(item: Any, world: Any) -> None:
    body = " ".join(random.Random(1).choices(VOCABULARY, k=120))
    world.load(
        [item("late", body, published_at="2024-03-18"), item("later", f"{body} more", published_at="2024-03-19")]
    )
    assert world.groups == {"later": "late"}
    counts = world.load([item("first", f"{body} and more", published_at="2024-03-17")])
    assert world.groups == {"late": "first", "later": "first"}
    assert (counts.marked, counts.released, counts.moved) == (1, 0, 1)


def test_a_group_is_not_a_chain(item: Any, world: Any) -> None:
    """The second matches the first and the third the second, but not the first: the third is kept."""
    words = random.Random(2).choices(VOCABULARY, k=300)
    world.load(
        [
            item("one", " ".join(words[:200]), published_at="2024-03-01"),
            item("two", " ".join([*words[:200], *words[200:220]]), published_at="2024-03-02"),
            item("three", " ".join(words[130:]), published_at="2024-03-03"),
        ]
    )
    assert world.groups == {"two": "one"}


def test_the_same_chunk_again_changes_nothing(item: Any, world: Any) -> None:
    items = corpus(5, 40, item)
    world.load(items)
    before = world.marks
    assert world.change(items) == (0, 0, 0)
    assert world.marks == before
