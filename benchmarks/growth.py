"""What an article costs in a database that has grown: time, memory and room, at sizes that you name.

    python -m benchmarks.growth --sizes 10000,1000000 [--data FOLDER] [--work FOLDER]

The database grows by one ingest to each size, then 10,000 more articles are loaded and measured. A million articles
take some 15 GB meanwhile.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.corpus import corpus_texts, write_records
from benchmarks.ingest import ingest, table_sizes
from benchmarks.report import table
from benchmarks.throughput import SEEDS

MEASURED = 10_000


def main() -> None:
    """Measure, and print one line per size."""
    options = _options()
    sizes = [int(size) for size in options.sizes.split(",")]
    with tempfile.TemporaryDirectory(prefix="copydesk-growth-", dir=options.work) as folder:
        rows = list(grow(Path(folder), sizes, options.data, options.measured))
    if options.json:
        print(json.dumps(rows, indent=1))
        return
    print("\n".join(table(list(rows[0]), [[f"{value:,}" for value in row.values()] for row in rows])))


def grow(work: Path, sizes: list[int], data: Path | None, measured: int = MEASURED) -> Iterator[dict[str, Any]]:
    """Grow one database to each size, and measure what comes after it."""
    texts, _ = corpus_texts(data, SEEDS)
    database, held = work / "articles.db", 0
    for size in sizes:
        # A path of its own for each, or they would be taken for new contents of one file.
        growth, more = work / f"{size}.jsonl", work / f"{size}-more.jsonl"
        write_records(growth, texts, size - held)
        grown = ingest("growth", growth, database, "--direct")
        write_records(more, texts, measured)
        last = ingest("measured", more, database, "--direct")
        held = size + measured
        growth.unlink()
        yield {
            "articles": size,
            "documents/s": round(grown.rate),
            "peak memory, MB": round(grown.cost.peak_bytes / 1e6),
            f"CPU ms/document of {measured:,} more": round(1000 * last.cost.cpu_seconds / last.documents, 2),
            "of it loading, µs": round(1e6 * last.details["stage_seconds"]["load"] / last.documents),
            "their peak memory, MB": round(last.cost.peak_bytes / 1e6),
            "bytes/article": round(sum(table_sizes(database).values())),
        }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,50000", help="numbers of articles, ascending, with commas")
    parser.add_argument("--measured", type=int, default=MEASURED, help="how many more to measure (default: 10,000)")
    parser.add_argument("--data", type=Path, help="folder with raw_news.jsonl.gz; without it the seeds are shuffled")
    parser.add_argument("--work", type=Path, help="folder with room for it (default: the system's)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()
