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


def test_every_real_text_comes_once_and_then_composed_ones(tmp_path: Path) -> None:
    records = [{"text": f"The council of town {n} met.\nIt rained.", "language": "en"} for n in range(5)]
    (tmp_path / "data").mkdir()
    with gzip.open(tmp_path / "data" / "raw_news.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)
    assert write_corpus(tmp_path / "files", 8, data=tmp_path / "data", seeds=SEEDS) == "real news"
    written = texts(tmp_path / "files")
    assert sorted(written[:5]) == [record["text"] for record in records]
    assert all(len(text) >= 3700 for text in written[5:])
