"""The last step in the worker: what the loading step needs to find an article's duplicates."""

from collections.abc import Sequence

import xxhash

from tasks.duplicates.headlines import headline_key
from tasks.duplicates.shingles import Words, words_of_all
from tasks.duplicates.sketch import body_hash, sketch
from tasks.records import Article


def fingerprint(article: Article) -> Article:
    """Describe an article by headline key, body hash and sketch.

    Arguments:
        article: cleaned, with headline and outlet set where they are known.

    Returns:
        The article with `headline_key` (None where there is no headline or nothing stays of it), `body_hash` (16 bytes)
        and `sketch` (see `tasks.duplicates.sketch`).
    """
    (described,) = fingerprint_all([article])
    return described


def fingerprint_all(articles: Sequence[Article]) -> list[Article]:
    """The batch form of `fingerprint`: one article per article, in order."""
    bodies = words_of_all([article.body for article in articles])
    return [_described(article, body) for article, body in zip(articles, bodies, strict=True)]


def _described(article: Article, body: Words) -> Article:
    key = headline_key(article.headline, article.outlet) if article.headline else None
    if body.hashes.size:
        digest = body_hash(body)
    else:
        digest = xxhash.xxh3_128_digest(article.body.encode("utf-8", "surrogatepass"))
    in_outlet = (article.outlet, key) if article.outlet and key else None
    return article.changed(headline_key=key, body_hash=digest, sketch=sketch(body, in_outlet))
