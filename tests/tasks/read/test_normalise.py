import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.read.normalise import compose, normalise


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("\n\n a \t b\u00a0\u3000c \n", "\n\na b c\n"),
        ("one\u2028two\u2029three", "one two three"),
        ("soft\u00adhyphen\u200b \ufeffmark\x00", "softhyphen mark"),
        ("\u202ekcab\u202c and \u200fmarks", "kcab and marks"),
        ("cafe\u0301", "café"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        # Joiners: Persian plural, doubled as typed; Hindi; a Malayalam chillu at a word's end; an emoji of two.
        ("می\u200c\u200cخواهم", "می\u200cخواهم"),
        ("می\u200c خواهم", "می خواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("അവന്\u200d വന്നു", "അവന്\u200d വന്നു"),
        ("🧑\u200d⚖\ufe0f", "🧑\u200d⚖\ufe0f"),
        ("zero\u200dwidth \u200cword", "zerowidth word"),
    ],
)
def test_one_form(raw: str, stored: str) -> None:
    assert normalise(raw) == stored


def test_lines_stay_where_they_are() -> None:
    assert normalise("\n \n\u200b\n a\n\n").split("\n") == ["", "", "", "a", "", ""]


AWKWARD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\r\n\t \u00a0\u200b\u200c\u200d\u2028\u0301\u0316\u0338مكक्षन്\u2329\u232a≠🧑⚖\ufe0f\u1680\x85\ud800"
        ),
    )
)


@given(AWKWARD)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()


@given(st.text(st.sampled_from("ae\u0301\u0316\u0323\u0344\u0f73\u0307ṩ가"), max_size=300))
def test_compose_is_canonical_composition(text: str) -> None:
    assert compose(text) == unicodedata.normalize("NFC", text)


def test_marks_in_the_wrong_order_take_linear_time() -> None:
    began = time.process_time()
    composed = compose("o" + "\u0301\u0316" * 200_000)
    assert len(composed) == 400_000
    assert time.process_time() - began < 5
