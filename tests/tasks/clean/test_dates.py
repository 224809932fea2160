import time
from datetime import UTC, datetime, timedelta

import pytest

from tasks.clean.dates import MAX_DATE_LINE, date_line
from tasks.clean.page import fold


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("Mar 16, 2024, 10:17 AM", "2024-03-16T10:17"),
        ("March 16, 2024 12:05 a.m.", "2024-03-16T00:05"),
        ("Published December 22, 2023 9:37am EST", "2023-12-22T14:37Z"),
        ("Fri 22 Dec 2023 15.21 CET", "2023-12-22T14:21Z"),
        ("2024-03-16T10:17:05Z", "2024-03-16T10:17:05Z"),
        ("2024-03-16 10:17 GMT+3", "2024-03-16T07:17Z"),
        ("Dec. 12, 2023, at 3:28 p.m. ET", "2023-12-12"),
        ("14.05.2025, 20:28 Uhr", "2025-05-14T20:28"),
        ("Stand: 5. März 2024", "2024-03-05"),
        ("Le 3 janvier 2024 à 15h30", "2024-01-03T15:30"),
        ("Publicado el 3 de enero de 2024 a las 15:30", "2024-01-03T15:30"),
        ("Publicado em 16 de março de 2024, às 10h17", "2024-03-16T10:17"),
        ("29 gennaio 2024 ( modifica il 29 gennaio 2024 | 10:22)", "2024-01-29T10:22"),
        ("16 maart 2024 om 10:17", "2024-03-16T10:17"),
        ("Publisert torsdag 16. mai 2024 - 15:30", "2024-05-16T15:30"),
        ("16 марта 2024 г., 10:17", "2024-03-16T10:17"),
        ("16 Kasım 2024 Cumartesi 10:05", "2024-11-16T10:05"),
        ("16 listopada 2024, 10:17", "2024-11-16T10:17"),
        ("16 مارس 2024 - 10:17", "2024-03-16T10:17"),
        ("١٦ آذار ٢٠٢٤", "2024-03-16"),
        ("16 مارچ 2024", "2024-03-16"),
        ("16 मार्च 2024", "2024-03-16"),
        ("2024年3月16日 10:17", "2024-03-16T10:17"),
        ("2024년 3월 16일 10:17", "2024-03-16T10:17"),
        ("Ngày 16 tháng 3 năm 2024", "2024-03-16"),
        ("02/02/2025 KL. 09:00", "2025-02-02T09:00"),
        ("25/12/2023", "2023-12-25"),
        ("12/25/2023", "2023-12-25"),
        ("March 2024", "2024-03"),
    ],
)
def test_a_date_line_names_its_moment(line: str, moment: str) -> None:
    assert date_line(fold(line)) == moment


@pytest.mark.parametrize("line", ["9/8/2015 12:15 PM PT", "Mar 16", "May 5", "Jun 31, 2024"])
def test_a_date_whose_moment_is_open_is_still_a_date(line: str) -> None:
    assert date_line(fold(line)) == ""


@pytest.mark.parametrize(
    "line",
    [
        "2024",
        "10:17",
        "May the 4th be with you",
        "The 2024 vote",
        "16 March was a Saturday",
        "3 March for science",
        "Room 12, May",
        "",
        "x" * 200 + " 16 March 2024",
    ],
)
def test_other_lines_are_no_dates(line: str) -> None:
    assert date_line(fold(line)) is None


@pytest.mark.parametrize("piece", ["1", "1.", "12:", "2024-", "may 1 ", "1 / ", "年1月", "at "])
def test_no_line_makes_it_slow(piece: str) -> None:
    began = time.process_time()
    for length in (MAX_DATE_LINE, 100_000):
        date_line((piece * 100_000)[:length])
    assert time.process_time() - began < 2


@pytest.mark.parametrize("line", ["Mar 16, 2084, 10:17 AM", "March 16, 1975", "16.03.1989"])
def test_dates_that_cannot_be_believed_are_dates_all_the_same(line: str) -> None:
    assert date_line(fold(line)) == ""


def test_tomorrow_may_be_a_time_zone() -> None:
    day = datetime.now(UTC) + timedelta(days=1)
    assert date_line(fold(f"{day:%d.%m.%Y}")) == day.date().isoformat()
