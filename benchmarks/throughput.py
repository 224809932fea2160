"""Throughput, memory, database size and start-up, beside what one would write first, in one run.

python -m benchmarks.throughput [--files 20000] [--data FOLDER] [--json]
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.corpus import write_corpus
from benchmarks.ingest import ingest, table_sizes
from benchmarks.measure import measure
from benchmarks.report import Report, Run
from benchmarks.startup import startup

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
DATATROVE = ROOT / ".venv-datatrove" / "bin" / "python"


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
            ingest("copydesk --direct, a tenth of the files", small, work / "small.db", "--direct"),
            ingest("copydesk --direct", work / "files", work / "direct.db", "--direct"),
            ingest("copydesk --direct, again", work / "files", work / "direct.db", "--direct"),
            ingest("copydesk, Prefect flow", work / "files", work / "flow.db", PREFECT_HOME=str(work / "prefect")),
            _naive("naive loop", "naive_loop", work, options.naive),
            _naive("naive Prefect: a task per file and step", "naive_prefect", work, options.naive),
            *_datatrove(options.datatrove, small, work),
        ]
        report.sizes = table_sizes(work / "direct.db")
        report.starts = {} if options.no_startup else startup(SEEDS, work)
        print(json.dumps(report.as_json(), indent=2) if options.json else report.as_text())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=20_000, help="how many files (default: 20,000)")
    parser.add_argument("--naive", type=int, default=300, help="how many for the naive baselines (default: 300)")
    parser.add_argument("--datatrove", type=Path, default=DATATROVE, help="the Python that has datatrove")
    parser.add_argument("--data", type=Path, help="folder with raw_news.jsonl.gz; without it the seeds are shuffled")
    parser.add_argument("--no-startup", action="store_true", help="leave the start-up times out")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


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


def _datatrove(python: Path, files: Path, work: Path) -> list[Run]:
    if not python.exists():
        print(f"datatrove: not installed in {python}; benchmarks/datatrove_chain.py says how", file=sys.stderr)
        return []
    script = ROOT / "benchmarks" / "datatrove_chain.py"
    cost = measure([str(python), str(script), str(files), str(work / "datatrove"), "2000"], cwd=work)
    done = json.loads(cost.output)
    return [Run("datatrove: C4, language, MinHash", done["documents"], done["seconds"], cost)]


if __name__ == "__main__":
    main()
