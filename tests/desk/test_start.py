"""Query commands and help start without Prefect, and soon."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Measured on a quiet machine: `copydesk search` 0.29 s, `--help` 0.13 s, `import sqlalchemy` alone 0.17 s.
TIMES_SQLALCHEMY = 2.6
HEAVY = ("prefect", "alembic", "sqlalchemy.orm", "trafilatura", "numpy", "flows", "tasks")
COMMANDS = (["show", "1", "--json"], ["export", "a.jsonl"], ["ingest", "--help"])


def run(code: str, database: str, folder: Path) -> tuple[float, list[str]]:
    """The CPU seconds that some Python took from its start, and what it wrote to standard error besides."""
    environment = {**os.environ, "COPYDESK_DATABASE_URL": database}
    command = [sys.executable, "-c", f"{code}\nimport sys, time\nprint(time.process_time(), file=sys.stderr)"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder, check=True)
    *said, seconds = done.stderr.split()
    return float(seconds), said


def code_of(arguments: list[str]) -> str:
    return f"""
import sys
sys.argv = ["copydesk", *{arguments!r}]
from desk.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
print(*(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", COMMANDS, ids=str)
def test_nothing_heavy_is_imported(database, tmp_path, arguments) -> None:
    _seconds, loaded = run(code_of(arguments), database, tmp_path)
    assert loaded == []


@pytest.mark.parametrize("arguments", [["search", "truce"], ["--help"]], ids=str)
def test_help_and_queries_import_nothing_heavy_either_and_cost_little_more_than_sqlalchemy(
    database, tmp_path, arguments
) -> None:
    # One after the other, because on a busy machine every second is longer; one quiet moment is enough.
    def is_soon() -> bool:
        base, _ = run("import sqlalchemy", database, tmp_path)
        seconds, loaded = run(code_of(arguments), database, tmp_path)
        assert loaded == []
        return seconds < TIMES_SQLALCHEMY * base

    assert any(is_soon() for _ in range(20))
