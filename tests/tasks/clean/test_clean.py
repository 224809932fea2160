from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.clean import CleaningSettings, clean, clean_all, normalise_line
from tasks.clean.rulebook import rulebook
from tasks.records import Article, Document, Layer, body_of, text_of

SENTENCES = (
    "A storm closed the harbour of the small town on Monday and tore two fishing boats from their moorings.",
    "Fishermen had asked for a longer breakwater for years, and the council will vote on the money in the spring.",
)
# Every rule's own example, and what blocks, repeats, headlines and datelines look at.
LINES = st.sampled_from(
    [
        *SENTENCES,
        *(rule.match[0] for rule in rulebook().rules),
        "",
        "",
        "Storm closes harbour and tears boats from their moorings",
        "Two fishing boats will have to be lifted by a crane",
        "TEHRAN, Mar. 16 (MNA) – " + SENTENCES[0],
        "LONDON — PARIS — " + SENTENCES[1],
        "“Fishermen had asked for a longer breakwater for years”",
        "– A fisherman",
        "(The Daily Example)",
        "March 16, 2024",
        "What the council says",
        "Nobody was hurt.",
    ]
)
PAGES = st.lists(LINES, max_size=25).map("\n".join)
ANY_TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=300)


def check(done: Article) -> None:
    text = done.document.text
    assert body_of(text, done.spans) == done.body
    assert text_of(done.body, done.spans) == text
    assert all(text[span.start : span.end] == span.text and span.text for span in done.spans)
    ends = [0, *(span.end for span in done.spans)]
    assert all(end <= span.start for end, span in zip(ends, done.spans, strict=False))


@settings(max_examples=150, deadline=None)
@given(PAGES)
def test_text_is_body_plus_spans(blank, text: str) -> None:
    check(clean(replace(blank, text=text)))


@settings(max_examples=100, deadline=None)
@given(ANY_TEXT)
def test_any_text_at_all_can_be_cleaned(blank, text: str) -> None:
    check(clean(replace(blank, text=text)))


@settings(max_examples=200, deadline=None)
@given(PAGES, st.booleans())
def test_cleaning_a_cleaned_body_removes_nothing(blank, text: str, strict: bool) -> None:
    how = CleaningSettings(strict=strict)
    once = clean(replace(blank, text=text), how)
    assert clean(replace(blank, text=once.body), how).spans == ()


def test_a_paragraph_put_in_again_counts_for_nothing(page, paragraphs) -> None:
    # Found by the fuzzer: with its repeats after it, the mark stood in the middle, and on the body at the end.
    mark, other = "Copyright © 2019-2024 Example", "The library of the next town has bought four thousand new books."
    assert page(*paragraphs[:2], mark, *[paragraphs[1]] * 3, other * 2).body == "\n".join(paragraphs[:2])


def test_a_list_that_goes_on_behind_other_junk_goes_at_once(blank) -> None:
    # Found by the fuzzer: addresses that went made room for more names below the mark.
    text = "\n".join(["Themen: Politik, Europa", *["newsroom@example.org", "Europa"] * 20])
    once = clean(replace(blank, text=text), CleaningSettings(model=False))
    assert clean(replace(blank, text=once.body), CleaningSettings(model=False)).spans == ()


@settings(max_examples=50, deadline=None)
@given(PAGES)
def test_no_blank_lines_are_left_over(blank, text: str) -> None:
    done = clean(replace(blank, text=text.strip("\n")))
    if done.spans and "\n\n\n" not in text:
        assert "\n\n\n" not in done.body
        assert not done.body.endswith("\n")


def test_a_removed_line_takes_the_breaks_after_it(page, paragraphs) -> None:
    done = page(paragraphs[0], "", "Advertisement", "", paragraphs[1], "", "Read more")
    assert [span.text for span in done.spans] == ["Advertisement\n\n", "\n\nRead more"]
    assert done.body == f"{paragraphs[0]}\n\n{paragraphs[1]}"


def test_learned_lines_of_the_outlet_go(paragraphs, blank) -> None:
    learned = {"Daily Example": frozenset({normalise_line("Printed on 100 % sea air")})}
    document = replace(blank, text="\n".join([*paragraphs, "Printed on 99 % sea air".replace("99", "250")]))
    done = clean(replace(document, outlet="Daily Example"), CleaningSettings(learned=learned, model=False))
    assert [(span.layer, span.rule) for span in done.spans] == [(Layer.LEARNED, "learned.Daily Example")]
    assert clean(replace(document, outlet="Other"), CleaningSettings(learned=learned, model=False)).spans == ()


def test_to_learn_a_line_brings_back_nothing_that_stood_beside_it(paragraphs, blank) -> None:
    teaser, mark = "Why the mayor left the party", "Try it free for a month"
    document = replace(blank, text="\n".join([*paragraphs, teaser, mark]), outlet="Daily Example")
    assert clean(replace(document, text=document.text.removesuffix(f"\n{mark}"))).body.endswith(teaser)
    assert teaser not in clean(document).body
    done = clean(document, CleaningSettings(learned={"Daily Example": frozenset({normalise_line(mark)})}))
    assert [span.layer for span in done.spans] == [Layer.MODEL, Layer.LEARNED]
    assert teaser not in done.body


@pytest.mark.parametrize(
    ("record", "outlet"),
    [
        ({"outlet": "Daily Example", "url": "https://www.example.org/a"}, "Daily Example"),
        ({"url": "https://www.example.org/a"}, "example.org"),
        ({"url": "not an address"}, "The Harbour Post"),
        ({}, "The Harbour Post"),
    ],
)
def test_the_record_names_the_outlet_before_the_text_does(
    page, paragraphs, record: dict[str, str], outlet: str
) -> None:
    assert page(*paragraphs, "(The Harbour Post)", **record).outlet == outlet


def test_fields_come_from_their_lines(page, paragraphs) -> None:
    done = page(
        "March 16, 2024 10:17",
        "By Jane Roe and John Doe",
        "PARIS, March 15, 2024 (AFP) - " + paragraphs[0],
        *paragraphs[1:],
        "First published by The Harbour Post",
        "News ID 213066",
    )
    assert done.published_at == "2024-03-16T10:17"
    assert done.byline == "Jane Roe and John Doe"
    assert (done.dateline, done.outlet) == ("PARIS", "Agence France-Presse")
    assert (done.original_source, done.external_id) == ("The Harbour Post", "213066")
    assert done.body == "\n".join(paragraphs)
    assert done.word_count == len(" ".join(paragraphs).split())


def test_the_record_s_own_fields_stand(page, paragraphs) -> None:
    done = page(
        "March 16, 2024",
        "By Jane Roe",
        *paragraphs,
        "News ID 213066",
        byline="John Doe",
        published_at="2024-01-01",
        external_id="own",
    )
    assert (done.byline, done.published_at, done.external_id) == ("John Doe", "2024-01-01", "own")


def test_a_line_that_should_name_somebody_and_does_not_stays(page, removed, paragraphs) -> None:
    done = page("By then it was too late", *paragraphs, "Source: people who were close to the talks at the time")
    assert removed(done) == {}


def test_words_are_counted_in_any_script(page) -> None:
    assert page("北京 3 月").word_count == 4
    assert page("Два слова").word_count == 2


@settings(max_examples=40, deadline=None)
@given(st.lists(PAGES | ANY_TEXT, max_size=8), st.booleans())
def test_documents_cleaned_together_come_out_as_each_by_itself(texts: list[str], strict: bool) -> None:
    documents = [Document(f"{at}.txt", 0, text, "0" * 64, "text/plain", "utf-8") for at, text in enumerate(texts)]
    setting = CleaningSettings(strict=strict)
    assert clean_all(documents, setting) == [clean(document, setting) for document in documents]
