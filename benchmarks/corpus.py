"""The files that the benchmark reads: real news where it is at hand, else the seeds with their words shuffled."""

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

# The length of the texts, in characters: of real ones about this, of composed ones at least this.
LENGTH = 3700
FILES_PER_FOLDER = 1000


def write_corpus(folder: Path, files: int, *, data: Path | None, seeds: Path, seed: int = 7) -> str:
    """Write plain-text files, the same ones for the same arguments.

    Arguments:
        folder: where to; a sub-folder for each thousand.
        files: how many.
        data: a folder with `raw_news.jsonl.gz` (JSON lines with `text` and `language`), or None.
        seeds: a folder of texts to fall back on.
        seed: of the shuffling.

    Returns:
        What the files are, for the report.
    """
    chance = random.Random(seed)
    source = data / "raw_news.jsonl.gz" if data else None
    if source is not None and source.is_file():
        texts, what = _real_news(source, chance), "real news"
    else:
        texts, what = _shuffled_seeds(seeds, chance), "seeds with their words shuffled"
    for number, text in zip(range(files), texts, strict=False):
        path = folder / f"{number // FILES_PER_FOLDER:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return what


def _real_news(source: Path, chance: random.Random) -> Iterator[str]:
    """Every text once, in random order; then as many as it takes, of lines drawn from texts of one language."""
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    chance.shuffle(records)
    pools: dict[str, list[str]] = defaultdict(list)
    for record in records:
        yield record["text"]
        pools[record["language"]] += [line for line in record["text"].splitlines() if line.strip()]
    languages = sorted(pools, key=str)
    sizes = [len(pools[language]) for language in languages]
    while True:
        yield _composed(pools[chance.choices(languages, sizes)[0]], chance)


def _shuffled_seeds(seeds: Path, chance: random.Random) -> Iterator[str]:
    """The lines of the seeds; a line of prose gets its words in random order, junk stays the junk it is."""
    pools = [path.read_text(encoding="utf-8").splitlines() for path in sorted(seeds.glob("*.txt"))]
    while True:
        lines = list(chance.choice(pools))
        for number, line in enumerate(lines):
            words = line.split()
            if len(words) > 12:
                chance.shuffle(words)
                lines[number] = " ".join(words)
        yield "\n".join(lines)


def _composed(lines: list[str], chance: random.Random) -> str:
    drawn: list[str] = []
    length = 0
    while length < LENGTH:
        drawn.append(chance.choice(lines))
        length += len(drawn[-1])
    return "\n".join(drawn)
