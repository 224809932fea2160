"""The files that the benchmark reads: real news where it is at hand, else the seeds with their words shuffled."""

import gzip
import json
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

FILES_PER_FOLDER = 1000
# Lines of more words than this are prose.
PROSE_WORDS = 12


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
    texts, what = corpus_texts(data, seeds, seed=seed)
    for number, text in zip(range(files), texts, strict=False):
        path = folder / f"{number // FILES_PER_FOLDER:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return what


def write_records(path: Path, texts: Iterator[str], count: int) -> None:
    """Write the next texts as one file of JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for text in islice(texts, count):
            file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")


def corpus_texts(data: Path | None, seeds: Path, *, seed: int = 7) -> tuple[Iterator[str], str]:
    """Texts without end, the same ones for the same arguments, and what they are; see `write_corpus`."""
    chance = random.Random(seed)
    source = data / "raw_news.jsonl.gz" if data else None
    if source is not None and source.is_file():
        return _real_news(source, chance), "real news"
    return _shuffled_seeds(seeds, chance), "seeds with their words shuffled"


def _real_news(source: Path, chance: random.Random) -> Iterator[str]:
    """Every text once, in random order; then again and again, with the words of each line moved a little.

    Moved words keep language, length and junk, and share no five words in a row with what they came from. Lines drawn
    from many texts would: every such text would be a near-duplicate candidate of dozens, as real news is not.
    """
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    chance.shuffle(texts)
    yield from texts
    while True:
        for text in texts:
            yield _moved(text, chance)


def _shuffled_seeds(seeds: Path, chance: random.Random) -> Iterator[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(seeds.glob("*.txt"))]
    while True:
        yield _moved(chance.choice(texts), chance, width=1000)


def _moved(text: str, chance: random.Random, width: int = 8) -> str:
    """The text with the words of each long line in random order, within windows of `width` words; junk stays junk."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        words = line.split()
        if len(words) > PROSE_WORDS:
            windows = [words[at : at + width] for at in range(0, len(words), width)]
            for window in windows:
                chance.shuffle(window)
            lines[number] = " ".join(word for window in windows for word in window)
    return "\n".join(lines)
