"""What is taken from a page: its own statements, its headline, its date, and the blocks of its article."""

import json
from collections.abc import Sequence

import numpy as np
import pytest
from trafilatura.utils import load_html

from tasks.read.block_features import FEATURE_VERSION, NAMES, block_features, mark_accepted
from tasks.read.blocks import read_blocks
from tasks.read.body import article_text
from tasks.read.body_model import SCALE, BodyModel, body_model
from tasks.read.headline import choose_headline
from tasks.read.page import read_article
from tasks.read.page_date import page_date
from tasks.read.structured import PageFacts, page_facts

SENTENCES = [
    "The council voted on Tuesday to rebuild the old bridge over the river, eleven votes to four.",
    "Work starts in spring and will take two years, the mayor said after the meeting in the town hall.",
    "Traders in the lower town had asked for a ferry in the meantime, but the harbour office was against it.",
    "The bridge was closed in autumn, when divers found cracks in two of its seven piers.",
    "A new one would have cost twice as much, according to the engineers who were asked for their opinion.",
]
PROSE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def page(body: str, head: str = "") -> str:
    title = "<title>Bridge to be rebuilt - River Post</title>"
    return f"<!DOCTYPE html><html><head>{title}{head}</head><body>{body}</body></html>"


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def facts_of(head: str) -> PageFacts:
    return page_facts(load_html(page(f"<article>{PROSE}</article>", head)))


@pytest.mark.parametrize(
    "wrap",
    [
        lambda article: article,
        lambda article: [{"@type": "WebSite"}, article],
        lambda article: {"@graph": [{"@type": "Organization", "name": "X"}, article]},
        lambda article: {"@type": "WebPage", "mainEntity": article},
    ],
    ids=["object", "list", "graph", "main entity"],
)
def test_json_ld(wrap) -> None:  # type: ignore[no-untyped-def]
    article = {
        "@type": ["NewsArticle", "ReportageNewsArticle"],
        "headline": "Bridge &amp; ferry",
        "datePublished": "2021-05-04T09:30:00+02:00",
        "author": [{"@type": "Person", "name": "Ada Byron"}, {"name": ["Bo Li"]}, "https://river.example/staff"],
        "publisher": {"@type": "Organization", "name": "River Post"},
        "articleBody": "<p>Text</p>",
    }
    facts = facts_of(ld(wrap(article)))
    assert facts.headlines == ("Bridge & ferry",)
    assert facts.published_at == "2021-05-04T07:30:00Z"
    assert facts.byline == "Ada Byron, Bo Li"
    assert facts.outlet == "River Post"
    assert facts.article_body.strip() == "Text"


def test_meta_elements() -> None:
    facts = facts_of(
        '<meta property="og:title" content="A"><meta name="twitter:title" content="B">'
        '<meta property="og:site_name" content="River Post"><meta name="author" content="Ada Byron">'
        '<meta property="article:published_time" content="2021-05-04"><meta property="og:description" content="D">'
        '<link rel="canonical" href="https://river.example/a">'
    )
    assert facts.headlines == ("A", "B")
    assert (facts.outlet, facts.byline, facts.published_at) == ("River Post", "Ada Byron", "2021-05-04")
    assert (facts.url, facts.description) == ("https://river.example/a", "D")


def test_broken_json_ld_with_line_ends_in_strings() -> None:
    facts = facts_of('<script type="application/ld+json">\n{"@type": "NewsArticle", "headline": "a\nb"};</script>')
    assert [headline.split() for headline in facts.headlines] == [["a", "b"]]


@pytest.mark.parametrize(
    ("visible", "stated", "title", "headline"),
    [
        (
            ["Bridge to be rebuilt"],
            ["Bridge to be rebuilt"],
            "Bridge to be rebuilt - River Post",
            "Bridge to be rebuilt",
        ),
        ([], ["Bridge to be rebuilt | River Post"], "x", "Bridge to be rebuilt"),
        ([], [], "Bridge to be rebuilt - News - River Post", "Bridge to be rebuilt - News"),
        (["River Post", "Bridge to be rebuilt"], ["Bridge to be rebuilt"], "", "Bridge to be rebuilt"),
        (["Log in"], ["Bridge to be rebuilt"], "", "Bridge to be rebuilt"),
        (["Council: Bridge to be rebuilt"], ["Bridge to be rebuilt"], "", "Bridge to be rebuilt"),
        (
            ["Old bridge to be rebuilt after all"],
            ["Why the old bridge stays"],
            "",
            "Old bridge to be rebuilt after all",
        ),
        (["Bridge to be rebuilt"], [], "", "Bridge to be rebuilt"),
        ([], [], "", None),
        ([], ["River Post - Bridge to be rebuilt"], "", "Bridge to be rebuilt"),
        ([], [], "Rebuilt – and how – the bridge", "Rebuilt – and how – the bridge"),
        ([], [], "| River Post", None),
        (["River Post"], ["River Post"], "River Post", None),
    ],
)
def test_headline(visible: Sequence[str], stated: Sequence[str], title: str, headline: str | None) -> None:
    assert choose_headline(visible, stated, title, "River Post", "https://www.river.example/a") == headline


@pytest.mark.parametrize(
    ("body", "url", "date"),
    [
        ('<time datetime="2021-05-04T09:30">x</time>', None, "2021-05-04T09:30"),
        (
            '<time datetime="2020-01-01">a</time><time itemprop="datePublished" datetime="2021-05-04">b</time>',
            None,
            "2021-05-04",
        ),
        ("", "https://river.example/2021/05/04/bridge", "2021-05-04"),
        ("", "https://river.example/2021/may/4/bridge", "2021-05-04"),
        ('<p class="date">Published: 4 May 2021</p>', None, "2021-05-04"),
        (
            '<p>Retrieved June 7, 2022</p><dl><dd id="date_posted">May 4, 2021</dd></dl><p>June 6, 2021</p>',
            None,
            "2021-05-04",
        ),
    ],
)
def test_date_of_a_page_without_metadata(body: str, url: str | None, date: str) -> None:
    assert page_date(load_html(page(body + PROSE)), url) == date


def test_a_date_at_the_end_of_the_title() -> None:
    title = "<title>Bridge to be rebuilt | River Post | 04.05.2021</title>"
    tree = load_html(f"<html><head>{title}</head><body>{PROSE}<p>Picture of 3 May 2021</p></body></html>")
    assert page_date(tree, None) == "2021-05-04"


def test_a_year_in_a_copyright_line_is_no_date() -> None:
    assert page_date(load_html(page(PROSE + "<footer>© 2019 River Post</footer>")), None) is None


def test_blocks_know_where_they_stand() -> None:
    tree = load_html(
        page(
            '<div class="story-body"><h1>Bridge</h1><p>One <b>two</b> <a href="/x">three</a>.</p>'
            "loose<br><br>lines<br>here"
            '<aside class="related-links"><ul><li><a href="/y">Read also</a></li></ul></aside>'
            "<script>no()</script></div>"
        )
    )
    blocks = read_blocks(tree)
    assert [block.text for block in blocks] == ["Bridge", "One two three.", "loose", "lines\nhere", "Read also"]
    assert [block.tag for block in blocks] == ["h1", "p", "div", "div", "li"]
    assert [block.place.beside for block in blocks] == [0, 0, 0, 0, 1]
    assert {"aside", "ul", "li"} <= blocks[-1].place.inside
    assert [round(block.linked, 2) for block in blocks] == [0, 0.36, 0, 0, 1]


def test_features_have_a_row_per_block_and_a_column_per_name() -> None:
    tree = load_html(page(f"<article>{PROSE}</article>"))
    blocks = read_blocks(tree)
    accepted = mark_accepted(blocks, "\n".join(SENTENCES[:2]))
    rows = block_features(blocks, accepted, PageFacts(article_body=" ".join(SENTENCES)), ["Bridge to be rebuilt"])
    assert rows.shape == (len(blocks), len(NAMES))
    assert np.isfinite(rows).all()
    assert rows[:, NAMES.index("accepted")].tolist() == [1, 1, 0, 0, 0]
    assert rows[:, NAMES.index("in_json_body")].tolist() == [1] * 5


def test_weights_fit_the_code() -> None:
    model = body_model()
    trees, inner = model.features.shape
    assert model.thresholds.shape == (trees, inner)
    assert model.leaves.shape == (trees, inner + 1)
    assert 0 <= model.features.min() <= model.features.max() < len(NAMES)
    assert FEATURE_VERSION == "1"


def test_trees_go_left_up_to_the_threshold() -> None:
    features = np.array([[0, 1, 1]], dtype=np.int16)
    thresholds = np.array([[0.5, 10, 20]], dtype=np.float32)
    model = BodyModel(features, thresholds, np.array([[1, 2, 3, 4]], dtype=np.int32) * SCALE, 3 * SCALE)
    rows = np.zeros((4, len(NAMES)), dtype=np.float32)
    rows[:, :2] = np.array([[0.5, 10], [0.5, 11], [1, 20], [1, 21]])
    assert (model.scores(rows) // SCALE).tolist() == [1, 2, 3, 4]
    assert model.is_body(rows) == [False, False, True, True]


RELATED = '<div class="related-articles"><h3>More from River Post</h3><ul>' + "".join(
    f'<li><a href="/{name}">{name} of the lower town and what became of it</a></li>'
    for name in ("Markets", "Trams", "Mills")
)
RELATED += "</ul></div>"


def test_the_article_is_taken_and_what_is_beside_it_is_not() -> None:
    html = page(
        '<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>'
        f'<main><article class="article-body"><h1>Bridge to be rebuilt</h1>{PROSE}</article>{RELATED}</main>'
        "<footer><p>© River Post, all rights reserved</p></footer>"
    )
    text = read_article(html, None).text
    assert [sentence for sentence in SENTENCES if sentence not in text] == []
    assert "Markets" not in text
    assert "rights reserved" not in text
    assert "Sport" not in text


def test_a_paragraph_that_the_page_repeats_for_small_screens_is_taken_once() -> None:
    html = page(f'<article>{PROSE}<div class="mobile"><p>{SENTENCES[0]}</p></div></article>')
    assert read_article(html, None).text.count(SENTENCES[0]) == 1


def test_a_page_whose_text_is_only_in_json_ld() -> None:
    tree = load_html(page("<div id='app'></div>"))
    assert article_text(tree, PageFacts(article_body="Text."), [""]) == "Text."


def test_the_same_page_gives_the_same_text_whatever_was_read_before() -> None:
    html = page(f"<article>{PROSE}</article>{RELATED}")
    first = read_article(html, None)
    for _ in range(5):
        read_article(page(f"<article>{PROSE}{PROSE}</article>"), None)
    assert read_article(html, None) == first
