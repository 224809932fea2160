import time

import pytest

from tasks.clean.datelines import agency_name, find_dateline


@pytest.mark.parametrize(
    ("dateline", "place", "agency"),
    [
        ("TEHRAN, Mar. 16 (MNA) – ", "TEHRAN", "Mehr News Agency"),
        ("WASHINGTON (AP) — ", "WASHINGTON", "Associated Press"),
        ("DUBAI, United Arab Emirates (AP) — ", "DUBAI, United Arab Emirates", "Associated Press"),
        ("PARIS, March 3, 2024 (AFP) - ", "PARIS", "Agence France-Presse"),
        ("(Reuters) - ", None, "Reuters"),
        ("CNN — ", None, "CNN"),
        ("LONDON — ", "LONDON", None),
        ("NEW DELHI: ", "NEW DELHI", None),
        ("Berlin/München (dpa/AFP) – ", "Berlin/München", "dpa"),
        ("Madrid, 16 mar (EFE).- ", "Madrid", "EFE"),
        ("(ANSA) - ROMA, 16 MAR - ", "ROMA", "ANSA"),
        ("İSTANBUL (AA) - ", "İSTANBUL", "Anadolu Agency"),
        ("МОСКВА, 16 мар — РИА Новости. ", "МОСКВА", "RIA Novosti"),
        ("МОСКВА, 16 марта. /ТАСС/. ", "МОСКВА", "TASS"),
        ("القاهرة (رويترز) - ", "القاهرة", "Reuters"),
        ("الرياض 16 مارس (واس) -- ", "الرياض", "Saudi Press Agency"),
        ("القاهرة - رويترز - ", "القاهرة", "Reuters"),
        ("新华社北京3月16日电（记者张三）", "北京", "Xinhua"),
        ("【北京＝共同】", "北京", "Kyodo News"),
        ("[ワシントン 16日 ロイター] - ", "ワシントン", "Reuters"),
    ],
)
def test_the_dateline_is_taken_exactly(dateline: str, place: str | None, agency: str | None) -> None:
    found = find_dateline(dateline + "Ministers met again on Monday to talk about the harvest.")
    assert found is not None
    assert (found.length, found.place, found.agency) == (len(dateline), place, agency)


def test_a_year_in_the_dateline_gives_the_day() -> None:
    found = find_dateline("PARIS, March 3, 2024 (AFP) - Ministers met.")
    assert found is not None
    assert found.published_at == "2024-03-03"


@pytest.mark.parametrize(
    "line",
    [
        "John Smith (Labour) – the member for the north – said so.",
        "Ministers met (again) - and parted.",
        "UPDATE — The bridge is open.",
        "PRISON: The bridge is closed.",
        "某国总理将出席争议地点的寺庙奠基仪式新德里（美联社）—某国总理周三出席仪式。",
        "Mr Smith (AP) said so to us - and left.",
        "The talks, which began in May – the warmest on record – go on.",
        "“LONDON — a city” is the title of the film.",
    ],
)
def test_sentences_are_no_datelines(line: str) -> None:
    assert find_dateline(line) is None


def test_agencies_are_known_by_any_of_their_marks() -> None:
    assert agency_name("MNA") == agency_name("Mehr") == "Mehr News Agency"
    assert agency_name("د.ب.أ") == agency_name("dpa") == "dpa"
    assert agency_name("Example") is None


@pytest.mark.parametrize("piece", ["A", "Aa, ", "A (", "(A", "a - ", "【", "新华社", "A 1", "A: ", "/A/"])
def test_no_line_makes_it_slow(piece: str) -> None:
    began = time.process_time()
    find_dateline(piece * 100_000)
    find_dateline(piece * 100_000 + "(AP) -")
    assert time.process_time() - began < 2
