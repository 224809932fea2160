"""CPU and space per article of duplicate finding, in a database that grows to a size you name.

    python -m benchmarks.dedup_load --sizes 10000,1000000 --database FILE

The corpus is made, not real: words of a Zipf-distributed vocabulary, 650 to an article (4.3 KB). Of 100 articles 12
are copies of an earlier one (whole, edited, cut or with a tail), 4 are of one of 50 serial templates, and 10 carry one
of 200 background paragraphs. What is measured is the sketch, and the writer's step from fingerprints to marked
duplicates with its commit; not reading, cleaning or the rows of the articles themselves.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import numpy as np
from sqlalchemy import Connection, Engine, func, insert, select

from schema.engine import open_engine
from schema.migrate import prepare
from schema.plumbing import fingerprints, index_blocks, index_segments
from schema.tables import articles, batches, documents, source_files
from tasks.duplicates import fingerprint
from tasks.load.duplicates import LoadedArticle, decide_duplicates
from tasks.records import Article, Document, HeadlineSource

CHUNK = 1000
MEASURED_CHUNKS = 5
_WORDS, _WORDS_EACH, _RECENT = 60_000, 650, 20_000


class Corpus:
    """Made articles, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        letters = np.array(list("aaeeiioouubcdfghklmnprstvw"))
        lengths = self._random.integers(2, 10, _WORDS)
        self._vocabulary = np.array(["".join(self._random.choice(letters, n)) for n in lengths], object)
        weight = 1.0 / np.arange(1, _WORDS + 1) ** 0.9
        self._cumulative = np.cumsum(weight / weight.sum())
        self._templates = [self._draw(300) for _ in range(50)]
        self._background = [self._draw(120) for _ in range(200)]
        self._recent: list[list[str]] = []
        self._count = 0

    def chunk(self) -> list[Article]:
        """The next `CHUNK` articles, not yet fingerprinted."""
        return [self._article() for _ in range(CHUNK)]

    def _article(self) -> Article:
        kind = self._random.random()
        if kind < 0.12 and self._recent:
            words = self._copy(self._recent[int(self._random.integers(len(self._recent)))])
        elif kind < 0.16:
            words = list(self._templates[int(self._random.integers(len(self._templates)))])
            for place in range(3, len(words), 12):
                words[place] = str(self._random.integers(100_000))
        else:
            words = self._draw(max(60, int(self._random.normal(_WORDS_EACH, 150))))
            if kind < 0.26:
                words[len(words) // 2 :] = self._background[int(self._random.integers(len(self._background)))]
            self._recent.append(words)
            del self._recent[:-_RECENT]
        self._count += 1
        day = np.datetime64("2015-01-01") + int(self._count // 300)
        document = Document(f"{self._count}.txt", 0, "", str(self._count), "text/plain", "utf-8")
        return Article(
            document, " ".join(words), headline=" ".join(words[:8]), published_at=str(day), outlet="example.org"
        )

    def _copy(self, words: list[str]) -> list[str]:
        how = int(self._random.integers(4))
        if how == 0:
            return list(words)
        if how == 1:
            return words[: max(30, len(words) * int(self._random.integers(3, 8)) // 10)]
        if how == 2:
            return words + self._draw(40)
        edited = np.array(words, object)
        places = np.flatnonzero(self._random.random(len(words)) < 0.04)
        edited[places] = self._draw(places.size)
        return list(edited)

    def _draw(self, count: int) -> list[str]:
        places = np.searchsorted(self._cumulative, self._random.random(count))
        return list(self._vocabulary[np.minimum(places, _WORDS - 1)])


def fill(engine: Engine, corpus: Corpus, target: int) -> Iterator[tuple[float, float, int]]:
    """Load chunks up to a number of articles; gives CPU seconds of sketches and of decisions, and duplicates."""
    with engine.connect() as connection:
        last = connection.execute(select(func.max(articles.c.id))).scalar() or 0
    while last < target:
        plain = corpus.chunk()
        began = process_time()
        loaded = [LoadedArticle(last + n, fingerprint(article)) for n, article in enumerate(plain, 1)]
        sketched = process_time() - began
        with engine.connect() as connection:
            insert_rows(connection, loaded)
            connection.commit()  # in the writer it is one transaction; here the articles' own pages must not count
            began = process_time()
            marked = decide_duplicates(connection, loaded).marked
            connection.commit()
        yield sketched, process_time() - began, marked
        last += CHUNK


def insert_rows(connection: Connection, loaded: list[LoadedArticle]) -> None:
    """The rows that the writer makes before it looks for duplicates, without what this does not measure."""
    if loaded[0].article_id == 1:
        connection.execute(
            insert(batches).values(id=1, trigger="manual", status="running", started_at="", cleaner_version="")
        )
        file = {"id": 1, "path": "corpus", "sha256": "", "size_bytes": 0, "modified_at": 0, "status": "loaded"}
        connection.execute(insert(source_files).values(**file, documents=0, batch_id=1))
    ids = [item.article_id for item in loaded]
    common = {"external_id": None, "sha256": "", "media_type": "", "encoding": "", "text": b"", "batch_id": 1}
    connection.execute(insert(documents), [{"id": n, "source_file_id": 1, "position": n, **common} for n in ids])
    fixed = {"headline_source": HeadlineSource.METADATA, "word_count": 0, "language": "en", "language_confidence": 1.0}
    fixed |= {"translation_score": 0.0, "translation_likely": False, "cleaner_version": "", "batch_id": 1}
    fixed |= {"created_at": "", "updated_at": ""}
    names = ("outlet", "headline", "headline_key", "published_at", "body")
    rows = [{name: getattr(item.article, name) for name in names} for item in loaded]
    connection.execute(
        insert(articles),
        [{"id": n, "document_id": n, **row, **fixed} for n, row in zip(ids, rows, strict=True)],
    )


def measure(engine: Engine, corpus: Corpus, size: int) -> dict[str, float]:
    """Grow the database to `size` articles, and measure the chunks after that."""
    for n, _ in enumerate(fill(engine, corpus, size)):
        if n % 50 == 49:
            print(f"{(n + 1) * CHUNK} more articles", file=sys.stderr)
    found = list(fill(engine, corpus, size + MEASURED_CHUNKS * CHUNK))
    count = len(found) * CHUNK
    with engine.connect() as connection:
        indexed = connection.execute(select(func.count()).select_from(fingerprints)).scalar_one()
        columns = index_segments.c.firsts, index_segments.c.filters, index_segments.c.ranks
        blobs = sum((func.length(column) for column in columns[1:]), func.length(columns[0]))
        index = connection.execute(select(func.count(), func.sum(blobs)).select_from(index_segments)).one()
        blocks = connection.execute(select(func.sum(func.length(index_blocks.c.entries)))).scalar_one()
        own = connection.execute(select(func.sum(func.length(fingerprints.c.sketch) + 40))).scalar_one()
    return {
        "articles": size,
        "sketch_us": round(1e6 * sum(row[0] for row in found) / count, 1),
        "decide_us": round(1e6 * sum(row[1] for row in found) / count, 1),
        "total_us": round(1e6 * sum(row[0] + row[1] for row in found) / count, 1),
        "duplicates_per_100": round(100 * sum(row[2] for row in found) / count, 1),
        "segments": index[0],
        "bytes_per_article": round((index[1] + blocks + own) / indexed, 1),
    }


def main() -> None:
    """Print one line per size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000", help="numbers of articles, ascending, with commas")
    parser.add_argument("--database", type=Path, required=True, help="a file that does not exist yet")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    url = f"sqlite:///{options.database.absolute()}"
    prepare(url)
    engine, corpus = open_engine(url), Corpus(options.seed)
    rows = [measure(engine, corpus, int(size)) for size in options.sizes.split(",")]
    if options.json:
        print(json.dumps(rows))
        return
    print("  ".join(rows[0]))
    for row in rows:
        print("  ".join(str(value).rjust(len(name)) for name, value in row.items()))


if __name__ == "__main__":
    main()
