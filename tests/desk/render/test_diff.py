"""The text beside the body: line by line, nothing is lost and nothing is made up."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from desk.records.articles import Span
from desk.render.article import in_body, line_numbers
from desk.render.diff import diff_lines


@dataclass(frozen=True)
class Cleaned:
    text: str
    spans: tuple[Span, ...]

    @property
    def body(self) -> str:
        kept, at = "", 0
        for span in self.spans:
            kept, at = kept + self.text[at : span.start], span.end
        return kept + self.text[at:]


@st.composite
def cleaned(draw: st.DrawFn) -> Cleaned:
    """A text, and spans in it that are in order, not empty and do not overlap."""
    text = draw(st.text(alphabet="ab \nпع部", max_size=60))
    bounds = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = zip(bounds[::2], bounds[1::2], strict=False)
    return Cleaned(text, tuple(Span(s, s, e, text[s:e], f"rule.{s}", "other", "rule", 1.0) for s, e in pairs))


@given(cleaned())
def test_the_pieces_of_the_lines_are_the_text_and_the_kept_ones_the_body(article: Cleaned) -> None:
    lines = list(diff_lines(article.text, article.spans))
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert "\n".join("".join(text for text, _ in line.pieces) for line in lines) == article.text
    kept = "".join(text for line in lines for text, is_kept in line.pieces if is_kept)
    assert kept == article.body.replace("\n", "")


@given(cleaned())
def test_each_line_names_the_rules_that_took_words_out_of_it(article: Cleaned) -> None:
    for line in diff_lines(article.text, article.spans):
        assert bool(line.why) == any(text.strip() for text, kept in line.pieces if not kept)
        assert line.removed == (bool(line.why) and not any(text.strip() for text, kept in line.pieces if kept))


@given(cleaned())
def test_offsets_of_the_text_lead_to_the_same_letter_of_the_body(article: Cleaned) -> None:
    inside = {at for span in article.spans for at in range(span.start + 1, span.end)}
    for offset, letter in enumerate(article.text):
        place = in_body(offset, article.spans)
        if offset in inside:
            assert place is None
        elif not any(span.start == offset for span in article.spans):
            assert place is not None
            assert article.body[place] == letter


@given(cleaned())
def test_line_numbers_count_from_one_and_leave_line_ends_out(article: Cleaned) -> None:
    lines = article.text.split("\n")
    for span in article.spans:
        first, _dash, last = line_numbers(article.text, span.start, span.end).partition("–")
        touched = range(int(first), int(last or first) + 1)
        if span.text.strip("\n"):
            assert lines[touched[0] - 1]
            assert lines[touched[-1] - 1]
            assert len(touched) == span.text.strip("\n").count("\n") + 1
