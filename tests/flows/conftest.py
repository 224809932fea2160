"""News to ingest, with duplicates and junk among it, and a Prefect server to run flows on."""

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The API URL of a Prefect server with a home of its own.

    It ends with this process and not before: Prefect sends its last events at exit, and would wait for ever for a
    server that is gone.
    """
    from prefect.server.api.server import SubprocessASGIServer
    from prefect.settings import PREFECT_HOME, PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS, temporary_settings

    updates = {PREFECT_HOME: tmp_path_factory.mktemp("prefect"), PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS: 180}
    with temporary_settings(updates):
        running = SubprocessASGIServer()
        running.start()
        return str(running.api_url)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of small files of every kind, with duplicates and junk among them."""
    folder = tmp_path / "news"
    folder.mkdir()
    for name, content in _files():
        (folder / name).write_text(content)
    return folder


@pytest.fixture
def more_news(tmp_path: Path) -> Path:
    """A folder of some sixty other stories."""
    folder = tmp_path / "more-news"
    folder.mkdir()
    for n in range(24, 90):
        (folder / f"story-{n}.txt").write_text(story(n))
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
