"""A batch that lost suddenly far more than those before it is noticed; a small or differently mixed one is not."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.surges import Spread, Tally, outlet_surges, rule_surges

SYLLABLES = ("ba", "den", "ko", "lis", "mar", "no", "pe", "rus", "sa", "til")


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ((10, 1000), (20, 100)),  # 1 % → 20 %
        ((400, 1000), (150, 200)),  # 40 % → 75 %
        ((0, 200), (25, 100)),  # a rule that never touched this outlet
        ((0, 200), (100, 100)),
    ],
)
def test_a_rule_that_touches_far_more_articles_of_an_outlet_is_noticed(before, now) -> None:
    [surge] = rule_surges({("r", "A"): Tally(before[0], now[0])}, {"A": Tally(before[1], now[1])})
    assert (surge.kind, surge.name, surge.articles, surge.now) == ("rule", "r", now[1], now[0] / now[1])


def test_the_shares_are_those_of_the_batch_and_of_the_same_outlets_before() -> None:
    touched = {("r", "A"): Tally(0, 45), ("r", "B"): Tally(50, 6)}
    articles = {"A": Tally(999, 90), "B": Tally(99, 10), "new": Tally(0, 500)}
    [surge] = rule_surges(touched, articles)
    assert surge.articles == 100
    assert surge.now == 0.51
    assert surge.before == pytest.approx((90 * 0.5 / 1000 + 10 * 50.5 / 100) / 100)


@pytest.mark.parametrize(
    ("touched", "articles"),
    [
        ({("r", "A"): Tally(0, 19)}, {"A": Tally(1000, 100)}),  # fewer than 20 touched
        ({("r", "A"): Tally(0, 30)}, {"A": Tally(1000, 49)}),  # fewer than 50 articles
        ({("r", "A"): Tally(0, 90)}, {"A": Tally(29, 100)}),  # little is known of the outlet
        ({("r", "A"): Tally(0, 90)}, {"A": Tally(0, 100)}),  # nothing is known of it
        ({("r", "A"): Tally(0, 25)}, {"A": Tally(30, 5000)}),  # half a per cent
        ({("r", "A"): Tally(300, 60)}, {"A": Tally(1000, 100)}),  # 30 % → 60 %: odds of 3.5 times
        # Another mixture: the rule is frequent in B, as it always was.
        (
            {("r", "A"): Tally(10, 1), ("r", "B"): Tally(45, 180)},
            {"A": Tally(1000, 10), "B": Tally(50, 200)},
        ),
    ],
)
def test_small_numbers_new_outlets_and_another_mixture_cry_no_wolf(touched, articles) -> None:
    assert rule_surges(touched, articles) == ()


@given(st.floats(0.0, 1.0), st.integers(0, 2**32))
def test_chance_alone_is_no_surge(rate, seed) -> None:
    chance = random.Random(seed)
    hits = [chance.random() < rate for _ in range(500)]
    assert rule_surges({("r", "A"): Tally(sum(hits[:300]), sum(hits[300:]))}, {"A": Tally(300, 200)}) == ()


def spread(*parts: float) -> Spread:
    return Spread(len(parts), sum(parts), sum(part * part for part in parts))


def test_an_outlet_whose_articles_lose_far_more_is_noticed() -> None:
    [surge] = outlet_surges({"A": spread(*[0.1, 0.14] * 20)}, {"A": spread(*[0.3, 0.4] * 20), "B": spread(*[1.0] * 90)})
    assert (surge.kind, surge.name, surge.articles) == ("outlet", "A", 40)
    assert (surge.before, surge.now) == (pytest.approx(0.12), pytest.approx(0.35))


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ([0.1, 0.14] * 20, [0.3, 0.4] * 14),  # fewer than 30 articles
        ([0.1, 0.14] * 14, [0.3, 0.4] * 20),
        ([0.1, 0.14] * 20, [0.2, 0.2] * 20),  # 8 points
        ([0.6, 0.64] * 20, [0.8, 0.8] * 20),  # not 1.5 times
        ([0.0, 0.0, 0.0, 0.4] * 10, [0.0, 0.0, 0.6, 0.6] * 10),  # such articles vary that much
    ],
)
def test_an_outlet_that_varies_is_none(before, now) -> None:
    assert outlet_surges({"A": spread(*before)}, {"A": spread(*now)}) == ()


def story(number: int, more: str) -> str:
    chance = random.Random(number)
    words = ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(60)]
    return f"{' '.join(words[:30]).capitalize()}.\n\n{more}\n\n{' '.join(words[30:]).capitalize()}."


def test_ingest_warns_when_a_rule_suddenly_removes_far_more(copydesk, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("COPYDESK_DATABASE_URL", f"sqlite:///{tmp_path / 'surge.db'}")

    def ingest(first: int, count: int, every: int, *options: str):
        rows = [
            {"text": story(n, "Share this story on Facebook" if n % every == 0 else ""), "outlet": "Example Times"}
            for n in range(first, first + count)
        ]
        file = tmp_path / f"{first}.jsonl"
        file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        return copydesk("ingest", file, "--direct", "--workers", 0, *options)

    assert ingest(0, 100, 50, "--json").data["warnings"] == []
    assert ingest(100, 60, 50, "--json").data["warnings"] == []
    [warning] = ingest(200, 60, 2, "--json").data["warnings"]
    assert (warning["kind"], warning["articles"], warning["now"]) == ("rule", 60, 0.5)
    out = ingest(300, 60, 1).out
    assert f"  Rule {warning['name']} took something out of 100 % of the articles, 16 % of" in out
    assert f"    Look:  copydesk removed --rule {warning['name']} --batch 4\n" in out
    assert copydesk("removed", "--rule", warning["name"], "--batch", 4, "--json").data["total"] == 60
