from time import process_time

import pytest

from tasks.clean import clean
from tasks.clean.inline import inline_lists
from tasks.records import Category, Document, body_of, text_of

BEFORE = "The council voted on Monday to build the bridge that the town has wanted for many years."
AFTER = "Work is to begin in the spring, the mayor told reporters after the vote was counted."
LIST = "list of 2 items list 1 of 2 Harbour wall is broken list 2 of 2 Ferry is late again end of list"


def document(text: str) -> Document:
    return Document("a.txt", 0, text, "", "text/plain", "utf-8")


@pytest.mark.parametrize("mark", ["", "Recommended Stories ", "Read also: "])
def test_a_list_in_the_middle_of_a_paragraph_is_taken_out(mark: str) -> None:
    text = f"{BEFORE} {mark}{LIST} {AFTER}"
    article = clean(document(text))
    assert article.body == f"{BEFORE} {AFTER}"
    assert [(span.category, span.rule) for span in article.spans] == [(Category.RELATED, "block.related.inline")]
    assert text_of(article.body, article.spans) == text
    assert clean(document(article.body)).spans == ()


def test_without_an_end_the_list_ends_with_the_mark_of_its_last_item() -> None:
    article = clean(document(f"{BEFORE} {LIST.removesuffix(' end of list')} {AFTER}"))
    assert article.body == f"{BEFORE} Ferry is late again {AFTER}"


def test_two_lists_and_a_dateline_in_one_line() -> None:
    text = f"TEHRAN, Mar. 16 (MNA) – {BEFORE} {LIST} {AFTER} {LIST} {BEFORE}"
    article = clean(document(text))
    assert article.body == body_of(text, article.spans) == f"{BEFORE} {AFTER} {BEFORE}"


@pytest.mark.parametrize(
    "line",
    [
        "The list of 3 items was read out.",
        "List 1 of 3 was withdrawn; end of list voting.",
        "A list of 2 items list 1 of 3",
    ],
)
def test_a_sentence_about_lists_stays(line: str) -> None:
    assert list(inline_lists(line)) == []


def test_marks_without_end_cost_linear_time() -> None:
    line = "list of 9 items list 1 of 9 " * 4_000
    began = process_time()
    assert len(list(inline_lists(line))) == 4_000
    assert process_time() - began < 5
