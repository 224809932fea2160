import random
from dataclasses import replace

import pytest

from tasks.duplicates import fingerprint
from tasks.duplicates.rank import days_apart, rank
from tasks.records import Article, Document


def article(body: str, published_at: str | None = None, path: str = "a.txt") -> Article:
    document = Document(path, 0, body, path, "text/plain", "utf-8")
    return fingerprint(Article(document, body, published_at=published_at))


def test_the_earliest_then_the_longest_is_best_and_an_unknown_date_last() -> None:
    best_to_worst = [
        article("short", "2024-03-16"),
        article("a longer body", "2024-03-16T00:00:01"),
        article("a shorter one", "2024-03-16T10:17"),
        article("short", "2024-03-16T10:17:05Z"),
        article("the longest body of all", None),
        article("no date", None),
    ]
    shuffled = random.Random(1).sample(best_to_worst, len(best_to_worst))
    assert sorted(shuffled, key=rank) == best_to_worst


def test_equal_bodies_are_ranked_by_where_they_come_from() -> None:
    a, b = article("same", path="a.txt"), article("same", path="b.txt")
    assert rank(a) != rank(b)
    assert rank(a) == rank(replace(a, headline="Other headline"))


@pytest.mark.parametrize(
    "date", ["yesterday", "2024-13-40", "", "2024", "0001-01-01", "9999-12-31T99:99:99", "1850-01-01"]
)
def test_any_date_gives_a_rank_of_two_times_64_bits(date: str) -> None:
    assert all(0 <= part < 1 << 64 for part in rank(article("body", date)))


@pytest.mark.parametrize(
    ("a", "b", "days"),
    [
        ("2024-02-28", "2024-03-01T10:00:00Z", 2),
        ("2024-03-01T23:59", "2024-03-01", 0),
        ("2024-03-01", None, None),
        ("soon", "2024-03-01", None),
    ],
)
def test_days_apart(a: str, b: str | None, days: int | None) -> None:
    assert days_apart(a, b) == days_apart(b, a) == days
