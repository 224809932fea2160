"""A prepared database, and articles put into it by hand."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, insert

from schema.compress import pack_text
from schema.engine import open_engine
from schema.tables import articles, batches, documents, removed_spans, source_files

NOW = "2024-03-16T10:17:05Z"


@pytest.fixture
def url(prepared: Path, tmp_path: Path) -> str:
    shutil.copy(prepared, tmp_path)
    return f"sqlite:///{tmp_path}/articles.db"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def add(engine: Engine) -> Callable[..., int]:
    """Adds one article with its batch, file and document, and gives its id; `tail` is a removed line after the body."""

    def add(body: str, *, headline: str | None = None, language: str = "en", tail: str = "", **columns: object) -> int:
        with engine.begin() as connection:
            return _add(connection, body, tail, {"headline": headline, "language": language, **columns})

    return add


def _add(connection: Connection, body: str, tail: str, columns: dict[str, object]) -> int:
    def new(table: object, **values: object) -> int:
        return int(connection.execute(insert(table).values(**values)).inserted_primary_key[0])  # type: ignore[arg-type]

    batch = new(batches, trigger="manual", status="completed", started_at=NOW, cleaner_version="1", loaded=1)
    file = new(
        source_files,
        path=f"{batch}.txt",
        sha256="0",
        size_bytes=1,
        modified_at=1,
        status="loaded",
        documents=1,
        batch_id=batch,
    )
    document = new(
        documents,
        source_file_id=file,
        position=0,
        sha256="0",
        media_type="text/plain",
        encoding="utf-8",
        text=pack_text(body + tail, body),
        batch_id=batch,
    )
    values: dict[str, object] = {
        "document_id": document,
        "headline_source": "metadata",
        "body": body,
        "word_count": len(body.split()),
        "language_confidence": 1.0,
        "translation_score": 0.0,
        "translation_likely": False,
        "cleaner_version": "1",
        "batch_id": batch,
        "created_at": NOW,
        "updated_at": NOW,
    }
    article = new(articles, **values | columns)
    if tail:
        new(
            removed_spans,
            article_id=article,
            start=len(body),
            end=len(body) + len(tail),
            text=tail,
            rule="en.related.read-also",
            category="related",
            layer="rule",
            confidence=1.0,
        )
    return article
