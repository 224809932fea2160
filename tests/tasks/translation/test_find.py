"""The whole step: the five seeds' flags, offsets, the sum, and that it never fails or depends on order."""

from dataclasses import replace
from itertools import product
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.clean import CleaningSettings, clean
from tasks.language import detect_language
from tasks.records import Article, Category, Document, Layer, RemovedSpan, TranslationFlag, body_of
from tasks.translation import KINDS, find_translation_artifacts
from tasks.translation.evidence import LIKELY, score

SEEDS = Path(__file__).parents[3] / "seeds"


def article(text: str, spans: tuple[RemovedSpan, ...] = (), language: str = "en") -> Article:
    document = Document("a.txt", 0, text, "", "text/plain", "utf-8")
    return Article(document, body_of(text, spans), spans, language=language)


def kinds_of(text: str, language: str = "en") -> set[str]:
    return {flag.kind for flag in find_translation_artifacts(article(text, language=language)).flags}


def seed(number: str) -> Article:
    """A seed after the real cleaning and language steps."""
    path = next(SEEDS.glob(f"{number}_*.txt"))
    document = Document(path.name, 0, path.read_text("utf-8"), "", "text/plain", "utf-8")
    return find_translation_artifacts(detect_language(clean(document, CleaningSettings())))


def test_translated_seed_shows_its_evidence() -> None:
    found = seed("004")
    excerpts = {(flag.kind, flag.excerpt) for flag in found.flags}
    assert {("non-word", "prudeness"), ("name-variant", "Shakir")} <= excerpts
    [reading_list, credit] = [flag for flag in found.flags if flag.kind == "punctuation"]
    text = found.document.text
    assert text[: reading_list.end].endswith("\nTo watch..")
    assert text[: credit.end].endswith("\nSource :")
    # Both marks are in parts that cleaning removed.
    assert all(any(s.start <= f.start < s.end for s in found.spans) for f in (reading_list, credit))
    assert found.translation_likely


@pytest.mark.parametrize("number", ["000", "001", "002", "003"])
def test_other_seeds_show_none(number: str) -> None:
    found = seed(number)
    assert not {"name-variant", "non-word", "other-script"} & {flag.kind for flag in found.flags}
    assert not found.translation_likely


def test_offsets_are_in_the_text_and_not_in_the_body() -> None:
    text = "Advert\nThe prudeness of the government was praised.\nAdvert\nHe saw مكتبة المدينة in the capital again."
    spans = tuple(
        RemovedSpan(at, at + 7, "Advert\n", "test", Category.ADVERT, Layer.RULE) for at in (0, text.rindex("Advert"))
    )
    found = find_translation_artifacts(article(text, spans))
    assert [flag.excerpt for flag in found.flags] == ["prudeness", "مكتبة المدينة"]


def test_flags_of_the_language_step_are_kept_and_weighed() -> None:
    text = "The prudeness of the government was praised. Il a dit non."
    before = TranslationFlag("other-language", text.index("Il"), len(text), "Il a dit non.", 0.2, "In French.")
    alone = find_translation_artifacts(article(text))
    both = find_translation_artifacts(replace(article(text), flags=(before,)))
    assert before in both.flags
    assert both.translation_score > alone.translation_score > 0


def test_passages_in_another_language_are_not_searched_for_non_words() -> None:
    text = "The prudeness of the government was praised. The council of the city met again on Monday."
    passage = TranslationFlag("other-language", 0, 44, text[:44], 0.2, "In another language.")
    assert find_translation_artifacts(replace(article(text), flags=(passage,))).flags == (passage,)


def flag(kind: str, weight: float) -> TranslationFlag:
    return TranslationFlag(kind, 0, 1, "x", weight, "why")


def test_one_kind_alone_is_not_enough_unless_it_is_decisive() -> None:
    assert score([flag("punctuation", 0.4)] * 20) == (0.3, False)
    assert score([flag("non-word", 0.5)] * 20) == (0.7, False)
    assert score([flag("non-word", 0.7), flag("punctuation", 0.1)]) == (0.73, False)
    assert score([flag("notice", 0.9)]) == (0.9, True)
    assert score([flag("non-word", 0.5), flag("name-variant", 0.5)]) == (0.75, True)
    assert score([]) == (0, False)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(KINDS)), st.floats(0, 1))))
def test_score_is_a_share_and_more_evidence_never_lowers_it(weighed: list[tuple[str, float]]) -> None:
    flags = [flag(*each) for each in weighed]
    total, likely = score(flags)
    assert 0 <= total <= 1
    assert not likely or total >= LIKELY
    assert score(flags[:-1])[0] <= total
    assert score(flags[::-1]) == (total, likely)


PIECES = st.sampled_from(
    [
        "The minister said",
        "prudeness",
        "..",
        ",,",
        " ",
        "\n",
        "محمد",
        "Hossam Shaker",
        "Shakir",
        "“",
        "(",
        "二度",
        "a" * 40,
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=30), st.sampled_from(["en", "fr", "zh", "und"]))
def test_any_text_gives_flags_that_quote_it(pieces: list[str], language: str) -> None:
    text = "".join(pieces)
    found = find_translation_artifacts(article(text, language=language))
    assert all(flag.excerpt == text[flag.start : flag.end] and flag.kind in KINDS for flag in found.flags)
    assert all(0 < flag.weight <= 1 and flag.detail for flag in found.flags)
    assert found == find_translation_artifacts(article(text, language=language))


HOSTILE = [
    *("a " * 50_000, "A.," * 30_000, "“ " * 50_000, "« a" * 30_000, "Abcdef " * 15_000, "二 度" * 30_000),
    *(".. " * 30_000, "one two three four " * 5_000, " ," * 50_000, "(محمد " * 20_000, "x" * 100_000),
    " ".join("Ab" + "".join(vowels) + "bab" for vowels in product("aeiou", repeat=6)),
    " ".join("management"[:cut] + "".join(letters) for cut in (6, 9) for letters in product("abcdefghkl", repeat=3)),
    *("Shaker Shakir " * 7_000, "\n" * 100_000, "a\nb\n" * 25_000),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_lines_take_no_longer_than_long_ones(text: str) -> None:
    began = process_time()
    find_translation_artifacts(article(text))
    assert process_time() - began < 5
