"""Query commands and help start without Prefect, and soon."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

# Measured on a quiet machine: `copydesk search` 0.29 s, `--help` 0.13 s, `import sqlalchemy` alone 0.17 s.
TIMES_SQLALCHEMY = 2.0
HEAVY = ("prefect", "alembic", "sqlalchemy.orm", "trafilatura", "numpy", "flows", "tasks")
COMMANDS = (["search", "truce"], ["show", "1", "--json"], ["export", "a.jsonl"], ["--help"], ["ingest", "--help"])


def run(code: str, database: str, folder: Path) -> tuple[str, float]:
    """Standard error of some Python, and the CPU seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "COPYDESK_DATABASE_URL": database}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stderr, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


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
    loaded, _seconds = run(code_of(arguments), database, tmp_path)
    assert loaded.split() == []


def test_help_and_queries_cost_little_more_than_importing_sqlalchemy(database, tmp_path) -> None:
    # Compared with each other, because on a busy machine every second is longer; the best of some runs of each.
    base = min(run("import sqlalchemy", database, tmp_path)[1] for _ in range(3))
    for arguments in (["search", "truce"], ["--help"]):
        seconds = min(run(code_of(arguments), database, tmp_path)[1] for _ in range(3))
        assert seconds < TIMES_SQLALCHEMY * base + 0.1
