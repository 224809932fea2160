"""What a database holds, named by content instead of ids, so that databases can be compared."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

Contents = dict[str, list[tuple[Any, ...]]]

ARTICLE = """
SELECT s.path, d.position, d.external_id, d.sha256, d.text, a.outlet, a.url, a.headline, a.headline_source,
    a.headline_key, a.byline, a.published_at, a.dateline, a.original_source, a.body, a.word_count, a.language,
    a.language_confidence, a.translation_score, a.translation_likely, a.duplicate_kind, a.duplicate_score,
    kept_file.path, kept_document.position, a.cleaner_version
FROM articles a
JOIN documents d ON d.id = a.document_id
JOIN source_files s ON s.id = d.source_file_id
LEFT JOIN articles kept ON kept.id = a.duplicate_of
LEFT JOIN documents kept_document ON kept_document.id = kept.document_id
LEFT JOIN source_files kept_file ON kept_file.id = kept_document.source_file_id
"""
OF_ARTICLE = """
JOIN articles a ON a.id = x.article_id
JOIN documents d ON d.id = a.document_id
JOIN source_files s ON s.id = d.source_file_id
"""
QUERIES = {
    "articles": ARTICLE,
    "spans": 'SELECT s.path, d.position, x."start", x."end", x.text, x.rule, x.category, x.layer, x.confidence '
    f"FROM removed_spans x {OF_ARTICLE}",
    "flags": 'SELECT s.path, d.position, x.kind, x."start", x."end", x.excerpt, x.weight, x.detail '
    f"FROM translation_flags x {OF_ARTICLE}",
    "files": "SELECT path, sha256, size_bytes, modified_at, outlet, status, documents FROM source_files",
    "quarantine": "SELECT path, position, sha256, reason, detail, content, resolved_at IS NULL FROM quarantine",
}


@pytest.fixture
def contents() -> Callable[[Path], Contents]:
    """Everything in a database that does not depend on when and in which order it came there."""

    def read(path: Path) -> Contents:
        with closing(sqlite3.connect(path)) as connection:
            return {name: sorted(connection.execute(query), key=repr) for name, query in QUERIES.items()}

    return read


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of small files of every kind, with duplicates and junk among them."""
    folder = tmp_path / "news"
    folder.mkdir()
    for name, content in _files():
        (folder / name).write_text(content)
    return folder


def _files() -> Iterator[tuple[str, str]]:
    for n in range(24):
        yield f"story-{n:02}.txt", story(n)
    yield "copy-of-03.txt", story(3)
    yield "lead-of-05.txt", "\n".join(story(5).splitlines()[:4])
    yield "empty.txt", ""
    yield "records.jsonl", '{"id": "r1", "title": "Bridge opens", "text": "The bridge opened."}\nno json\n{"a": 1}\n'


TOWNS = ("Aldham", "Brockley", "Corfe", "Dunster", "Elmley", "Fairford")
THINGS = ("bridge", "harbour", "library", "orchard", "quarry", "station", "tannery", "windmill")


def story(n: int) -> str:
    """A short story about number n, unlike every other."""
    town, thing = TOWNS[n % len(TOWNS)], THINGS[n % len(THINGS)]
    lines = [f"{town} council votes {n + 20} to {n} for a new {thing}"]
    for k in range(6):
        other = THINGS[(n * 5 + k * 3) % len(THINGS)]
        lines.append(
            f"In {1900 + n * 3 + k} the {other} of {TOWNS[(n + k) % len(TOWNS)]} was sold for {n * 131 + k} pounds, "
            f"and number {n * k + 7} in {other} street has stood empty since the {k + 2} owners left for {town}."
        )
        if k == 2:
            lines.append("Share this article")
    return "\n".join(lines)
