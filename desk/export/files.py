"""Articles as files for other programs and for people: JSON lines, CSV, or one text each."""

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from desk.records.articles import Article

_COLUMNS = tuple(field.name for field in fields(Article))
# What Markdown takes for a mark.
_MARKS = re.compile(r"[\\`*_\[\]<>|]|^\s*[-+#=~]|(?<=\d)[.)](?=\s)", re.MULTILINE)
# What spreadsheets take for a formula (owasp.org/www-community/attacks/CSV_Injection), full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_jsonl(path: Path, articles: Iterable[Article]) -> int:
    """One JSON object per line, with all columns; returns how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for article in articles:
            file.write(json.dumps(_row(article), ensure_ascii=False) + "\n")
            count += 1
    return count


def write_csv(path: Path, articles: Iterable[Article]) -> int:
    """A line of names, then one record per article; cells that a spreadsheet would compute get an apostrophe."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        for article in articles:
            writer.writerow({name: neutral(value) for name, value in _row(article).items()})
            count += 1
    return count


def write_texts(path: Path, articles: Iterable[Article]) -> int:
    """A folder with one text per article, named by its number: the headline, an empty line, the body."""
    path.mkdir()
    count = 0
    for article in articles:
        headline = f"{article.headline}\n\n" if article.headline else ""
        text = f"{headline}{article.body.strip()}\n"
        (path / f"{article.id:07}.txt").write_text(text, encoding="utf-8", newline="\n")
        count += 1
    return count


def write_markdown(path: Path, articles: Iterable[Article]) -> int:
    """A folder with one Markdown file per article: its columns as YAML front matter, the headline, the body."""
    path.mkdir()
    count = 0
    for article in articles:
        columns = {name: value for name, value in _row(article).items() if name != "body" and value is not None}
        matter = yaml.safe_dump(columns, allow_unicode=True, sort_keys=False, width=10_000)
        headline = f"# {plain(article.headline)}\n\n" if article.headline else ""
        # A line of its own is a paragraph here, and one line with the next one in Markdown.
        body = "\n\n".join(plain(line) for line in article.body.split("\n") if line.strip())
        text = f"---\n{matter}---\n\n{headline}{body}\n"
        (path / f"{article.id:07}.md").write_text(text, encoding="utf-8", newline="\n")
        count += 1
    return count


def neutral(value: Any) -> Any:
    """The value as a cell that no spreadsheet computes."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def plain(text: str) -> str:
    """The text with a backslash before what Markdown, or HTML within it, would take for a mark."""
    return _MARKS.sub(r"\\\g<0>", text.strip())


def _row(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) for name in _COLUMNS}
