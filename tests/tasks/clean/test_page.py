import pytest

from tasks.clean.page import Decision, Page, fold, is_prose, is_sentence, words_of
from tasks.records import Category

JUNK = Decision("test.rule", Category.OTHER)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Reader’s Choice", "reader's choice"),
        ("İSTANBUL ışık", "istanbul işik"),
        ("أخبار إيران آخر", "اخبار ایران اخر"),
        ("خبرگزاری‌ها", "خبرگزاریها"),
        ("Straße", "strasse"),
        ("a\nB", "a\nb"),
    ],
)
def test_fold_gives_one_spelling(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("line", "prose"),
    [
        ("Nobody was hurt, the mayor told reporters, but the boats will have to be lifted out by a crane.", True),
        ("“Nobody was hurt,” the mayor told reporters, “but the boats will have to be lifted out by a crane.”", True),
        ("Nobody was hurt in the storm that closed the harbour of the small town on the coast last Monday", False),
        ("Nobody was hurt.", False),
        ("气象部门预计，周五之前天气平静，之后西北海岸将迎来下一轮冷空气和大风天气。", True),
        (
            "अधिकारियों ने सोमवार को बताया कि तूफान के कारण छोटे शहर का बंदरगाह दो दिन तक बंद रहेगा और नावें बाहर निकाली जाएंगी।",
            True,
        ),
        ("x" * 300, True),
    ],
)
def test_prose_is_told_in_any_script(line: str, prose: bool) -> None:
    assert is_prose(line) is prose


def test_a_sentence_is_more_than_a_label() -> None:
    assert is_sentence("Nobody was hurt in the storm.")
    assert not is_sentence("Read more.")
    assert not is_sentence("Storm closes the harbour of the town")


def test_spans_of_neighbours_stay_apart_and_leave_no_gap() -> None:
    page = Page("one\n\ntwo\nthree\n\nfour\n\nfive")
    for index in (2, 3, 7):
        page.drop(index, JUNK)
    assert [span.text for span in page.spans()] == ["two\n", "three\n\n", "\n\nfive"]


def test_a_line_that_lost_its_head_shows_the_rest() -> None:
    page = Page("PARIS - Rain\nSun")
    page.cut(0, len("PARIS - "), JUNK)
    assert page.lines[0] == "Rain"
    assert page.folded[0] == "rain"
    assert [(span.start, span.end) for span in page.spans()] == [(0, 8)]
    page.drop(0, JUNK)
    assert [span.text for span in page.spans()] == ["PARIS - ", "Rain\n"]


def test_everything_can_go() -> None:
    page = Page("\none\n\ntwo\n")
    page.drop(1, JUNK)
    page.drop(3, JUNK)
    assert "".join(span.text for span in page.spans()) == "\none\n\ntwo\n"


@pytest.mark.parametrize(("body", "words"), [("", 0), ("one two\n\nthree", 3), ("北京 3 月", 4), ("서울 3", 3)])
def test_words(body: str, words: int) -> None:
    assert words_of(body, sum(bool(line) for line in body.split("\n"))) == words
