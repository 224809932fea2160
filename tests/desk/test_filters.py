"""Dates as people write them, compared as text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.filters import FilterError, Filters


@pytest.mark.parametrize(
    ("until", "before"),
    [
        ("2024", "2025"),
        ("2024-03", "2024-04"),
        ("2024-12", "2025-01"),
        ("2024-02-29", "2024-03-01"),
        ("2024-12-31", "2025-01-01"),
    ],
)
def test_the_last_date_is_counted_in(until: str, before: str) -> None:
    assert Filters(until=until).before() == before


@pytest.mark.parametrize(
    "written", ["yesterday", "2024-13", "2023-02-29", "24", "2024-3", "0000", "9999-12-31", "٢٠٢٤-٠٣", ""]
)
@pytest.mark.parametrize("option", ["since", "until"])
def test_a_date_that_would_find_nothing_is_refused(option: str, written: str) -> None:
    with pytest.raises(FilterError, match=f"--{option}"):
        Filters(**{option: written})


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(9998, 12, 31)))
def test_a_day_ends_before_the_first_date_after_it(day: date) -> None:
    before = Filters(until=str(day)).before()
    assert before is not None
    assert str(day) < before
    assert f"{day}T23:59:59Z" < before


def test_only_filters_that_ask_for_something_count() -> None:
    assert not Filters()
    assert Filters(translated=True)
