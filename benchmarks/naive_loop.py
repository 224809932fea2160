"""The plain loop: every step for one file after the other.

python -m benchmarks.naive_loop FOLDER DATABASE LIMIT
"""

import json
import sys
import time
from itertools import islice
from pathlib import Path

from benchmarks import naive_steps as steps


def main(folder: str, database: str, limit: str) -> None:
    """Load `limit` files and print how many and in what time."""
    engine = steps.open_database(Path(database))
    index = steps.Index()
    files = list(islice(sorted(Path(folder).rglob("*.txt")), int(limit)))
    began = time.perf_counter()
    for number, path in enumerate(files, 1):
        body = steps.clean(steps.read(path))
        language, confidence = steps.language(body)
        duplicate_of = index.seen(number, steps.sketch(body))
        row = steps.NaiveArticle(path=str(path), body=body, language=language, confidence=confidence)
        row.duplicate_of = duplicate_of
        steps.store(engine, row)
    print(json.dumps({"documents": len(files), "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main(*sys.argv[1:])
