"""Non-words are damaged English words; rare words, loans, names and words run together pass."""

import pytest

from tasks.records import Article, Document
from tasks.translation.nonwords import MADE_UP_WEIGHT, MISSPELT_WEIGHT, damaged_word, find_non_words
from tasks.translation.reading import read_all


def found(sentence: str, language: str = "en") -> list[str]:
    article = Article(Document("a", 0, sentence, "", "text/plain", "utf-8"), sentence, language=language)
    return [sentence[each.start : each.end] for each in find_non_words(*read_all([article]))]


MADE_UP = ["prudeness", "kitchenness", "waitedness", "answereding", "nachharbour", "verbridges", "gardenersization"]
DAMAGED = ["merchntlich", "mountinment", "blanketovka", "hopitalism", "zasowindow", "curtaintsiya"]
SWAPPED = ["mountian", "hositpal", "umberlla", "kitcehn", "gardne", "shouledr"]
MISSPELT = ["machinry", "electrcity", "passngers", "orchstra", "librariann"]


@pytest.mark.parametrize("token", [*MADE_UP, *DAMAGED, *SWAPPED, *MISSPELT])
def test_damaged_words_are_flagged(token: str) -> None:
    assert found(f"The minister said that the {token} of the city was on the agenda.") == [token]


RARE = ["unsnobbishly", "windowlessness", "gardenless", "harbourside", "reupholsterers", "kitchenlike"]
COMPOUNDS = ["teabreak", "bridgework", "lighthousekeeper", "mudslinger", "harbourmaster", "cakemaker"]
SCIENCE = ["paleoclimatology", "hydrodensitometry", "trimetazidine", "gyrometer", "neurophonetics"]
SPELLINGS = ["cognisable", "recognisably", "colourisation"]
LOANS = ["sekiwake", "yukata", "kaiseki", "banya", "smorrebrod"]
RUN_TOGETHER = ["meetingin", "tobuild", "harbourreopened", "answeredto", "weatherforecasters"]


@pytest.mark.parametrize("token", [*RARE, *COMPOUNDS, *SCIENCE, *SPELLINGS, *LOANS, *RUN_TOGETHER])
def test_real_words_and_accidents_of_extraction_pass(token: str) -> None:
    assert found(f"The minister said that the {token} of the city was on the agenda.") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The so-called “prudeness” of the government was praised by the press.",
        "The post by @prudeness was shared; later prudeness wrote to us again.",
        "The maker of Prudeness says that the prudeness app is on sale in the city.",
        "He went to www.prudeness.com and to the prudeness-based list of the ministry.",
        "The prudeness of one is the prudeness of all, and prudeness pays in the end.",
        "Er sagte dem Sender, dass die prudeness der Behörden zu spät komme und abgelehnt werde.",
    ],
    ids=["quoted", "handle", "brand", "address and compound", "term", "foreign sentence"],
)
def test_words_meant_as_they_are_pass(sentence: str) -> None:
    assert found(sentence) == []


def test_other_languages_are_left_alone() -> None:
    assert found("The prudeness of the government was praised.", language="fr") == []


def test_reasons_tell_an_invention_from_a_typing_error() -> None:
    made_up, misspelt = damaged_word("prudeness"), damaged_word("electrcity")
    assert made_up is not None
    assert misspelt is not None
    assert (made_up[0], made_up[1]) == ("prude", MADE_UP_WEIGHT)
    assert (misspelt[0], misspelt[1]) == ("electricity", MISSPELT_WEIGHT)
