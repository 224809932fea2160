"""Confidence follows the measured points and never falls."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.language.calibration import calibrated, load_calibration, log_odds, share_at

POINTS = [(0.0, 0.5), (2.0, 0.7), (4.0, 0.9)]


@pytest.mark.parametrize(("odds", "share"), [(-1, 0.5), (0, 0.5), (1, 0.6), (2, 0.7), (3, 0.8), (4, 0.9), (9, 0.9)])
def test_share_lies_on_the_line_between_points(odds: float, share: float) -> None:
    assert share_at(odds, POINTS) == pytest.approx(share)


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_probable_is_never_less_sure(one: float, other: float) -> None:
    for characters in (10, 500):
        low, high = calibrated(min(one, other), characters), calibrated(max(one, other), characters)
        assert 0 < low <= high < 1


def test_two_words_are_less_sure_than_a_sentence() -> None:
    assert calibrated(0.97, 15) < calibrated(0.97, 150)


@pytest.mark.parametrize("name", ["short", "long"])
def test_points_are_in_order(name: str) -> None:
    points = load_calibration()[name]
    assert points == sorted(points)
    assert [share for _, share in points] == sorted(share for _, share in points)


@given(st.floats(1e-5, 1 - 1e-5))
def test_log_odds(probability: float) -> None:
    assert log_odds(probability) == pytest.approx(-log_odds(1 - probability), abs=1e-6)
