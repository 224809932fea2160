from tasks.duplicates import fingerprint
from tasks.records import Article, Document


def article(body: str, headline: str | None = None, outlet: str | None = None) -> Article:
    return Article(Document("a.txt", 0, body, "", "text/plain", "utf-8"), body, headline=headline, outlet=outlet)


def test_a_fingerprint_has_key_hash_and_sketch() -> None:
    done = fingerprint(article("The council met on Monday.", "WATCH: Council meets | BBC News", "bbc.co.uk"))
    assert done.headline_key == "council meets"
    assert len(done.body_hash) == 16
    assert done.sketch


def test_everything_else_stays() -> None:
    before = article("The council met on Monday.", "Council meets")
    done = fingerprint(before)
    assert (done.document, done.body, done.headline) == (before.document, before.body, before.headline)
    assert fingerprint(done) == done


def test_without_headline_or_words_there_is_less() -> None:
    done = fingerprint(article("…"))
    assert done.headline_key is None
    assert done.sketch == ()
    assert done.body_hash != fingerprint(article("?!")).body_hash
