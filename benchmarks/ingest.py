"""Runs `copydesk ingest` as a process of its own, and says what it did and cost."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from benchmarks.measure import measure
from benchmarks.report import Run
from benchmarks.startup import COPYDESK


def ingest(name: str, source: Path, database: Path, *options: str, **environment: str) -> Run:
    """Load a file or a folder.

    Arguments:
        name: what the run is called in the report.
        source: the file or folder.
        database: the SQLite file; it is made where there is none.
        options: of the command.
        environment: variables to set besides those that are set.
    """
    command = [*COPYDESK, "ingest", str(source), "--json", "--database", f"sqlite:///{database}", *options]
    cost = measure(command, environment)
    summary = json.loads(cost.output)
    return Run(name, summary["documents_seen"], summary["seconds"], cost, summary)


def table_sizes(database: Path) -> dict[str, float]:
    """Bytes per article that each table takes with its indexes, largest first."""
    query = """
        SELECT coalesce(m.tbl_name, s.name), sum(s.pgsize) FROM dbstat s LEFT JOIN sqlite_master m ON m.name = s.name
        GROUP BY 1 ORDER BY 2 DESC
    """
    with closing(sqlite3.connect(database)) as connection:
        (articles,) = connection.execute("SELECT count(*) FROM articles").fetchone()
        return {name: size / max(articles, 1) for name, size in connection.execute(query)}
