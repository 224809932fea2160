"""The flow one would write first: one Prefect task per file and step.

python -m benchmarks.naive_prefect FOLDER DATABASE LIMIT
"""

import json
import sys
import time
from itertools import islice
from pathlib import Path

from prefect import flow, task
from prefect.futures import PrefectFuture
from prefect.task_runners import ThreadPoolTaskRunner
from sqlalchemy import create_engine

from benchmarks import naive_steps as steps

read = task(steps.read)
clean = task(steps.clean)
language = task(steps.language)
sketch = task(steps.sketch)


@task
def store(database: str, row: dict[str, object]) -> int:
    """Insert one row."""
    return steps.store(create_engine(f"sqlite:///{database}"), steps.NaiveArticle(**row))


@flow(task_runner=ThreadPoolTaskRunner(max_workers=4))  # type: ignore[arg-type]
def naive(files: list[str], database: str) -> int:
    """Map every step over the files."""
    steps.open_database(Path(database))
    index = steps.Index()
    bodies = clean.map(read.map([Path(name) for name in files]))
    languages, sketches = language.map(bodies), sketch.map(bodies)
    rows: list[PrefectFuture[int]] = []
    for number, name in enumerate(files, 1):
        code, confidence = languages[number - 1].result()
        duplicate_of = index.seen(number, sketches[number - 1].result())
        body = bodies[number - 1].result()
        row: dict[str, object] = {
            "path": name,
            "body": body,
            "language": code,
            "confidence": confidence,
            "duplicate_of": duplicate_of,
        }
        rows.append(store.submit(database, row))
    return len([row.result() for row in rows])


def main(folder: str, database: str, limit: str) -> None:
    """Load `limit` files and print how many and in what time; the start of the server is not counted."""
    files = [str(path) for path in islice(sorted(Path(folder).rglob("*.txt")), int(limit))]
    naive(files[:1], f"{database}.first")
    began = time.perf_counter()
    loaded = naive(files, database)
    print(json.dumps({"documents": loaded, "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main(*sys.argv[1:])
