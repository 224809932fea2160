"""Articles to take away; the name of the target says in which form."""

import contextlib
import shlex
import shutil
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import Connection

from desk.export.copy import write_copy
from desk.export.files import write_csv, write_jsonl, write_markdown, write_texts
from desk.export.parquet import write_parquet
from desk.filters import Filters
from desk.queries.articles import each_article
from desk.records.articles import Article
from schema.errors import CopydeskError

Writer = Callable[[Path, Connection, Iterable[Article]], int]

_WRITERS: dict[str, Writer] = {
    ".jsonl": lambda path, _connection, articles: write_jsonl(path, articles),
    ".csv": lambda path, _connection, articles: write_csv(path, articles),
    ".parquet": lambda path, _connection, articles: write_parquet(path, articles),
    ".db": write_copy,
    "": lambda path, _connection, articles: write_texts(path, articles),
}


class ExportError(CopydeskError):
    """The target cannot be written, or its name does not say in which form."""


def writer_for(target: Path, markdown: bool = False) -> Writer:
    """The writer for a target's name.

    Arguments:
        target: where to write.
        markdown: in a folder, Markdown instead of plain texts.

    Raises:
        ExportError: there is none, or the target would overwrite more than an earlier export.
    """
    if target.name == "-":
        raise ExportError("-", "is no file, and copydesk writes files only", "Name one, such as articles.jsonl.")
    writer = _WRITERS.get(target.suffix.lower())
    if writer is None:
        remedy = "Give it one of the endings .jsonl, .csv, .parquet and .db, or none for a folder of texts."
        raise ExportError(str(target), "its name does not say in which form to write", remedy)
    if markdown:
        if target.suffix:
            raise ExportError(str(target), "is no folder", "--markdown writes a folder: leave the ending out.")
        writer = _markdown
    if target.suffix.lower() == ".parquet" and find_spec("pyarrow") is None:
        raise ExportError(str(target), "needs pyarrow", "Run: pip install 'copydesk[parquet]'")
    if target.suffix.lower() in {"", ".db"} and target.exists():
        raise ExportError(str(target), "exists already", "Name another, or take this one away first.")
    if not (folder := target.parent).is_dir():
        remedy = f"Make it: mkdir -p {shlex.quote(str(folder))}"
        raise ExportError(f"Folder {folder}", "does not exist", remedy)
    return writer


def export(connection: Connection, target: Path, write: Writer, search: str | None, filters: Filters) -> int:
    """Write the articles that are asked for, with what `writer_for` gave; returns how many.

    The target appears, or replaces an older file, only when it is whole.

    Raises:
        ExportError: the target cannot be written.
        SearchError: the search cannot be read.
    """
    partial = target.with_name(target.name + ".partial")
    try:
        count = write(partial, connection, each_article(connection, search, filters))
        partial.replace(target)
    except OSError as error:
        raise ExportError(str(target), f"cannot be written ({error.strerror})", "Name a file elsewhere.") from error
    finally:
        _remove(partial)
    return count


def _markdown(path: Path, _connection: Connection, articles: Iterable[Article]) -> int:
    return write_markdown(path, articles)


def _remove(partial: Path) -> None:
    """Take away what an interrupted export left, SQLite's side files included."""
    if partial.is_dir():
        shutil.rmtree(partial)
    for left in (partial, partial.with_name(f"{partial.name}-wal"), partial.with_name(f"{partial.name}-shm")):
        with contextlib.suppress(OSError):
            left.unlink(missing_ok=True)
