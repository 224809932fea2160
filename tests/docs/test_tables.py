"""docs/tables.md names every table, column and view, and nothing else; its queries run."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from schema import tables
from schema.migrate import prepare
from schema.tables import metadata
from schema.views import VIEWS

PAGE = (Path(__file__).parents[2] / "docs" / "tables.md").read_text()
CONTRACT = [table for table in vars(tables).values() if getattr(table, "metadata", None) is metadata]


def test_every_column_is_described() -> None:
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.S | re.M))
    described = {name: set(re.findall(r"^\| `(\w+)`", body, re.M)) for name, body in sections.items() if "| `" in body}
    assert described == {table.name: {column.name for column in table.columns} for table in CONTRACT}


def test_every_view_is_described() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE[: PAGE.index("## articles")], re.M)) == set(VIEWS)


@pytest.mark.parametrize("query", re.findall(r"--[^\n]*\n(SELECT.*?);", PAGE, re.S))
def test_the_queries_run(query: str, tmp_path: Path) -> None:
    prepare(f"sqlite:///{tmp_path / 'a.db'}")
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        assert connection.execute(query).fetchall() == []
