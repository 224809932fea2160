"""Kill ingest, reclean and learn at random moments, and see that nothing is lost and nothing doubled.

    python -m benchmarks.crashes --kills 50

After each kill the database must open and pass every check of `copydesk check`; in the end, after one run that is
left alone, it must hold the same rows as a database that was never disturbed.
"""

import argparse
import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.contents import contents
from schema.health import problems

RUNS = {
    "ingest": "run_ingest(IngestRequest(paths=(news,), database=database, direct=True, workers=2))",
    "reclean": "run_reclean(RunRequest(database=database, direct=True, workers=2))",
    "learn": "count_lines(RunRequest(database=database), silent)",
}
PROGRAM = """
import sys
from flows.learning import count_lines
from flows.request import IngestRequest, RunRequest, silent
from flows.run import run_ingest, run_reclean
news, database = sys.argv[1:]
{run}
"""
FILES, RECORDS = 1500, 600
WORDS = [
    "harbour",
    "bridge",
    "library",
    "orchard",
    "quarry",
    "station",
    "tannery",
    "windmill",
    "meadow",
    "chapel",
    "market",
    "ferry",
]


def make_news(folder: Path) -> None:
    """Files and records of several outlets with copies and recurring lines among them, the same at every call."""
    rng = random.Random(20)
    folder.mkdir()
    texts = ["\n".join(paragraph(rng) for _ in range(8)) + "\nShare this article" for _ in range(FILES)]
    for n, text in enumerate(texts):
        (folder / f"{n:05}.txt").write_text(text if n % 10 else texts[n // 2])
    with (folder / "feed.jsonl").open("w") as feed:
        for n in range(RECORDS):
            text = "\n".join([*(paragraph(rng) for _ in range(4)), f"Gazette {n % 3}: news since 1887"])
            feed.write(json.dumps({"outlet": f"Gazette {n % 3}", "title": paragraph(rng)[:50], "text": text}) + "\n")


def paragraph(rng: random.Random) -> str:
    """A sentence of some thirty words."""
    return " ".join(f"{rng.choice(WORDS)}{rng.randint(1, 999)}" for _ in range(30)).capitalize() + "."


def start(run: str, news: Path, database: Path) -> subprocess.Popen[bytes]:
    """Begin a run in a process of its own."""
    program = PROGRAM.format(run=RUNS[run])
    return subprocess.Popen([sys.executable, "-c", program, str(news), f"sqlite:///{database}"])


def disturb(run: str, news: Path, database: Path, kills: int, rng: random.Random) -> Iterator[str]:
    """Kill a run again and again, each time at another moment of it, then let it finish; what was wrong after each."""
    began = time.monotonic()
    spare = database.with_name("spare.db")
    copy_database(database, spare)
    if start(run, news, spare).wait():
        yield f"{run}: the undisturbed run failed"
    seconds = time.monotonic() - began
    for _ in range(kills):
        process = start(run, news, database)
        delay = rng.uniform(0.05, seconds)
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        yield from whole(f"{run}, killed after {delay:.2f} s", database)
    if start(run, news, database).wait():
        yield f"{run}: the last, undisturbed run failed"
    yield from whole(f"{run}, finished", database)
    if contents(database) != contents(spare):
        yield f"{run}: the rows differ from those of an undisturbed run"


def whole(when: str, database: Path) -> Iterator[str]:
    """What `copydesk check` finds; a run killed before it made its tables has left nothing to check."""
    if database.exists() and has_tables(database):
        yield from (f"{when}: {finding.what} ({finding.where})" for finding in problems(f"sqlite:///{database}"))


def has_tables(database: Path) -> bool:
    """Whether the schema is there."""
    with closing(sqlite3.connect(database)) as connection:
        return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone())


def copy_database(source: Path, target: Path) -> None:
    """A copy of a database with its log; nothing where there is none."""
    for end in ("", "-wal", "-shm"):
        target.with_name(target.name + end).unlink(missing_ok=True)
        if source.with_name(source.name + end).exists():
            shutil.copy(source.with_name(source.name + end), target.with_name(target.name + end))


def main() -> int:
    """Print what was found; 1 when anything was lost, doubled or damaged."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50, help="of each run")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng, findings = random.Random(options.seed), 0
    with tempfile.TemporaryDirectory(prefix="copydesk-crashes-") as folder:
        news, database = Path(folder) / "news", Path(folder) / "a.db"
        make_news(news)
        for run in RUNS:
            if run == "reclean":
                with closing(sqlite3.connect(database)) as connection, connection:
                    connection.execute("UPDATE articles SET cleaner_version = 'older'")
            found = list(disturb(run, news, database, options.kills, rng))
            findings += len(found)
            print(f"{run}: killed {options.kills} times, {len(found)} problems", *found, sep="\n  ", flush=True)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
