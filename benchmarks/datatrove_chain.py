"""What datatrove does of the same work: C4's filter, the language, MinHash near-duplicates; nothing is queryable after.

It is not among copydesk's dependencies and runs in an environment of its own, which `make bench` uses when it is there:

    python3 -m venv .venv-datatrove
    .venv-datatrove/bin/pip install 'datatrove[io]==0.10.1' 'xxhash<4' tokenizers spacy nltk tldextract pycld2
    .venv-datatrove/bin/python benchmarks/datatrove_chain.py FOLDER WORK LIMIT

The language comes from CLD2 (pycld2), which is many times as fast as the fastText model that datatrove would download.
"""

import json
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pycld2
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.dedup import (
    MinhashDedupBuckets,
    MinhashDedupCluster,
    MinhashDedupFilter,
    MinhashDedupSignature,
)
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.filters import C4QualityFilter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

WORKERS = 2


class TextFiles(PipelineStep):  # type: ignore[misc]
    """Reads plain-text files, one document each."""

    name, type = "text files", "reader"

    def __init__(self, paths: list[str]) -> None:
        super().__init__()
        self._paths = paths

    def run(self, _data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """The documents of one worker."""
        for path in self._paths[rank::world_size]:
            yield Document(text=Path(path).read_text(encoding="utf-8", errors="replace"), id=path)


class Language(PipelineStep):  # type: ignore[misc]
    """Notes the language of each document."""

    name, type = "language", "annotator"

    def run(self, data: Iterator[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:  # noqa: ARG002
        """The documents with their language among the metadata."""
        for document in data:
            printable = "".join(c for c in document.text if c.isprintable() or c.isspace())
            document.metadata["language"] = pycld2.detect(printable)[2][0][1]
            yield document


def run(work: str, stage: str, steps: list[Any], tasks: int = WORKERS) -> None:
    """One stage, over all workers."""
    log = f"{work}/logs/{stage}"
    LocalPipelineExecutor(steps, tasks=tasks, workers=WORKERS, start_method="fork", logging_dir=log).run()


def main(folder: str, work: str, limit: str) -> None:
    """Run the chain over `limit` files and print how many and in what time."""
    paths = [str(path) for path in islice(sorted(Path(folder).rglob("*.txt")), int(limit))]
    config = MinhashConfig()
    began = time.perf_counter()
    reader, kept = TextFiles(paths), JsonlWriter(f"{work}/kept", compression=None)
    signatures, buckets, duplicates = (f"{work}/{name}" for name in ("signatures", "buckets", "duplicates"))
    run(work, "read", [reader, C4QualityFilter(), Language(), kept, MinhashDedupSignature(signatures, config)])
    run(work, "bucket", [MinhashDedupBuckets(signatures, buckets, config=config)], config.num_buckets)
    run(work, "cluster", [MinhashDedupCluster(buckets, duplicates, config=config)], 1)
    unique = JsonlWriter(f"{work}/unique", compression=None)
    run(work, "filter", [JsonlReader(f"{work}/kept"), MinhashDedupFilter(duplicates), unique])
    print(json.dumps({"documents": len(paths), "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main(*sys.argv[1:])
