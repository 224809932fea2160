from hypothesis import given
from hypothesis import strategies as st

from tasks.records import Category, Layer, RemovedSpan, body_of, text_of


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, tuple[RemovedSpan, ...]]:
    text = draw(st.text(max_size=80))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    pairs = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    return text, tuple(RemovedSpan(a, b, text[a:b], "test.rule", Category.OTHER, Layer.RULE) for a, b in pairs)


@given(texts_with_spans())
def test_body_plus_spans_is_the_text(case: tuple[str, tuple[RemovedSpan, ...]]) -> None:
    text, spans = case
    body = body_of(text, spans)
    assert len(body) == len(text) - sum(len(span.text) for span in spans)
    assert text_of(body, spans) == text
