"""Of several contents of one path the newest is kept."""

import random
from typing import Any

VOCABULARY = [f"w{n}" for n in range(400)]


def text_of(seed: int) -> str:
    return " ".join(random.Random(seed).choices(VOCABULARY, k=120))


def test_the_newest_content_of_a_path_is_kept(item: Any, world: Any) -> None:
    old = item("old", text_of(1), published_at="2024-03-01", path="a.txt", read_at=1)
    new = item("new", f"{text_of(1)} corrected", published_at="2024-03-01", path="a.txt", read_at=2)
    world.load([old])
    world.load([new])
    assert world.marks["old"] == ("new", "revision", 1.0)
    assert "new" not in world.groups


def test_the_order_in_which_contents_come_does_not_matter(item: Any, new_world: Any) -> None:
    contents = [item(f"v{n}", text_of(n), path="a.txt", read_at=n) for n in (1, 2, 3)]
    for order in ([0, 1, 2], [2, 1, 0], [1, 2, 0]):
        world = new_world()
        for n in order:
            world.load([contents[n]])
        assert world.groups == {"v1": "v3", "v2": "v3"}


def test_revisions_follow_the_newest_to_what_it_is_a_copy_of(item: Any, world: Any) -> None:
    world.load([item("old", text_of(1), path="a.txt", read_at=1)])
    world.load([item("new", text_of(2), path="a.txt", read_at=2)])
    world.load([item("best", text_of(2), published_at="2024-03-01")])
    assert world.groups == {"old": "best", "new": "best"}
    assert world.marks["old"][1] == "revision"


def test_nothing_is_a_copy_of_an_old_revision(item: Any, world: Any) -> None:
    world.load([item("old", text_of(1), path="a.txt", published_at="2024-03-01"), item("copy", text_of(1))])
    assert world.groups == {"copy": "old"}
    world.load([item("new", text_of(2), path="a.txt", read_at=2)])
    assert world.groups == {"old": "new"}


def test_records_of_one_path_are_revisions_only_with_the_same_identifier(item: Any, world: Any) -> None:
    world.load([item("a1", text_of(1), path="all.jsonl", external_id="1", together=3)])
    for n in (4, 5):
        name = str(n % 3)
        world.load([item(f"a{n}", text_of(n), path="all.jsonl", external_id=name, read_at=2, together=3)])
    assert world.groups == {"a1": "a4"}
