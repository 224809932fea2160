import json

import pytest

from benchmarks.gate import FLOORS, Floor, read_floors, value_at

CONTENT = {
    "lines": {
        "files": ["lines.jsonl.gz"],
        "data": "0",
        "floors": [{"figure": ["light", "removed"], "least": 0.6}, {"figure": ["light", "lost"], "most": 0.005}],
    }
}


CASES = [(0.7, 0.004, 0), (0.5, 0.004, 1), (0.5, 0.006, 2), (0.6, 0.005, 0)]


@pytest.mark.parametrize(("removed", "lost", "missed"), CASES)
def test_a_figure_beyond_its_floor_is_missed(removed: float, lost: float, missed: int) -> None:
    result = {"light": {"removed": removed, "lost": lost}}
    assert sum(floor.missed_by(value_at(result, floor.figure)) for floor in read_floors(CONTENT)) == missed


def test_a_figure_that_is_gone_is_missed() -> None:
    assert all(floor.missed_by(value_at({"light": {}}, floor.figure)) for floor in read_floors(CONTENT))
    assert value_at({"light": "x"}, ("light", "removed")) is None


def test_a_floor_reads_well() -> None:
    assert str(Floor("lines", ("light", "lost"), None, 0.005)) == "lines: light / lost ≤ 0.005"


def test_every_floor_kept_here_has_one_bound() -> None:
    floors = read_floors(json.loads(FLOORS.read_text()))
    assert {floor.evaluation for floor in floors} == {
        "duplicates",
        "headlines",
        "language",
        "lines",
        "pages",
        "translation",
    }
    assert all((floor.least is None) != (floor.most is None) for floor in floors)
