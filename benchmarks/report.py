"""What the benchmark measured, as tables for people and as JSON."""

import os
import platform
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.measure import Cost


@dataclass(frozen=True, slots=True)
class Run:
    """One way to load some files."""

    name: str
    documents: int
    seconds: float
    cost: Cost
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Documents per second by the clock, without the start of the program."""
        return self.documents / self.seconds if self.seconds else 0.0


@dataclass
class Report:
    """All that was measured."""

    what: str
    files: int
    runs: list[Run] = field(default_factory=list)
    sizes: dict[str, float] = field(default_factory=dict)
    starts: dict[str, Cost] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Everything, as plain values."""
        return {
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
            "corpus": self.what,
            "files": self.files,
            "runs": [{**asdict(run), "rate": run.rate} for run in self.runs],
            "bytes_per_article": self.sizes,
            "startup": {name: asdict(cost) for name, cost in self.starts.items()},
        }

    def as_text(self) -> str:
        """Tables for a terminal and for the documentation (Markdown)."""
        head = f"{self.files:,} files, {self.what}; {os.cpu_count()} cores, Python {platform.python_version()}"
        tables = [self._runs(), self._stages(), self._tables(), self._starts()]
        return "\n".join([head, "", *(line for table in tables for line in table)])

    def _runs(self) -> list[str]:
        head = ["run", "documents", "documents/s", "CPU ms/document", "whole run, s", "peak memory, MB"]
        rows = [
            [
                run.name,
                f"{run.documents:,}",
                f"{run.rate:,.0f}",
                f"{1000 * run.cost.cpu_seconds / max(run.documents, 1):.2f}",
                f"{run.cost.seconds:.1f}",
                f"{run.cost.peak_bytes / 1e6:.0f}",
            ]
            for run in self.runs
        ]
        return table(head, rows)

    def _stages(self) -> list[str]:
        run = max(self.runs, key=lambda run: sum(run.details.get("stage_seconds", {}).values()))
        stages = run.details["stage_seconds"].items()
        rows = [[name, f"{1e6 * spent / max(run.documents, 1):.0f}"] for name, spent in stages]
        return table([f"step ({run.name})", "CPU µs/document"], rows)

    def _tables(self) -> list[str]:
        total = sum(self.sizes.values())
        large = [[name, f"{size:,.0f}"] for name, size in self.sizes.items() if size >= 0.005 * total]
        return table(["table", "bytes/article"], [*large, ["all", f"{total:,.0f}"]])

    def _starts(self) -> list[str]:
        rows = [[name, f"{cost.seconds:.2f}", f"{cost.cpu_seconds:.2f}"] for name, cost in self.starts.items()]
        return table(["start", "s", "CPU s"], rows) if rows else []


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """A Markdown table with even columns: text to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]

    def line(cells: list[str]) -> str:
        padded = [
            cells[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)),
        ]
        return f"| {' | '.join(padded)} |"

    rule = f"|{'-' * (widths[0] + 2)}|" + "".join(f"{'-' * (width + 1)}:|" for width in widths[1:])
    return [line(head), rule, *map(line, rows), ""]
