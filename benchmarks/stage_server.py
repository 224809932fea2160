"""Runs chunks of files through the steps of the checkout that it is started in, and says what each step took.

Started by benchmarks.stages, by its path, so that `tasks` is that of the working directory. Reads the number of a
chunk per line; answers with CPU seconds per step as JSON.
"""

import json
import sys
from pathlib import Path
from time import thread_time

from tasks.chunks import Chunk, FileSlice, batched
from tasks.process import ProcessSettings, process_chunk, warm
from tasks.slices import process_slices

CHUNK_FILES = 250


def main(folder: Path) -> None:
    """Answer until the input ends."""
    slices = (FileSlice(str(path), path.stat().st_size, 0) for path in sorted(folder.rglob("*.txt")))
    chunks = [Chunk(number, tuple(some)) for number, some in enumerate(batched(slices, CHUNK_FILES))]
    warm()
    for line in sys.stdin:
        began = thread_time()
        result = process_chunk(chunks[int(line)], process_slices, ProcessSettings())
        print(json.dumps({**result.stage_seconds, "all": thread_time() - began}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
