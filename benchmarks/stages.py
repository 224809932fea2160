"""CPU microseconds per document of each step in a worker, of this checkout and of others in the same minutes.

Each chunk is given to every checkout by turns, several times over, and the least time counts: on a machine that does
other work as well, figures of one run can be compared, and those of two runs cannot.

python -m benchmarks.stages [--data FOLDER] [--files 1000] [--rounds 6] [CHECKOUT…]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.corpus import write_corpus
from benchmarks.stage_server import CHUNK_FILES

ROOT = Path(__file__).parents[1]
SERVER = Path(__file__).with_name("stage_server.py")


def main() -> None:
    """Measure, and print a table."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="copydesk-stages-") as folder:
        files = Path(folder)
        write_corpus(files, options.files, data=options.data, seeds=ROOT / "seeds")
        chunks = -(-options.files // CHUNK_FILES)
        for checkout, seconds in least([ROOT, *options.checkouts], files, chunks, options.rounds):
            print(checkout)
            for step, value in seconds.items():
                print(f"  {step:12} {value / options.files * 1e6:8.1f} µs/document")


def least(checkouts: list[Path], files: Path, chunks: int, rounds: int) -> list[tuple[Path, Counter[str]]]:
    """For each checkout the CPU seconds of each step over all chunks, each chunk at its fastest."""
    with ExitStack() as stack:
        servers = [stack.enter_context(StageServer(checkout, files)) for checkout in checkouts]
        times = [[server.run(chunk) for server in servers] for _ in range(rounds) for chunk in range(chunks)]
    found = []
    for at, checkout in enumerate(checkouts):
        total: Counter[str] = Counter()
        for chunk in range(chunks):
            runs = [row[at] for row in times[chunk::chunks]]
            total.update({step: min(run[step] for run in runs) for step in runs[0]})
        found.append((checkout, total))
    return found


class StageServer:
    """A process that runs chunks with the code of a checkout; a context manager."""

    def __init__(self, checkout: Path, files: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(SERVER), str(files)],
            cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(checkout)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def run(self, chunk: int) -> dict[str, float]:
        """CPU seconds of each step over a chunk."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{chunk}\n")
        self._process.stdin.flush()
        seconds: dict[str, float] = json.loads(self._process.stdout.readline())
        return seconds


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkouts", nargs="*", type=Path, help="other checkouts, measured by turns with this one")
    parser.add_argument("--files", type=int, default=1000, help="how many files (default: 1,000)")
    parser.add_argument("--rounds", type=int, default=6, help="how often each chunk is run (default: 6)")
    parser.add_argument("--data", type=Path, help="folder with raw_news.jsonl.gz; without it the seeds are shuffled")
    return parser.parse_args()


if __name__ == "__main__":
    main()
