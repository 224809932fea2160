"""One big file of JSON lines, also compressed, against the same articles as files; and memory from few to many.

python -m benchmarks.large [--articles 250000] [--data FOLDER] [--work FOLDER]

250,000 articles are 1 GB of JSON lines, and 9 GB of files and databases meanwhile.
"""

import argparse
import gzip
import shutil
import tempfile
from pathlib import Path

from benchmarks.corpus import corpus_texts, write_corpus, write_records
from benchmarks.ingest import ingest, table_sizes
from benchmarks.report import Report
from benchmarks.throughput import SEEDS

FEW = 2000


def main() -> None:
    """Measure, and print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="copydesk-large-", dir=options.work) as folder:
        print(compare(Path(folder), options.articles, options.data).as_text())


def compare(work: Path, articles: int, data: Path | None) -> Report:
    """Load the same articles as files, as one file and as that compressed, each into a database of its own."""
    files, feed, packed = work / "files", work / "feed.jsonl", work / "packed.jsonl.gz"
    write_corpus(work / "few", min(FEW, articles), data=data, seeds=SEEDS)
    write_corpus(files, articles, data=data, seeds=SEEDS)
    texts, what = corpus_texts(data, SEEDS)
    write_records(feed, texts, articles)
    with feed.open("rb") as plain, gzip.open(packed, "wb", compresslevel=6) as into:
        shutil.copyfileobj(plain, into)
    report = Report(f"{what}; one file of {feed.stat().st_size / 1e9:.2f} GB", articles)
    report.runs = [
        ingest("files, few", work / "few", work / "few.db", "--direct"),
        ingest("files", files, work / "files.db", "--direct"),
        ingest("one file of JSON lines", feed, work / "feed.db", "--direct"),
        ingest("the same file, compressed", packed, work / "packed.db", "--direct"),
    ]
    report.sizes = table_sizes(work / "feed.db")
    return report


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=250_000, help="how many (default: 250,000)")
    parser.add_argument("--data", type=Path, help="folder with raw_news.jsonl.gz; without it the seeds are shuffled")
    parser.add_argument("--work", type=Path, help="folder with room for it (default: the system's)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
