import gzip
import json
from pathlib import Path

from benchmarks.corpus import write_corpus

SEEDS = Path(__file__).parents[2] / "seeds"


def texts(folder: Path) -> list[str]:
    return [path.read_text() for path in sorted(folder.rglob("*.txt"))]


def test_the_same_files_come_again(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_corpus(tmp_path / name, 30, data=None, seeds=SEEDS)
    assert texts(tmp_path / "one") == texts(tmp_path / "two")
    assert len(set(texts(tmp_path / "one"))) == 30


def test_every_real_text_comes_once_and_then_with_its_words_moved(tmp_path: Path) -> None:
    prose = " ".join(f"word{n}" for n in range(40))
    records = [{"text": f"Headline {n}\n{n} {prose}", "language": "en"} for n in range(5)]
    (tmp_path / "data").mkdir()
    with gzip.open(tmp_path / "data" / "raw_news.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)
    assert write_corpus(tmp_path / "files", 8, data=tmp_path / "data", seeds=SEEDS) == "real news"
    written = texts(tmp_path / "files")
    assert sorted(written[:5]) == [record["text"] for record in records]
    for original, moved in zip(written[:3], written[5:], strict=True):
        assert moved.splitlines()[0] == original.splitlines()[0]
        assert sorted(moved.split()) == sorted(original.split())
        assert not set(shingles(moved)) & set(shingles(original))


def shingles(text: str) -> list[tuple[str, ...]]:
    words = text.split()
    return [tuple(words[at : at + 5]) for at in range(2, len(words) - 4)]
