from hypothesis import given
from hypothesis import strategies as st

from tasks.compare import BodyChange, CleaningChanges, outside, ranked
from tasks.records import Article, Category, Document, Layer, RemovedSpan, body_of
from tasks.reprocess import put_back, without

TEXT = "Share this article\nThe bridge opened.\nRead also\nMore news\n"


def span(start: int, end: int, rule: str = "test.rule") -> RemovedSpan:
    return RemovedSpan(start, end, TEXT[start:end], rule, Category.OTHER, Layer.RULE)


def test_what_was_put_back_is_in_the_body_and_in_no_span() -> None:
    spans = (span(0, 19), span(38, 58))
    document = Document("a.txt", 0, TEXT, "", "text/plain", "utf-8")
    article = put_back(Article(document, body_of(TEXT, spans), spans), [(0, 19), (48, 58)])
    assert article.body == "Share this article\nThe bridge opened.\nMore news\n"
    assert article.spans == (span(38, 48),)


RANGES = st.tuples(st.integers(0, 58), st.integers(0, 58)).map(lambda pair: (min(pair), max(pair)))


@given(RANGES.filter(lambda pair: pair[0] < pair[1]), st.lists(RANGES, max_size=5))
def test_without_cuts_exactly_the_ranges(ends: tuple[int, int], ranges: list[tuple[int, int]]) -> None:
    start, end = ends
    left = {at for part in without(span(start, end), ranges) for at in range(part.start, part.end)}
    assert left == set(range(start, end)) - {at for a, b in ranges for at in range(a, b)}
    assert all(part.text == TEXT[part.start : part.end] and part.text for part in without(span(start, end), ranges))


def test_changes_are_counted_per_rule_and_the_largest_kept() -> None:
    changes = CleaningChanges()
    before, after = (span(0, 19, "a"), span(38, 48, "b")), (span(0, 10, "c"), span(38, 58, "b"))
    assert outside(after, before) == {"b": 10}
    assert outside(before, after) == {"a": 9}
    for n in range(30):
        changes.add(before, after, BodyChange(n, None, "before", "after", 19 + n))
    changes.add(before, before, BodyChange(99, None, "same", "same", 0))
    assert (changes.articles, changes.changed) == (31, 30)
    assert list(ranked(changes)) == [("a", 30, 0, 270), ("b", 30, 300, 0)]
    assert sorted(change.article_id for _, _, change in changes.largest) == list(range(10, 30))
