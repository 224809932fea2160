"""Records: copied and pickled as any frozen dataclass, only faster."""

import pickle
from dataclasses import FrozenInstanceError, dataclass, replace

import pytest

from tasks import chunks, records
from tasks.record import Record
from tasks.records import Article, Category, Document, Layer, PassedOver, RemovedSpan

SPAN = RemovedSpan(0, 5, "Share", "en.share", Category.SHARE, Layer.RULE)
ARTICLE = Article(Document("a.txt", 3, "Share\nA bridge.", "00", "text/plain", "utf-8"), "A bridge.", (SPAN,))


@dataclass(frozen=True, slots=True)
class Single(Record):
    only: tuple[int, ...]


def test_a_changed_record_is_what_replace_makes() -> None:
    assert ARTICLE.changed(language="en", headline="Bridge") == replace(ARTICLE, language="en", headline="Bridge")
    assert ARTICLE.changed() == ARTICLE
    assert ARTICLE.language == "und"
    assert Single((1, 2)).changed(only=(3,)) == Single((3,))


def test_there_is_no_changing_of_what_is_no_field() -> None:
    with pytest.raises(KeyError, match="lingua"):
        ARTICLE.changed(lingua="en")
    with pytest.raises(FrozenInstanceError):
        ARTICLE.changed(language="en").language = "de"  # type: ignore[misc]


@pytest.mark.parametrize("record", [ARTICLE, SPAN, PassedOver("a.warc", 7), Single((1, 2)), Single(())])
def test_a_record_comes_out_of_another_process_as_it_went_in(record: Record) -> None:
    assert pickle.loads(pickle.dumps(record)) == record


def test_records_with_slots_have_no_dictionary() -> None:
    kinds = [kind for module in (records, chunks) for kind in vars(module).values() if isinstance(kind, type)]
    kinds = [kind for kind in kinds if issubclass(kind, Record) and kind is not Record]
    assert {Article, Document, RemovedSpan, chunks.SliceResult} <= set(kinds)
    for kind in kinds:
        assert not hasattr(object.__new__(kind), "__dict__")
