"""The steps are measured by turns in processes of their own."""

from pathlib import Path

from benchmarks.corpus import write_corpus
from benchmarks.stages import ROOT, least


def test_every_step_of_every_checkout_has_its_time(tmp_path: Path) -> None:
    write_corpus(tmp_path, 3, data=None, seeds=ROOT / "seeds")
    (checkout, seconds), again = least([ROOT, ROOT], tmp_path, chunks=1, rounds=2)
    assert checkout == ROOT
    assert set(seconds) == {"read", "clean", "language", "translation", "fingerprint", "compress", "all"}
    assert seconds.keys() == again[1].keys()
    steps = sum(value for step, value in seconds.items() if step != "all")
    assert seconds["all"] >= steps > 0
