"""Score copydesk on labelled data and fail when a figure falls below its floor.

    python -m benchmarks.gate --shared FOLDER [lines pages language translation duplicates headlines]

FOLDER holds `eval/evaluate.py` and `data/`; where it is missing there is nothing to score and nothing fails. The
floors are in floors.json beside this file, with the hash of the data they were measured on: they are raised when a
figure has risen for good, and lowered only on purpose.
"""

import argparse
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FLOORS = Path(__file__).with_name("floors.json")


@dataclass(frozen=True, slots=True)
class Floor:
    """A figure of one evaluation, by its path in the result, and the bound that it must keep."""

    evaluation: str
    figure: tuple[str, ...]
    least: float | None
    most: float | None

    def missed_by(self, value: float | None) -> bool:
        """Whether a value is out of bounds; a figure that is missing is."""
        if value is None:
            return True
        return (self.least is not None and value < self.least) or (self.most is not None and value > self.most)

    def __str__(self) -> str:
        bound = f"≥ {self.least}" if self.least is not None else f"≤ {self.most}"
        return f"{self.evaluation}: {' / '.join(self.figure)} {bound}"


def read_floors(content: dict[str, Any]) -> list[Floor]:
    """The floors of a floors.json."""
    return [
        Floor(name, tuple(row["figure"]), row.get("least"), row.get("most"))
        for name, evaluation in content.items()
        for row in evaluation["floors"]
    ]


def value_at(result: Any, path: tuple[str, ...]) -> float | None:
    """The number at a path of keys; None where there is none."""
    for key in path:
        result = result.get(key) if isinstance(result, dict) else None
    return result if isinstance(result, int | float) else None


def digest(data: Path, names: list[str]) -> str:
    """A hash of the data files of an evaluation."""
    found = hashlib.sha256()
    for name in sorted(names):
        found.update((data / name).read_bytes())
    return found.hexdigest()[:16]


def evaluate(shared: Path, name: str) -> Any:
    """Run one evaluation on the installed command and give its result."""
    command = Path(sys.executable).with_name("copydesk")
    script = [sys.executable, str(shared / "eval" / "evaluate.py"), name, "--command", f"{command}"]
    print(f"{name} …", file=sys.stderr, flush=True)
    return json.loads(subprocess.run(script, check=True, stdout=subprocess.PIPE).stdout)


def judge(shared: Path, content: dict[str, Any], wanted: list[str]) -> Iterator[tuple[Floor, float | None]]:
    """Each floor of the wanted evaluations with the value measured now."""
    floors = read_floors(content)
    for name in wanted:
        if digest(shared / "data", content[name]["files"]) != content[name]["data"]:
            print(f"{name}: the data is not what the floors were measured on", file=sys.stderr)
        result = evaluate(shared, name)
        yield from ((floor, value_at(result, floor.figure)) for floor in floors if floor.evaluation == name)


def main() -> int:
    """Print each figure beside its floor; 1 when one is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    content = json.loads(FLOORS.read_text())
    parser.add_argument("what", nargs="*", choices=[[], *content], default=[])
    parser.add_argument("--shared", type=Path, required=True)
    options = parser.parse_args()
    if not (options.shared / "eval" / "evaluate.py").exists():
        print(f"No labelled data in {options.shared}: nothing to score.", file=sys.stderr)
        return 0
    missed = 0
    for floor, value in judge(options.shared, content, options.what or list(content)):
        bad = floor.missed_by(value)
        missed += bad
        print(f"{'MISSED' if bad else 'ok    '} {value!s:>8}  {floor}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
