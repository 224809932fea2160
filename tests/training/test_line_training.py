"""What surrounds the fitting of the line model: labels read, outlets kept apart, thresholds, weights as arrays."""

import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.features import FEATURE_NAMES, FEATURE_VERSION, Rows
from tasks.clean.line_page import Floats
from tasks.clean.line_text import BUCKETS
from tasks.clean.line_trees import Trees
from tasks.clean.model import check_model, read_model
from training.decided_lines import decided_lines
from training.hand_labels import HAND_LABELS, read_hand_labels
from training.labelled_lines import LabelledPage, Lines, data_hash, gather, outlet_of, plain, read_pages
from training.line_report import allowed, lost, removed, report, report_setting, without_junk
from training.line_rows import Setting, as_taken, feature_matrix, judged_until_nothing_goes, may_go
from training.line_weights import tables_of, write_weights
from training.plain_prose import read_prose


def page(keep: list[int], url: str = "https://news.example.org/a", light: bool = True) -> LabelledPage:
    lines = tuple(f"Line {at} of the page" for at in range(len(keep)))
    return LabelledPage(url, outlet_of(url), "en", light, lines, np.array(keep, bool), np.ones(len(keep), bool))


def write(path: Path, records: Sequence[Mapping[str, object]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://www.example.org/story", "example.org"),
        ("http://news.example.co.uk:8080/story", "example.co.uk"),
        ("https://a.b.example.de", "example.de"),
        ("https://example.com.br/x", "example.com.br"),
    ],
)
def test_the_outlet_is_the_registered_domain(url: str, outlet: str) -> None:
    assert outlet_of(url) == outlet


def test_pages_of_one_outlet_share_a_fold() -> None:
    assert page([1], "https://www.example.org/a").fold() == page([0], "https://m.example.org/b?c").fold()


def test_pages_are_read_as_the_reader_leaves_them_and_empty_lines_go(tmp_path: Path) -> None:
    record: dict[str, object] = {
        "url": "https://example.org",
        "language": "en",
        "variant": "p_tags",
        "keep": [1, 0, 0],
        "sure": [1, 1, 0],
    }
    write(tmp_path / "lines.jsonl.gz", [record | {"lines": ["A\u00a0 line\u200b ", " ", "Share"]}])
    (read,) = read_pages(tmp_path)
    assert read.lines == ("A line", "Share")
    assert (read.keep.tolist(), read.sure.tolist(), read.light) == ([True, False], [True, False], True)
    assert len(data_hash(tmp_path / "lines.jsonl.gz")) == 64
    assert plain("e\u0301\tx") == "é x"


def test_prose_is_taken_from_inside_articles_of_other_outlets(tmp_path: Path) -> None:
    inside = "The council voted on Tuesday for a second bridge over the canal, the mayor said."
    text = "\n".join(["Headline", inside, "Share", "Tail.", "The end."])
    raw = [
        {"id": day, "corpus": "dump", "url": url, "text": text.replace("Tuesday", day)}
        for url, day in (
            ("https://www.example.org/1", "Monday"),
            ("https://other.example.net/1", "Friday"),
            (None, "Sunday"),
        )
    ]
    write(tmp_path / "raw_news.jsonl.gz", raw)
    assert read_prose(tmp_path, {"example.org", "Sunday"}) == [inside.replace("Tuesday", "Friday")]


def test_labels_by_reading_name_lines_and_hold_no_text(tmp_path: Path) -> None:
    texts = {"dump_1": "Headline\n\nA paragraph.\n \nA tweet.\nAnother paragraph.\nShare", "dump_2": "One line"}
    raw = [{"id": id, "corpus": "dump", "url": None, "language": "en", "text": text} for id, text in texts.items()]
    write(tmp_path / "raw_news.jsonl.gz", raw)
    labels = tmp_path / "labels.tsv"
    labels.write_text("document\tlines\tarticle\tdoubtful\ndump_1\t5\t1-3\t2\n")
    (read,) = read_hand_labels(tmp_path, labels)
    assert (read.outlet, read.light, read.scored) == ("dump_1", True, False)
    assert read.keep.tolist() == [False, True, True, True, False]
    assert read.sure.tolist() == [True, True, False, True, True]
    lines = gather([page([1, 0]), read], [np.zeros(2, bool), np.zeros(5, bool)])
    assert lines.counted().sure.tolist() == [True] * 2 + [False] * 5
    assert lines.counted(scored=False).sure.tolist() == [False, False, *read.sure.tolist()]
    labels.write_text("document\tlines\tarticle\tdoubtful\ndump_2\t2\t0\t\n")
    with pytest.raises(ValueError, match="dump_2: 1 lines, labels for 2"):
        list(read_hand_labels(tmp_path, labels))
    assert list(read_hand_labels(tmp_path / "missing")) == []


def test_the_shipped_labels_are_ranges_within_their_documents() -> None:
    with HAND_LABELS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert [row["document"] for row in rows] == sorted({row["document"] for row in rows})
    for row in rows:
        for part in filter(None, f"{row['article']},{row['doubtful']}".split(",")):
            first, _, last = part.partition("-")
            assert int(first) <= int(last or first) < int(row["lines"]), row


def test_lines_that_the_rules_remove_are_decided() -> None:
    lines = (
        "The council voted on Tuesday for a second bridge over the canal, after two years of hearings, officials said.",
        "Share this article",
        "Work begins in April and should take about eighteen months, according to the engineer in charge of it.",
    )
    labelled = replace(page([1, 0, 1]), lines=lines)
    assert decided_lines(labelled).tolist() == [False, True, False]


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=1, max_size=30), st.floats(0.001, 0.9))
def test_a_threshold_keeps_its_promise(labelled: list[tuple[bool, float]], loss: float) -> None:
    lines = gather([page([int(good) for good, _ in labelled])], [np.zeros(len(labelled), bool)])
    scores = np.array([score for _, score in labelled])
    if lines.junk.all():
        return
    bar = allowed(lines, scores, loss)
    assert lost(lines, scores >= bar, lines.light) <= loss


def test_what_rules_lose_counts_and_what_they_remove_counts() -> None:
    lines, scores = four_lines(decided=[True, False, False, True])
    assert allowed(lines, scores, 0.5) == pytest.approx(0.7 + 1e-4)
    assert removed(lines, lines.decided, lines.light) == pytest.approx(0.5)
    assert lost(lines, lines.decided, lines.light) == pytest.approx(0.5)


def test_the_model_is_asked_again_about_pages_that_lost_a_line_and_only_on_sure_pages() -> None:
    lines, first = four_lines(decided=[False] * 4)
    rows = feature_matrix(lines, np.zeros(6), lines.decided)
    asked: list[list[bool]] = []

    def score(rows: Rows) -> Floats:
        asked.append([bool(row.any()) for row in rows])
        return first if all(asked[-1]) else np.array([0.0, 0.7, 0.0, 0.9, 0.0, 0.0])

    gone = judged_until_nothing_goes(lines, np.zeros(6), rows, Setting("careful", 0.75, True, 0.97), score)
    assert gone.tolist() == [False] * 5 + [True]  # the first page has no sure line
    assert asked == [[True] * 6, [False] * 4 + [True, False]]
    del asked[:2]
    gone = judged_until_nothing_goes(lines, np.zeros(6), rows, Setting("strict", 0.75, False, 0.9), score)
    assert gone.tolist() == [False, False, True, True, False, True]
    assert asked[1:] == [[True, True, False, True, True, False], [True, True, False, False, False, False]]


def test_lines_of_a_bulleted_list_have_to_be_sure_themselves() -> None:
    texts = ("A paragraph.", "What you need", "- plums", "• flour", "Share")
    lines = gather([replace(page([1, 1, 1, 1, 0]), lines=texts)], [np.zeros(5, bool)])
    rows = feature_matrix(lines, np.zeros(5), lines.decided)
    scores = np.array([0.1, 0.8, 0.97, 0.8, 0.995])
    assert may_go(lines, rows, scores, wary=True).tolist() == [True, False, True, False, True]
    assert may_go(lines, rows, scores, wary=False).all()


def test_of_a_page_from_which_rules_took_more_a_less_sure_line_will_do() -> None:
    texts = ("A paragraph.", "Share", "Share", "A teaser")
    for taken, surest, goes in ((0, 0.99, False), (0, 0.995, True), (2, 0.94, False), (2, 0.95, True)):
        decided = np.array([False, taken > 0, taken > 1, False])
        lines = gather([replace(page([1, 0, 0, 0]), lines=texts)], [decided])
        rows = feature_matrix(lines, np.zeros(4), lines.decided)
        assert may_go(lines, rows, np.array([0.0, 0.0, 0.0, surest]), wary=True).all() == goes


def test_a_long_paragraph_goes_only_when_the_setting_is_sure() -> None:
    lines = gather([replace(page([1, 0]), lines=("A paragraph. " * 90, "Share"))], [np.zeros(2, bool)])
    rows = feature_matrix(lines, np.zeros(2), lines.decided)
    scores = np.array([0.95, 0.95])
    assert as_taken(lines, rows, scores, lines.decided, 0.97).tolist() == [0.0, 0.95]
    assert as_taken(lines, rows, scores, lines.decided, 0.9).tolist() == [0.95, 0.95]
    assert as_taken(lines, rows, scores, np.array([True, True]), 0.9).tolist() == [0.0, 0.0]


def test_the_report_names_what_is_removed_and_lost(capsys: pytest.CaptureFixture[str]) -> None:
    lines, scores = four_lines(decided=[False] * 4)
    report(lines, scores)
    report_setting("careful", 0.75, lines, scores >= 0.75)
    printed = capsys.readouterr().out
    assert "light pages, junk removed    50.00%   50.00%" in printed
    assert "careful, from 0.7500: light pages 50.00% of the junk for 0.000% of the good characters" in printed
    assert "whole pages 100.00% of the junk" in printed
    assert not without_junk(lines).any()


def four_lines(decided: list[bool]) -> tuple[Lines, Floats]:
    """Good, good, junk, junk; the second good one scores 0.7."""
    pages = [page([1, 1, 0, 0]), page([1, 0], light=False)]
    return gather(pages, [np.array(decided), np.zeros(2, bool)]), np.array([0.1, 0.7, 0.8, 0.2, 0.1, 0.995])


def test_weights_survive_the_file_and_shallow_trees_are_filled_up(tmp_path: Path) -> None:
    split = {"float_feature_index": 1, "border": 0.5}
    written = {
        "oblivious_trees": [
            {"splits": [split, {"float_feature_index": 0, "border": 2.0}], "leaf_values": [1.0, 2.0, 3.0, 4.0]},
            {"splits": [split], "leaf_values": [-1.0, 1.0]},
        ],
        "scale_and_bias": [1, [0.25]],
    }
    text = np.zeros(BUCKETS)
    text[[3, 4]] = [1.27, -0.5]
    meta = {
        "feature_names": FEATURE_NAMES,
        "feature_version": FEATURE_VERSION,
        "careful": 0.9,
        "strict": 0.6,
        "data": "x",
    }
    write_weights(tmp_path / "m.npz", text, 0.5, tables_of(written), {key: np.array(it) for key, it in meta.items()})
    model = read_model(io.BytesIO((tmp_path / "m.npz").read_bytes()))
    check_model(model)
    assert (model.text[[2, 3, 4]] * model.text_scale).tolist() == pytest.approx([0, 1.27, -0.5])
    assert isinstance(model.trees, Trees)
    rows = np.array([[0, 0], [0, 1], [3, 0], [3, 1]], np.float32)
    assert model.trees.log_odds(rows).tolist() == pytest.approx([0.25, 3.25, 2.25, 5.25])
