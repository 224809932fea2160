"""What a database server costs beside SQLite, per article: CPU of the writer and of the server, bytes, and searches.

python -m benchmarks.scale [--files 10000] [--data FOLDER] [--json]

docs/scaling.md reckons with these figures.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil

from benchmarks.contents import rows
from benchmarks.corpus import write_corpus
from benchmarks.ingest import table_sizes
from benchmarks.measure import measure
from benchmarks.postgresql import PostgresqlServer, postgresql_server
from benchmarks.startup import COPYDESK
from benchmarks.throughput import SEEDS
from desk.database import reading
from desk.filters import Filters
from desk.queries.search import search

# As a server is run for good: nothing is lost when its machine fails.
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
}
SEARCHES = ("government", '"prime minister"', "econom*", "headline:police", "football -league", "war OR peace")
ROUNDS = 5
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one system: µs of CPU per document, bytes per article, milliseconds per search (the median)."""

    system: str
    documents: int
    all_steps: float
    load: float
    server: float
    size: float
    log: float
    again_seconds: float
    search_ms: dict[str, float] = field(default_factory=dict)
    tables: dict[str, float] = field(default_factory=dict)


def main() -> None:
    """Measure, and print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="copydesk-scale-") as folder:
        files, database = Path(folder) / "files", Path(folder) / "articles.db"
        what = write_corpus(files, options.files, data=options.data, seeds=SEEDS)
        found = [on_sqlite(files, database)]
        with postgresql_server(**DURABLE) as server:
            found.append(on_postgresql(files, server))
    if options.json:
        print(json.dumps([asdict(figures) for figures in found], indent=2))
    else:
        print(f"{options.files:,} files, {what}\n", *map(_as_text, found), sep="\n")


def on_sqlite(files: Path, database: Path) -> Figures:
    """Ingest into a file."""
    url = f"sqlite:///{database}"
    summary, cpu = _ingest(files, url)
    again, _ = _ingest(files, url)
    size = database.stat().st_size / summary["loaded"]
    return _figures("SQLite", summary, cpu, again, url, 0.0, size, 0.0, table_sizes(database))


def on_postgresql(files: Path, server: PostgresqlServer) -> Figures:
    """Ingest into a server's database."""
    url = server.database()
    position = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint"
    before = rows(url, position)[0][0]
    with _cpu_of(server.pid) as spent:
        summary, cpu = _ingest(files, url)
    log = (rows(url, position)[0][0] - before) / summary["loaded"]
    again, _ = _ingest(files, url)
    sizes = {
        name: size / summary["loaded"]
        for name, size in rows(
            url,
            "SELECT relname::text, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace ORDER BY 2 DESC",
        )
    }
    return _figures("PostgreSQL", summary, cpu, again, url, sum(spent), sum(sizes.values()), log, sizes)


def _figures(  # noqa: PLR0913 - each is one figure
    system: str,
    summary: dict[str, Any],
    cpu: float,
    again: dict[str, Any],
    url: str,
    server: float,
    size: float,
    log: float,
    tables: dict[str, float],
) -> Figures:
    documents = summary["documents_seen"]
    each = MILLION / documents
    load = summary["stage_seconds"]["load"]
    searches = {query: _search_ms(url, query) for query in SEARCHES}
    return Figures(
        system, documents, cpu * each, load * each, server * each, size, log, again["seconds"], searches, tables
    )


def _ingest(files: Path, url: str) -> tuple[dict[str, Any], float]:
    cost = measure([*COPYDESK, "ingest", str(files), "--direct", "--json", "--database", url])
    summary: dict[str, Any] = json.loads(cost.output)
    return summary, cost.cpu_seconds


def _search_ms(url: str, query: str) -> float:
    spent = []
    with reading(url) as connection:
        for _ in range(ROUNDS):
            began = time.perf_counter()
            search(connection, query, Filters(), sort="relevance", limit=20)
            spent.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent)


@contextmanager
def _cpu_of(pid: int) -> Iterator[list[float]]:
    """CPU seconds of a server and its processes while the block runs, those that ended meanwhile included."""
    spent: list[float] = []
    before = _cpu_seconds(pid)
    yield spent
    spent.append(_cpu_seconds(pid) - before)


def _cpu_seconds(pid: int) -> float:
    process = psutil.Process(pid)
    own = process.cpu_times()
    total = own.user + own.system + own.children_user + own.children_system
    for child in process.children(recursive=True):
        times = child.cpu_times()
        total += times.user + times.system
    return float(total)


def _as_text(figures: Figures) -> str:
    lines = [
        f"{figures.system}: {figures.documents:,} documents",
        f"  CPU µs/document   all steps {figures.all_steps:,.0f} · load {figures.load:,.0f} · "
        f"server {figures.server:,.0f}",
        f"  bytes/article     {figures.size:,.0f} · written to the log {figures.log:,.0f}",
        f"  a second run      {figures.again_seconds:.1f} s",
        "  search, ms        " + " · ".join(f"{query} {ms:.1f}" for query, ms in figures.search_ms.items()),
        "  tables, bytes     " + " · ".join(f"{name} {size:,.0f}" for name, size in list(figures.tables.items())[:8]),
    ]
    return "\n".join(lines) + "\n"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000, help="how many files (default: 10,000)")
    parser.add_argument("--data", type=Path, help="folder with raw_news.jsonl.gz; without it the seeds are shuffled")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()
