"""What is known of each block of a page, as numbers for the body model; `NAMES` is the order of the columns."""

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tasks.read.blocks import Block, key_of
from tasks.read.headline import words
from tasks.read.structured import PageFacts

# Changes with every change of a column or of its meaning; the weights name the version they were fitted for.
FEATURE_VERSION = "1"

_ANCESTORS = ("aside", "nav", "footer", "header", "form", "figure", "article", "main", "table", "blockquote", "li")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_ENDS_SENTENCE = re.compile(r"[.!?…。！？।۔؟][\"”»’')\]]{0,2}$")
_ENDS_LOOSELY = frozenset('.!?…。！？।۔؟:"”»’')
_LONG_KEY = 25

NAMES = (
    *("accepted", "log_length", "few_words", "linked", "ends_loosely", "ends_sentence", "colon", "capitals", "digits"),
    *("commas", "is_p", "is_heading", "is_h1", "is_caption", "is_container"),
    *(f"in_{tag}" for tag in _ANCESTORS),
    *("beside", "own_beside", "body", "standfirst", "depth"),
    *("near_2", "before_3", "after_3", "near_8", "part_before", "part_after", "between", "from_first", "from_last"),
    *("siblings_accepted", "siblings_length", "siblings_part", "style_accepted", "style_length"),
    *("previous_accepted", "next_accepted", "in_title", "is_title", "in_description", "in_json_body"),
    *("has_json_body", "not_in_json_body", "repeated"),
)


def mark_accepted(blocks: Sequence[Block], extracted: str) -> list[bool]:
    """Which blocks are in the text that another extractor took from the same page."""
    keys = [key for line in extracted.split("\n") if (key := key_of(line))]
    lines, everything = set(keys), "".join(keys)
    return [block.key in lines or (len(block.key) >= _LONG_KEY and block.key in everything) for block in blocks]


def block_features(
    blocks: Sequence[Block], accepted: Sequence[bool], facts: PageFacts, titles: Sequence[str]
) -> NDArray[np.float32]:
    """One row per block, one column per name in `NAMES`.

    Arguments:
        blocks: the blocks of one page in document order.
        accepted: which of them trafilatura took.
        facts: what the page says about itself.
        titles: its first-level headings and title element.
    """
    tokens = [words(block.text) for block in blocks]
    columns = zip(
        _of_text(blocks, tokens, accepted),
        map(_of_place, blocks),
        _of_neighbours(blocks, accepted),
        _of_kind(blocks, accepted),
        _of_facts(blocks, tokens, facts, titles),
        strict=True,
    )
    rows = [[value for group in groups for value in group] for groups in columns]
    return np.array(rows, dtype=np.float32).reshape(len(blocks), len(NAMES))


def _of_text(blocks: Sequence[Block], tokens: Sequence[list[str]], accepted: Sequence[bool]) -> list[tuple[float, ...]]:
    rows: list[tuple[float, ...]] = []
    for block, block_words, is_accepted in zip(blocks, tokens, accepted, strict=True):
        text, tag, size = block.text, block.tag, len(block.text)
        rows.append(
            (
                is_accepted,
                math.log1p(size),
                len(block_words) < 10,
                block.linked,
                text[-1] in _ENDS_LOOSELY,
                _ENDS_SENTENCE.search(text, size - 3 if size > 3 else 0) is not None,
                text[-1] in ":：",
                sum(map(str.isupper, text)) / size,
                sum(map(str.isdigit, text)) / size,
                text.count(",") / max(1, len(block_words)),
                tag == "p",
                tag in _HEADINGS,
                tag == "h1",
                tag == "figcaption",
                tag in {"div", "section", "article", "body"},
            )
        )
    return rows


def _of_place(block: Block) -> tuple[float, ...]:
    place = block.place
    names = (min(3, place.beside), place.own_beside, min(4, place.body), place.standfirst, min(40, place.depth))
    return (*(tag in place.inside for tag in _ANCESTORS), *names)


def _of_neighbours(blocks: Sequence[Block], accepted: Sequence[bool]) -> NDArray[np.float64]:
    """Shares of accepted characters around, before and behind each block, and the distance to the accepted text."""
    sizes = np.array([len(block.text) for block in blocks])
    mine = sizes * np.array(accepted)
    every, taken = np.append(0, sizes.cumsum()), np.append(0, mine.cumsum())
    at = np.arange(len(blocks))

    def share(first: int, last: int) -> NDArray[np.float64]:
        low, high = np.clip(at + first, 0, len(at)), np.clip(at + last, 0, len(at))
        found: NDArray[np.float64] = (taken[high] - taken[low]) / np.maximum(1, every[high] - every[low])
        return found

    total = max(1, int(taken[-1]))
    (long_ones,) = np.nonzero(mine > 60)
    first, last = (long_ones[0], long_ones[-1]) if len(long_ones) else (0, len(at) - 1)
    columns = (
        share(-2, 3),
        share(-3, 0),
        share(1, 4),
        share(-8, 9),
        taken[:-1] / total,
        (total - taken[1:]) / total,
        (first <= at) & (at <= last),
        np.clip(at - first, -10, 10),
        np.clip(at - last, -10, 10),
    )
    return np.stack(columns, axis=1)


def _of_kind(blocks: Sequence[Block], accepted: Sequence[bool]) -> list[tuple[float, ...]]:
    """How much of the blocks beside it, and of the blocks that look like it, was accepted."""
    of_parent, taken_parent = Counter[object](), Counter[object]()
    of_style, taken_style = Counter[object](), Counter[object]()
    for block, is_accepted in zip(blocks, accepted, strict=True):
        size = len(block.text)
        of_parent[block.parent] += size
        of_style[block.style] += size
        if is_accepted:
            taken_parent[block.parent] += size
            taken_style[block.style] += size
    total = max(1, sum(taken_parent.values()))
    rows: list[tuple[float, ...]] = []
    for at, block in enumerate(blocks):
        siblings, alike = taken_parent[block.parent], taken_style[block.style]
        rows.append(
            (
                siblings / of_parent[block.parent],
                math.log1p(siblings),
                siblings / total,
                alike / of_style[block.style],
                math.log1p(alike),
                at > 0 and accepted[at - 1],
                at + 1 < len(blocks) and accepted[at + 1],
            )
        )
    return rows


def _of_facts(
    blocks: Sequence[Block], tokens: Sequence[list[str]], facts: PageFacts, titles: Sequence[str]
) -> list[tuple[float, ...]]:
    """How much of each block is in the page's titles, its description and its text in JSON-LD."""
    title_words = {word for text in (*titles, *facts.headlines[:1]) for word in words(text)}
    title_keys = {key_of(text) for text in (*titles[:-1], *facts.headlines)}
    description, body = _grams(words(facts.description)), _grams(words(facts.article_body))
    has_body = len(facts.article_body) > 400
    seen: set[str] = set()
    rows: list[tuple[float, ...]] = []
    for block, block_words in zip(blocks, tokens, strict=True):
        grams = _grams(block_words)
        distinct = set(block_words)
        in_body = len(grams & body) / len(grams) if grams and has_body else 0.0
        rows.append(
            (
                len(distinct & title_words) / max(1, len(distinct)),
                block.key in title_keys,
                len(grams & description) / len(grams) if grams else 0.0,
                in_body,
                has_body,
                has_body and 1 - in_body,
                len(block.text) > 20 and block.key in seen,
            )
        )
        seen.add(block.key)
    return rows


def _grams(tokens: Sequence[str]) -> set[tuple[str, ...]]:
    """Trigrams of words; of a shorter text the words together."""
    if len(tokens) < 3:
        return {tuple(tokens)} if tokens else set()
    return set(zip(tokens, tokens[1:], tokens[2:], strict=False))
