"""The nightly upkeep and the deployments, on a real Prefect server."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert

from benchmarks.contents import rows
from benchmarks.postgresql import PostgresqlServer
from schema import fts
from schema.engine import open_engine
from schema.errors import DatabaseDamaged
from schema.health import problems
from schema.migrate import prepare
from schema.tables import batches

ROOT = Path(__file__).parents[2]

# Prefect's own warnings are not ours to turn into errors.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def reporting(server: str) -> Iterator[None]:
    """Let the flows of a test report to the server."""
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with temporary_settings({PREFECT_API_URL: server}):
        yield


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/articles.db"
    prepare(url)
    engine = open_engine(url)
    with engine.begin() as connection:
        row = {"trigger": "manual", "status": "completed", "started_at": "2024-03-16T10:17:05Z", "cleaner_version": "1"}
        connection.execute(insert(batches), row)
    engine.dispose()
    return url


@pytest.mark.usefixtures("reporting")
def test_a_database_of_a_server_is_checked_and_tidied(tmp_path: Path, postgresql: PostgresqlServer) -> None:
    from flows.upkeep import upkeep

    database = postgresql.database()
    prepare(database)
    rows(
        database, "INSERT INTO batches (trigger, status, started_at, cleaner_version) VALUES ('manual', 'x', 'x', '1')"
    )
    assert upkeep(database, str(tmp_path / "backups")) == ""
    assert not (tmp_path / "backups").exists()
    postgresql.give_back(database)


@pytest.mark.usefixtures("reporting")
def test_a_sound_database_is_copied_and_old_copies_go(url: str, tmp_path: Path) -> None:
    from flows.upkeep import upkeep

    folder = tmp_path / "backups"
    folder.mkdir()
    for day in (14, 15, 16):
        (folder / f"articles-2024-03-{day}T023000Z.db").touch()
    copy = Path(upkeep(url, str(folder), keep=2))
    assert sorted(path.name for path in folder.iterdir()) == ["articles-2024-03-16T023000Z.db", copy.name]
    assert problems(f"sqlite:///{copy}") == []


@pytest.mark.usefixtures("reporting")
def test_a_damaged_database_is_not_copied_over_good_copies(url: str, tmp_path: Path) -> None:
    from flows.upkeep import upkeep

    with closing(sqlite3.connect(tmp_path / "articles.db")) as connection, connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(
            "INSERT INTO learned_lines (outlet, line, articles, share, status, batch_id) VALUES ('a', 'b', 1, 1, '', 9)"
        )
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "articles-2024-03-14T023000Z.db").touch()
    with pytest.raises(DatabaseDamaged, match="refer to batches that do not exist"):
        upkeep(url, str(folder), keep=1)
    assert [path.name for path in folder.iterdir()] == ["articles-2024-03-14T023000Z.db"]


@pytest.mark.usefixtures("reporting")
def test_a_search_index_that_was_left_behind_is_mended(url: str, tmp_path: Path) -> None:
    from flows.upkeep import upkeep

    engine = open_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO articles_fts (rowid, headline, body) VALUES (7, 'a', 'gone')")
        assert fts.check(connection) == ["articles_fts"]
    engine.dispose()
    upkeep(url, str(tmp_path / "backups"))
    assert problems(url) == []


@pytest.mark.usefixtures("reporting")
def test_our_deployments_can_be_applied(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.registering import register

    shutil.copy(ROOT / "deployment.yaml", tmp_path)
    shutil.copytree(ROOT / "flows", tmp_path / "flows", ignore=shutil.ignore_patterns("__pycache__"))
    # Prefect's own command line applies them.
    monkeypatch.setenv("PREFECT_API_URL", server)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "home"))
    assert len(register(tmp_path / "deployment.yaml")) == 3
    assert asyncio.run(what_is_deployed()) == {
        "inbox": (["every-15-minutes"], 1),
        "batch": ([], None),
        "nightly": (["every-night"], 1),
    }


async def what_is_deployed() -> dict[str, tuple[list[str], int | None]]:
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        return {
            one.name: (
                [schedule.slug or "" for schedule in one.schedules],
                one.global_concurrency_limit.limit if one.global_concurrency_limit else None,
            )
            for one in await client.read_deployments()
        }
