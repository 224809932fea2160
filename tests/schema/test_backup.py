import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from schema.backup import backup, dated, rotate
from schema.errors import DatabaseDamaged, DatabaseError, DatabaseForbidden, DatabaseMissing

Add = Callable[..., int]


def outlets(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT outlet FROM articles").fetchall()
    connection.close()
    return [outlet for (outlet,) in rows]


def test_what_is_committed_is_copied_while_somebody_writes(url: str, engine: Engine, add: Add, tmp_path: Path) -> None:
    add("The council met.", outlet="Gazette")
    with engine.begin() as connection:
        connection.execute(text("UPDATE articles SET outlet = 'not committed yet'"))
        backup(url, tmp_path / "copy.db")
    assert outlets(tmp_path / "copy.db") == ["Gazette"]


def test_the_copy_is_one_file(url: str, add: Add, tmp_path: Path) -> None:
    add("The council met.", outlet="Gazette")
    folder = tmp_path / "copies"
    folder.mkdir()
    backup(url, folder / "copy.db")
    assert outlets(folder / "copy.db") == ["Gazette"]
    assert [path.name for path in folder.iterdir()] == ["copy.db"]


def test_an_older_copy_is_replaced_only_by_a_whole_one(url: str, add: Add, tmp_path: Path) -> None:
    add("The council met.", outlet="Gazette")
    backup(url, tmp_path / "copy.db")
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"SQLite format 3\0" + b"nonsense" * 1000)
    with pytest.raises(DatabaseDamaged, match=r"damaged\.db"):
        backup(f"sqlite:///{damaged}", tmp_path / "copy.db")
    assert outlets(tmp_path / "copy.db") == ["Gazette"]
    assert not list(tmp_path.glob("*.partial"))


def test_a_place_that_cannot_be_written_is_named(url: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseForbidden, match=r"copy\.db: cannot be written"):
        backup(url, tmp_path / "no" / "such" / "copy.db")


def test_there_has_to_be_a_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing):
        backup(f"sqlite:///{tmp_path}/none.db", tmp_path / "copy.db")
    with pytest.raises(DatabaseError, match="pg_dump"):
        backup("postgresql+psycopg://localhost/news", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_rotation_keeps_the_newest_and_leaves_other_files_alone(tmp_path: Path) -> None:
    names = [f"articles-2024-03-{day}T023000Z.db" for day in (14, 15, 16)]
    others = ["articles-old.db", "other-2024-03-01T023000Z.db", "articles-2024-03-14T023000Z.db.partial"]
    for name in names + others:
        (tmp_path / name).touch()
    assert [path.name for path in rotate(tmp_path, "articles", 2)] == names[:1]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:] + others)
    assert [path.name for path in rotate(tmp_path, "articles", 0)] == names[1:2]


def test_a_dated_copy_is_known_as_one(tmp_path: Path) -> None:
    older = tmp_path / "articles-2024-03-14T023000Z.db"
    for path in (older, dated(tmp_path, "articles")):
        path.touch()
    assert rotate(tmp_path, "articles", 1) == [older]
