"""Throughput, memory, database size and start-up, beside what one would write first, in one run.

python -m benchmarks.throughput [--files 20000] [--data FOLDER] [--json]
"""

import argparse
import json
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from benchmarks.corpus import write_corpus
from benchmarks.measure import measure
from benchmarks.report import Report, Run
from benchmarks.startup import COPYDESK, startup

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"


def main() -> None:
    """Measure, and print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="copydesk-bench-") as folder:
        work = Path(folder)
        what = write_corpus(work / "files", options.files, data=options.data, seeds=SEEDS)
        small = work / "small"
        write_corpus(small, max(options.files // 10, 1), data=options.data, seeds=SEEDS)
        report = Report(what, options.files)
        report.runs = [
            _ingest("copydesk --direct, a tenth of the files", small, work / "small.db", "--direct"),
            _ingest("copydesk --direct", work / "files", work / "direct.db", "--direct"),
            _ingest("copydesk --direct, again", work / "files", work / "direct.db", "--direct"),
            _ingest("copydesk, Prefect flow", work / "files", work / "flow.db", PREFECT_HOME=str(work / "prefect")),
            _naive("naive loop", "naive_loop", work, options.naive),
            _naive("naive Prefect: a task per file and step", "naive_prefect", work, options.naive),
        ]
        report.sizes = table_sizes(work / "direct.db")
        report.starts = {} if options.no_startup else startup(SEEDS, work)
        print(json.dumps(report.as_json(), indent=2) if options.json else report.as_text())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=20_000, help="how many files (default: 20,000)")
    parser.add_argument("--naive", type=int, default=300, help="how many for the naive baselines (default: 300)")
    parser.add_argument("--data", type=Path, help="folder with raw_news.jsonl.gz; without it the seeds are shuffled")
    parser.add_argument("--no-startup", action="store_true", help="leave the start-up times out")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


def _ingest(name: str, files: Path, database: Path, *options: str, **environment: str) -> Run:
    command = [*COPYDESK, "ingest", str(files), "--json", "--database", f"sqlite:///{database}", *options]
    cost = measure(command, environment)
    summary = json.loads(cost.output)
    return Run(name, summary["documents_seen"], summary["seconds"], cost, summary)


def _naive(name: str, module: str, work: Path, limit: int) -> Run:
    command = [
        sys.executable,
        "-m",
        f"benchmarks.{module}",
        str(work / "files"),
        str(work / f"{module}.db"),
        str(limit),
    ]
    environment = {
        "PREFECT_HOME": str(work / "prefect"),
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    }
    cost = measure(command, environment, ROOT)
    done = json.loads(cost.output)
    return Run(name, done["documents"], done["seconds"], cost)


def table_sizes(database: Path) -> dict[str, float]:
    """Bytes per article that each table takes with its indexes, largest first."""
    query = """
        SELECT coalesce(m.tbl_name, s.name), sum(s.pgsize) FROM dbstat s LEFT JOIN sqlite_master m ON m.name = s.name
        GROUP BY 1 ORDER BY 2 DESC
    """
    with closing(sqlite3.connect(database)) as connection:
        (articles,) = connection.execute("SELECT count(*) FROM articles").fetchone()
        return {name: size / max(articles, 1) for name, size in connection.execute(query)}


if __name__ == "__main__":
    main()
