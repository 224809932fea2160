"""The fuzz targets hold on what they start from, and a property that does not hold is noticed."""

from dataclasses import replace

import pytest

from fuzz import properties
from fuzz.properties import Broken, check_reading
from fuzz.targets import TARGETS
from tasks.records import Document


@pytest.mark.parametrize("name", TARGETS)
def test_the_first_inputs_hold(name: str) -> None:
    for sample in TARGETS[name].samples():
        TARGETS[name].check(sample)


@pytest.mark.parametrize("name", TARGETS)
def test_the_first_inputs_hold_when_cut_off(name: str) -> None:
    sample = TARGETS[name].samples()[0]
    for length in range(0, len(sample), max(1, len(sample) // 20)):
        TARGETS[name].check(sample[:length])


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda one: replace(one, text=one.text + " "), "normalised"),
        (lambda one: replace(one, path="b"), "path"),
        (lambda one: replace(one, headline="a\nb"), "one line"),
    ],
)
def test_a_reader_that_breaks_its_word_is_found(change, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object, **limits: object) -> list[Document]:
        return [change(one) for one in read(*given, **limits)]

    read = properties.read_documents
    monkeypatch.setattr(properties, "read_documents", broken)
    with pytest.raises(Broken, match=what):
        check_reading(b"The bridge is open.", "a.txt")
