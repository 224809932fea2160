"""One name in two spellings, and pairs that are two names."""

import pytest

from tasks.records import Article, Document
from tasks.translation.names import differing_units, find_name_variants, skeleton, skeletons
from tasks.translation.reading import read_all


def found(text: str, language: str = "en") -> list[str]:
    article = Article(Document("a", 0, text, "", "text/plain", "utf-8"), text, language=language)
    return sorted(text[each.start : each.end] for each in find_name_variants(*read_all([article])))


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("The analyst Hossam Shaker spoke first. Shakir pointed to the war, Shakir said.", "Shakir"),
        ("The deputy Oleh Klymenko spoke, and Klimenko left, said Klymenko.", "Klymenko"),
        ("For President Macron it was late, said an aide, before Mackron spoke.", "Mackron"),
        ("The port of Rotterdam, he said, is near Rotterdem station.", "Rotterdem"),
        ("At the Calgary games he was first, and in Kalgary again.", "Kalgary"),
        ("The board of Siemens spoke, and Siemenss answered.", "Siemenss"),
        ("The river Danube rose, and the Danoube fell.", "Danoube"),
    ],
)
def test_variants_are_marked(text: str, variant: str) -> None:
    assert found(text) == [variant]


def test_both_are_marked_where_neither_is_the_usual_one() -> None:
    assert found("Mayor Kalantarvi spoke. His aide said Kalantervi left.") == ["Kalantarvi", "Kalantervi"]


def test_a_spelling_is_marked_once_however_many_it_competes_with() -> None:
    assert (
        found("For Zelensky, he said, and Zelenskyy, it was Zelenskiiy that Zelensky meant.").count("Zelenskiiy") == 1
    )


@pytest.mark.parametrize(
    "text",
    [
        "President Obama said that Osama was dead, said Obama.",
        "In Italy the painter Italo worked, and Italy loved Italo.",
        "The coach Babbel read about Babel, and Babbel smiled.",
        "Voters who helped Bien beat Trump; Biden won, said Biden.",
        "Volodymyr Zelensky came with Olena Zelenska, said Zelensky.",
        "Leo Tolstoy met Sophia Tolstaya, said the guide of Tolstoy.",
        "The brothers Hassan and Hussein came, said Hassan and Hussein.",
        "The Emirates were told that the Emiratis left, said the Emirates.",
        "It was in Ghana that a Ghanian sold cocoa, and he saw Ghanain 2014.",
        "Rather late came the garden of Emily Reuther, it said.",
        "Mark Brown met Marc Braun, said Mark, and Marc left.",
        "KYIV and Kyiv, Kyiv’s mayor and Kyiv-based firms.",
    ],
    ids=lambda text: text[:24],
)
def test_two_names_pass(text: str) -> None:
    assert found(text) == []


def test_nouns_with_capitals_in_other_languages_pass() -> None:
    assert found("Der Bürger Rotterdam und der Rotterdem.", language="de") == []


def test_skeleton_keeps_what_romanisations_share() -> None:
    assert skeleton("Qassemi") == skeleton("Kasemi") == skeleton("Khassemi")
    assert skeleton("Biden") != skeleton("Bien")
    assert skeleton("Müller") == skeleton("Muller")


def test_skeletons_of_many_names_are_those_of_each() -> None:
    names = ["Philippa", "Djokovic", "Aaronson", "Zelenskiy", "Çelikoğlu", "Straßer", "İşler", "Quwatli"]
    assert skeletons(names) == [skeleton(name) for name in names]
    assert skeletons(names)[:4] == ["flp", "jkvk", "arnsn", "slnsk"]
    assert skeletons([]) == []


def test_units_are_counted_where_names_are_comparable() -> None:
    assert differing_units("Shaker", "Shakir") == 1
    assert differing_units("Hassan", "Hussein") == 2
    assert differing_units("Ivanov", "Ivanova") == 9
