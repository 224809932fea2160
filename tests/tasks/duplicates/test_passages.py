from hypothesis import given
from hypothesis import strategies as st

from tasks.duplicates import differing_passages

TOKENS = st.lists(st.sampled_from(["one", "two", "three", "four", "five.", "six,", "\n\n", "7"]), max_size=60).map(
    " ".join
)


def test_what_only_one_body_has_is_shown() -> None:
    a = "The council met on Monday in the old hall. It will meet again. Nobody came."
    b = "By Staff. The council met on Monday in the new town hall. It will meet again."
    only_a, only_b = differing_passages(a, b)
    assert [passage.text for passage in only_a] == ["old", "Nobody came."]
    assert [passage.text for passage in only_b] == ["By Staff.", "new town"]


def test_order_and_case_make_no_difference() -> None:
    a = "First the mayor spoke for an hour. Then the choir sang three songs."
    b = "THEN THE CHOIR SANG THREE SONGS. FIRST THE MAYOR SPOKE FOR AN HOUR."
    assert differing_passages(a, b) == ((), ())


def test_bodies_without_anything_in_common_differ_as_a_whole() -> None:
    assert [p.text for p in differing_passages("one two", "three four five")[0]] == ["one two"]
    assert [p.text for p in differing_passages("政府は会議を開いた。", "")[0]] == ["政府は会議を開いた。"]


@given(TOKENS, TOKENS)
def test_passages_are_parts_of_the_text_in_order(a: str, b: str) -> None:
    for text, passages in zip((a, b), differing_passages(a, b), strict=True):
        at = 0
        for passage in passages:
            assert passage.start >= at
            assert text[passage.start : passage.end] == passage.text
            assert passage.text.strip()
            at = passage.end


@given(TOKENS)
def test_a_body_does_not_differ_from_itself(text: str) -> None:
    assert differing_passages(text, text) == ((), ())
