import pytest

from tasks.clean import CleaningSettings, clean
from tasks.records import Document, Layer


def cleaned(*lines: str, strict: bool = False):
    text = "\n".join(lines)
    return clean(Document("a.txt", 0, text, "0" * 64, "text/plain", "utf-8"), CleaningSettings(strict=strict))


@pytest.mark.parametrize(
    "lines",
    [
        ("Fire in the harbour, two boats lost",),
        ("Two boats lost", "Firefighters are at the scene"),
        ("Mix flour and water", "Add salt", "Bake for 20 minutes"),
        ("Nobody was hurt.",),
        ("北京发生地震",),
    ],
)
def test_where_no_paragraph_stays_the_model_removes_nothing(lines: tuple[str, ...]) -> None:
    assert cleaned(*lines, strict=True).spans == ()


def test_the_model_s_lines_carry_its_layer_and_score(paragraphs) -> None:
    teasers = ("Jan 3 | 12 min", "Sponsored: Win a trip", "Top 10 Bags", "Lifestyle", "Crossword", "E-Paper", "Deals")
    done = cleaned(*paragraphs, *teasers)
    guesses = [span for span in done.spans if span.layer is Layer.MODEL]
    assert guesses
    assert all(span.rule == "model.line" and 0.5 < span.confidence <= 1 for span in guesses)
    assert done.body.startswith("\n".join(paragraphs))


def test_the_model_can_be_left_out(paragraphs) -> None:
    text = "\n".join([*paragraphs, "Top 10 Bags", "Win a trip", "Crosswords of the day"])
    document = Document("a.txt", 0, text, "0" * 64, "text/plain", "utf-8")
    assert all(span.layer is not Layer.MODEL for span in clean(document, CleaningSettings(model=False)).spans)
