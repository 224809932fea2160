from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.read.dates import published


@pytest.mark.parametrize(
    ("stated", "stored"),
    [
        ("2024-03-16", "2024-03-16"),
        ("20240316", "2024-03-16"),
        ("2024/03/16", "2024-03-16"),
        ("2024-03-16 10:17", "2024-03-16T10:17"),
        ("2024-03-16T10:17:05", "2024-03-16T10:17:05"),
        ("2024-03-16T10:17:05.123456Z", "2024-03-16T10:17:05Z"),
        ("2024-03-16T23:17:05+0530", "2024-03-16T17:47:05Z"),
        ("2024-08-05 00:59:59+02:00", "2024-08-04T22:59:59Z"),
        ("Sat, 16 Mar 2024 10:17:00 GMT", "2024-03-16T10:17:00Z"),
        ("16.03.2024 10:17", "2024-03-16T10:17"),
        ("16/03/2024", "2024-03-16"),
        ("03/16/2024", "2024-03-16"),
        ("March 16, 2024", "2024-03-16"),
        ("16 mars 2024", "2024-03-16"),
        ("16 марта 2024", "2024-03-16"),
        ("2024年3月16日", "2024-03-16"),
        ("١٦ مارس ٢٠٢٤", "2024-03-16"),
        (1710584225, "2024-03-16T10:17:05Z"),
        (1710584225000.0, "2024-03-16T10:17:05Z"),
        ("1710584225", "2024-03-16T10:17:05Z"),
    ],
)
def test_forms(stated: object, stored: str) -> None:
    assert published(stated) == stored


@pytest.mark.parametrize(
    "stated",
    [
        *(
            None,
            "",
            " ",
            True,
            [],
            {},
            "03/04/2024",
            "2 hours ago",
            "yesterday",
            "March 2024",
            "2024",
            "16 March",
            "n/a",
        ),
        *("1989-12-31", "1970-01-01T00:00:00Z", 0, -1, "2999-01-01", "2024-13-45", float("nan"), float("inf"), 10**30),
        *("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "2024-02-30", "x" * 100_000, "1" * 100_000),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_date_or_not_believed(stated: object) -> None:
    assert published(stated) is None


def test_tomorrow_is_believed_and_next_week_is_not() -> None:
    now = datetime.now(UTC)
    assert published((now + timedelta(days=1)).date().isoformat())
    assert published((now + timedelta(days=7)).date().isoformat()) is None


@settings(deadline=None)
@given(st.one_of(st.text(st.sampled_from("0123456789-/.:TZ +GMT,"), max_size=40), st.floats(), st.integers()))
def test_any_input_gives_a_date_in_range_or_none(stated: object) -> None:
    found = published(stated)
    assert found is None or "1990" <= found[:4] <= str(datetime.now(UTC).year + 1)
