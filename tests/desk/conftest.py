"""A small database on real SQLite, filled through the tables, and a way to run the command line on it."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from sqlalchemy import Connection, insert

from benchmarks.postgresql import PostgresqlServer
from desk import cli
from schema import fts
from schema.compress import pack_bytes, pack_text
from schema.engine import open_engine
from schema.migrate import prepare
from schema.tables import (
    articles,
    batches,
    documents,
    learned_lines,
    quarantine,
    removed_spans,
    source_files,
    translation_flags,
)

NOW = "2024-05-01T08:00:00Z"
HOSTILE = "\x1b[31mred\x1b[0m \x07bell \u202eturned\u202c"


@dataclass(frozen=True)
class Story:
    """One article of the test database; `text` is the body with what was removed between ⟦ and ⟧."""

    text: str
    headline: str | None = None
    outlet: str | None = None
    published_at: str | None = None
    language: str = "en"
    duplicate_of: int | None = None
    duplicate_kind: str | None = None
    translated: str | None = None
    path: str = ""
    key: str | None = None


STORIES = (
    Story(
        "⟦Ministers agree on a truce\n\n⟧⟦GENEVA, May 1 (EX) – ⟧The ministers agreed on a truce for ten days.\n\n"
        "⟦Read also: Talks go on\n\n⟧Hostages may be freed on Friday.\n⟦Share this story⟧",
        headline="Ministers agree on a truce",
        outlet="Example Times",
        published_at="2024-05-01T07:30:00Z",
        key="ministers agree on a truce",
    ),
    Story(
        "The ministers agreed on a truce for ten days. Hostages may be freed on Friday, it was said.",
        headline="Ministers Agree on a Truce!",
        outlet="Morning Example",
        published_at="2024-05-02",
        duplicate_of=1,
        duplicate_kind="near",
        key="ministers agree on a truce",
    ),
    Story(
        "⟦بيان صحفي\n⟧اتفق الوزراء على هدنة لمدة عشرة أيام.",
        headline="الوزراء يتفقون على هدنة",
        outlet="صحيفة المثال",
        published_at="2023-11",
        language="ar",
    ),
    Story(
        "部长们在北京同意停火十天。人质可能在星期五获释。",
        headline="部长同意停火",
        published_at="2024-01-05",
        language="zh",
    ),
    Story(
        "The harvest was gooder than ever, said Mr Shaker. Farmers in the valley are glad.",
        outlet="Économie Exemple",
        published_at="2022",
        translated="gooder",
    ),
    Story(f"Control {HOSTILE} text.", headline=f"=2+3 {HOSTILE}", outlet=f"@{HOSTILE}", path=f"evil{HOSTILE}.txt"),
)


def _pieces(text: str) -> tuple[str, str, list[tuple[int, int, str]]]:
    """The text as received, the body, and the removed spans of a marked text."""
    received, body = "", ""
    spans = []
    for number, part in enumerate(text.replace("⟧", "⟦").split("⟦")):
        if number % 2:
            spans.append((len(received), len(received) + len(part), part))
        else:
            body += part
        received += part
    return received, body, spans


def _category(text: str) -> tuple[str, str]:
    if text.startswith("Read"):
        return "related", "en.related.read-also"
    if text.startswith("Share"):
        return "share", "en.share.story"
    if text.startswith("GENEVA"):
        return "dateline", "any.dateline.agency"
    return "headline", "any.headline.first"


def _insert(connection: Connection, number: int, story: Story) -> None:
    text, body, spans = _pieces(story.text)
    path = story.path or f"news/{number:03}.txt"
    connection.execute(
        insert(source_files).values(
            id=number,
            path=path,
            sha256=f"{number:064}",
            size_bytes=len(text),
            modified_at=1,
            status="loaded",
            documents=1,
            batch_id=1,
        )
    )
    connection.execute(
        insert(documents).values(
            id=number,
            source_file_id=number,
            position=0,
            sha256=f"{number:064}",
            media_type="text/plain",
            encoding="utf-8",
            text=pack_text(text, body),
            batch_id=1,
        )
    )
    connection.execute(
        insert(articles).values(
            id=number,
            document_id=number,
            outlet=story.outlet,
            headline=story.headline,
            headline_key=story.key,
            headline_source="first-line" if story.headline else "none",
            published_at=story.published_at,
            body=body,
            word_count=len(body.split()),
            language=story.language,
            language_confidence=0.99,
            translation_score=0.8 if story.translated else 0.0,
            translation_likely=bool(story.translated),
            duplicate_of=story.duplicate_of,
            duplicate_kind=story.duplicate_kind,
            duplicate_score=0.93 if story.duplicate_of else None,
            cleaner_version="0123456789abcdef",
            batch_id=1,
            created_at=NOW,
            updated_at=NOW,
        )
    )
    for start, end, removed in spans:
        category, rule = _category(removed)
        connection.execute(
            insert(removed_spans).values(
                article_id=number,
                start=start,
                end=end,
                text=removed,
                rule=rule,
                category=category,
                layer="rule",
                confidence=1.0,
            )
        )
    if story.translated:
        start = text.index(story.translated)
        connection.execute(
            insert(translation_flags).values(
                article_id=number,
                kind="non-word",
                start=start,
                end=start + len(story.translated),
                excerpt=story.translated,
                weight=0.4,
                detail="a form that English does not have",
            )
        )


def fill(url: str) -> None:
    """Make the test database at `url`."""
    prepare(url)
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(
            insert(batches).values(
                id=1,
                trigger="manual",
                status="completed",
                started_at=NOW,
                finished_at=NOW,
                cleaner_version="0123456789abcdef",
                files_seen=7,
                documents_seen=7,
                loaded=6,
                unchanged=0,
                duplicates=1,
                quarantined=1,
            )
        )
        for number, story in enumerate(STORIES, start=1):
            _insert(connection, number, story)
        connection.execute(
            insert(quarantine).values(
                id=1,
                path="news/broken.txt",
                position=0,
                sha256="0" * 64,
                reason="binary",
                batch_id=1,
                detail=f"It is a program{HOSTILE}, not a text.",
                content=pack_bytes(b"\x00\x01MZ text"),
                created_at=NOW,
            )
        )
        connection.execute(
            insert(learned_lines).values(
                id=1, outlet="Example Times", line="our newsletters", articles=9, share=0.1, status="proposed"
            )
        )
        fts.index_articles(connection, 1, len(STORIES))
    engine.dispose()


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a filled database that no test changes."""
    url = f"sqlite:///{tmp_path_factory.mktemp('desk') / 'articles.db'}"
    fill(url)
    return url


@pytest.fixture(scope="session")
def postgresql_database(postgresql: PostgresqlServer) -> str:
    """The same on PostgreSQL."""
    url = postgresql.database()
    fill(url)
    return url


@dataclass(frozen=True)
class Answer:
    """What a command wrote, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Standard output as the one JSON document that it has to be."""
        return json.loads(self.out)


Copydesk = Callable[..., Answer]


@pytest.fixture(scope="session")
def commands() -> click.Command:
    """The commands, which typer puts together anew at each call of a program: a third of what a short one takes."""
    return typer.main.get_command(cli.app)


@pytest.fixture
def copydesk(
    database: str, commands: click.Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Copydesk:
    """Runs a command line in this process, as in a pipe, on the filled database unless it names another."""
    monkeypatch.setenv("COPYDESK_DATABASE_URL", database)
    monkeypatch.setattr(cli, "app", commands)

    def run(*arguments: str | Path | int) -> Answer:
        monkeypatch.setattr(sys, "argv", ["copydesk", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        written = capsys.readouterr()
        return Answer(ended.value.code or 0, written.out, written.err)  # type: ignore[arg-type]

    return run


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command line in a process of its own."""
    import os

    command = [sys.executable, "-m", "desk.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, check=False)
