"""What the line model sees of a page: characters, words, features, wording and trees, each against a slow reading."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean import line_page
from tasks.clean.features import FEATURE_NAMES, LONG_GAP, line_features, only_when_sure, word_buckets
from tasks.clean.line_page import HEAD, TAIL, read_page
from tasks.clean.line_text import BUCKETS, text_grams, text_scores
from tasks.clean.line_trees import Trees

PAGE = (
    "Council votes for second bridge",
    "The council voted on Tuesday for a second bridge over the canal. Work begins in April, the mayor said.",
    "Photo: M. Holt",
    "Residents had asked for a footbridge instead, which would cost less and spare the trees on the bank.",
    "Photo: A. Lind",
    "Share",
    "Share",
)
words = st.text("abcdEFG", min_size=1, max_size=8)
line = st.lists(words, min_size=1, max_size=9).map(" ".join)
pages = st.lists(line, min_size=1, max_size=8)


def features(lines: tuple[str, ...], headline: list[int] | None = None) -> list[dict[str, float]]:
    rows = line_features(read_page(lines), np.zeros(len(lines)), [headline])
    return [dict(zip(FEATURE_NAMES, row.tolist(), strict=True)) for row in rows]


@given(pages)
def test_words_are_those_a_pattern_finds(lines: list[str]) -> None:
    page = read_page(lines)
    found = [re.findall(r"\w+", text) for text in lines]
    assert page.word_lines.tolist() == [at for at, some in enumerate(found) for _ in some]
    assert (page.word_ends - page.word_starts).tolist() == [len(word) for some in found for word in some]


@given(pages)
def test_hashes_are_equal_where_folded_words_are(lines: list[str]) -> None:
    page = read_page(lines)
    hashes = page.word_hashes.tolist()
    folded = [word.lower() for text in lines for word in text.split(" ")]
    assert len(set(hashes)) == len(set(folded))
    assert len(set(zip(hashes, folded, strict=True))) == len(set(folded))


@pytest.mark.parametrize(
    ("character", "kind"),
    [
        ("a", line_page.LOWER),
        ("Ж", line_page.UPPER),
        ("ع", line_page.CASELESS),
        ("ि", line_page.CASELESS),
        ("橋", line_page.IDEOGRAPH),
        ("か", line_page.IDEOGRAPH),
        ("𠀋", line_page.IDEOGRAPH),
        ("٣", line_page.DIGIT),
        ("。", line_page.STOP),
        ("؟", line_page.STOP),
        ("،", line_page.COMMA),
        ("«", line_page.QUOTE),
        ("—", line_page.DASH),
        ("(", line_page.BRACKET),
        ("»", line_page.QUOTE),
        ("|", line_page.BAR),
        ("©", line_page.SIGN),
        ("😀", line_page.SIGN),
    ],
)
def test_kinds_of_characters_in_many_scripts(character: str, kind: int) -> None:
    assert read_page([character]).kinds[1] == kind


def test_of_a_long_line_only_the_ends_are_read() -> None:
    long = "start " + "x" * 5000 + " end."
    page = read_page([long, "short"])
    assert page.length.tolist() == [len(long), 5]
    assert (page.ends - page.starts).tolist() == [HEAD + 1 + TAIL, 5]


def test_an_ideograph_is_a_word_and_two_columns_wide() -> None:
    wide, narrow = features(("市議会は橋", "bridgework"))
    assert wide["words"] == 5
    assert wide["width"] == narrow["width"]


def test_shape_of_a_line() -> None:
    seen = features(("Position: Guard", 'He said: "It is done."', "No stop here"))
    assert [row["ends_sentence"] for row in seen] == [0, 1, 0]
    assert [row["colon_place"] for row in seen] == [8, 7, 12]


def test_position_counts_prose_and_not_furniture() -> None:
    seen = features(PAGE)
    assert [row["prose"] for row in seen] == [0, 1, 0, 1, 0, 0, 0]
    assert [row["lines_since_prose"] for row in seen] == [1, 2, 1, 2, 1, 2, 3]
    assert [row["lines_to_prose"] for row in seen] == [1, 2, 1, 4, 3, 2, 1]
    assert seen[0]["prose_before"] == 0 == seen[6]["prose_after"]


def test_repetition_inside_the_page() -> None:
    seen = features(PAGE)
    assert [row["equal_lines"] for row in seen] == [1, 1, 1, 1, 1, 2, 2]
    assert [row["other_lines_opened"] for row in seen] == [0, 0, 1, 0, 1, 0, 0]
    assert [row["opening_after"] for row in seen] == [0, 0, 0, 0, 0, 1, 0]


def test_neighbours_and_windows_leave_the_line_itself_out() -> None:
    seen = features(PAGE)
    assert [row["prose[+1]"] for row in seen] == [1, 0, 1, 0, 0, 0, -1]
    assert [row["prose[-1]"] for row in seen] == [-1, 0, 1, 0, 1, 0, 0]
    assert seen[2]["prose~2"] == pytest.approx(2 / 4)
    assert seen[6]["prose~5"] == pytest.approx(2 / 5)


def test_words_of_the_headline_are_known_when_it_is_given_or_first() -> None:
    title = word_buckets(read_page([PAGE[0]])).tolist()
    assert features(PAGE)[0]["headline_share"] == 1
    assert features(PAGE[1:], title) != features(PAGE[1:])
    assert features(PAGE[1:], title)[0]["headline_share"] == pytest.approx(4 / 19)


@given(pages, st.integers(0, 2**32 - 1))
def test_the_text_score_is_the_mean_weight_of_the_grams(lines: list[str], seed: int) -> None:
    weights = np.random.default_rng(seed).integers(-127, 128, BUCKETS, np.int8)
    page = read_page(lines)
    grams = [(bucket[real], page.line_of[place][real]) for bucket, place, real in text_grams(page)]
    buckets, owners = (np.concatenate(parts) for parts in zip(*grams, strict=True))
    for at, score in enumerate(text_scores(page, weights, 0.01, 0.5).tolist()):
        slow = sum(0.01 * float(weights[bucket]) for bucket in buckets[owners == at])
        assert score == pytest.approx(slow / (len(lines[at]) + 1) ** 0.5 + 0.5, abs=1e-5)


@given(pages)
def test_the_wording_of_a_line_does_not_depend_on_the_others(lines: list[str]) -> None:
    weights = np.linspace(-127, 127, BUCKETS).astype(np.int8)
    together = text_scores(read_page(lines), weights, 0.01, 0.0).tolist()
    alone = [float(text_scores(read_page([text]), weights, 0.01, 0.0)[0]) for text in lines]
    assert together == pytest.approx(alone, abs=1e-5)


@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(0, 700))
def test_trees_answer_as_walking_them_does(seed: int, depth: int, size: int) -> None:
    random = np.random.default_rng(seed)
    features, borders = random.integers(0, 5, (depth, 7)), random.normal(size=(depth, 7)).astype(np.float32)
    leaves = random.normal(size=(7, 1 << depth)).astype(np.float32)
    rows = random.normal(size=(size, 5)).astype(np.float32)
    found = Trees(features, borders, leaves, 0.25).log_odds(rows)
    assert len(found) == size
    for row, value in list(zip(rows, found.tolist(), strict=True))[:3]:
        walked = 0.25
        for tree in range(7):
            leaf = sum(int(row[features[at, tree]] > borders[at, tree]) << at for at in range(depth))
            walked += float(leaves[tree, leaf])
        assert value == pytest.approx(walked, abs=1e-4)


def test_the_model_has_to_be_sure_of_long_paragraphs() -> None:
    lines = [" ".join([PAGE[1]] * 9), PAGE[2]]
    page = read_page(lines)
    rows = line_features(page, np.zeros(2), [None])
    assert only_when_sure(rows, page.length).tolist() == [True, False]


def test_the_model_has_to_be_sure_amid_a_long_list() -> None:
    items = [f"{word} {number}" for number in range(LONG_GAP // 2) for word in ("Lamp", "Chair")]
    for gap in (items, items[1:]):
        page = read_page([PAGE[1], *gap, PAGE[1]])
        sure = only_when_sure(line_features(page, np.zeros(len(gap) + 2), [None]), page.length)
        assert set(sure[1:-1].tolist()) == {len(gap) == LONG_GAP}
