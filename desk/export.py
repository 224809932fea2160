"""Articles as files for other programs: JSON lines with every character as it is, or CSV for spreadsheets."""

import contextlib
import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import IO, Any

from desk.records.articles import Article
from schema.errors import CopydeskError

_COLUMNS = tuple(field.name for field in fields(Article))
# What spreadsheets take for a formula (owasp.org/www-community/attacks/CSV_Injection), full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Writer = Callable[[IO[str], Iterable[Article]], int]


class ExportError(CopydeskError):
    """The file cannot be written, or its name does not say in which form."""


def export(target: Path, articles: Iterable[Article]) -> int:
    """Write the articles in the form that the file's name asks for; returns how many.

    The file appears, or replaces an older one, only when it is whole.

    Raises:
        ExportError: the name ends in none of `.jsonl`, `.csv`; the file cannot be written.
    """
    write = writer_for(target)
    partial = target.with_name(target.name + ".partial")
    try:
        with _created(partial) as file:
            count = write(file, articles)
        partial.replace(target)
    except OSError as error:
        raise ExportError(str(target), f"cannot be written ({error.strerror})", "Name a file elsewhere.") from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
    return count


def writer_for(target: Path) -> Writer:
    """The writer for a file's ending.

    Raises:
        ExportError: there is none.
    """
    writers: dict[str, Writer] = {".jsonl": write_jsonl, ".csv": write_csv}
    if target.suffix.lower() not in writers:
        remedy = f"Give it one of the endings {', '.join(writers)}."
        raise ExportError(str(target), "its name does not say in which form to write", remedy)
    return writers[target.suffix.lower()]


@contextlib.contextmanager
def _created(path: Path) -> Iterator[IO[str]]:
    with path.open("w", encoding="utf-8", newline="") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def write_jsonl(file: IO[str], articles: Iterable[Article]) -> int:
    """One JSON object per line, with all columns."""
    count = 0
    for article in articles:
        file.write(json.dumps(_row(article), ensure_ascii=False) + "\n")
        count += 1
    return count


def write_csv(file: IO[str], articles: Iterable[Article]) -> int:
    """A line of names, then one record per article; cells that a spreadsheet would compute get a leading apostrophe."""
    writer = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    count = 0
    for article in articles:
        writer.writerow({name: neutral(value) for name, value in _row(article).items()})
        count += 1
    return count


def neutral(value: Any) -> Any:
    """The value as a cell that no spreadsheet computes."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def _row(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) for name in _COLUMNS}
