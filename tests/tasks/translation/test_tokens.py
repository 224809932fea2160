"""Tokens as hashes are those that splitting at white space gives, article by article."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tasks.records import Article, Category, Document, Layer, RemovedSpan, body_of
from tasks.translation.reading import is_cut_between_tokens, rest_of
from tasks.translation.tokens import LONGEST_LOOP, Memory, close_trigrams, hashes_of, read_tokens

texts = st.text("ab,é你 \n", max_size=30)


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=4))
def test_tokens_of_each_article_are_what_stands_between_white_space(articles: list[tuple[str, str]]) -> None:
    tokens = read_tokens([body for body, _ in articles], [rest for _, rest in articles], [True] * len(articles))
    everything = np.arange(len(tokens.hashes))
    split = [body.split() + rest.split() for body, rest in articles]
    assert tokens.by_article(everything, tokens.strings(everything)) == split
    hashes = tokens.by_article(everything, tokens.hashes.tolist())
    assert [[hashes_of([token])[0] for token in words] for words in split] == hashes
    for number, (body, _) in enumerate(articles):
        mine = tokens.in_body(number)
        assert [mine[at] for at in range(len(mine))] == body.split()
        assert [body[slice(*mine.place(at, at + 1))] for at in range(len(mine))] == body.split()
    assert tokens.are_of([True] * len(articles)).all()
    assert not tokens.are_of([False] * len(articles)).any()


def test_tokens_are_those_of_the_chosen_articles() -> None:
    tokens = read_tokens(["one two", "three"], ["", "four five"], [True, True])
    assert tokens.strings(np.flatnonzero(tokens.are_of([False, True]))) == ["three", "four", "five"]


@given(texts, st.lists(st.integers(0, 30), max_size=6))
def test_tokens_are_those_of_the_text_wherever_cleaning_cut(text: str, cuts: list[int]) -> None:
    places = sorted(min(cut, len(text)) for cut in cuts)
    spans = tuple(
        RemovedSpan(start, end, text[start:end], "test", Category.OTHER, Layer.RULE)
        for start, end in zip(places[::2], places[1::2], strict=False)
    )
    article = Article(Document("a", 0, text, "", "text/plain", "utf-8"), body_of(text, spans), spans, language="en")
    whole = is_cut_between_tokens(article)
    tokens = read_tokens([article.body], [rest_of(article, whole)], [whole])
    everything = np.arange(len(tokens.hashes))
    (found,) = tokens.by_article(everything, tokens.strings(everything))
    assert set(found) == set(text.split())


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=12), min_size=1, max_size=3))
def test_close_trigrams_are_all_that_come_back(bodies: list[list[str]]) -> None:
    tokens = read_tokens([" ".join(body) for body in bodies], [""] * len(bodies), [True] * len(bodies))
    assert close_trigrams(tokens) == [naive_trigrams(body) for body in bodies]


def naive_trigrams(body: list[str]) -> list[tuple[int, int]]:
    last: dict[tuple[str, ...], int] = {}
    found = []
    for at in range(len(body) - 2):
        trigram = tuple(body[at : at + 3])
        if trigram in last and at - last[trigram] <= LONGEST_LOOP:
            found.append((last[trigram], at))
        last[trigram] = at
    return found


def test_memory_gives_the_answer_that_it_was_given_or_none() -> None:
    memory, hashes = Memory(), hashes_of([f"word{number}" for number in range(100_000)])
    given = hashes >> np.uint64(63) == 0
    memory.keep(hashes, given)
    plain, odd = memory.look(hashes)
    assert not (plain & odd).any()
    assert given[plain].all()
    assert not given[odd].any()
    assert (plain | odd).sum() > 40_000
