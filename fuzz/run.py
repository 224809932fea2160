"""Fuzz every reader and the cleaner for some minutes, one target after the other, and say what was found.

    make fuzz MINUTES=60

Inputs that led somewhere new are kept in `.fuzz/NAME`, so that the next hour goes on from there; what was found is in
`.fuzz/found`. `python -m fuzz.replay FILE…` runs a find again.
"""

import argparse
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from fuzz.targets import TARGETS

# Ten times what the largest input takes under instrumentation on a loaded machine; longer is a hang.
INPUT_SECONDS = 25
INPUT_BYTES = 8_192
# The instrumentation itself keeps 10 to 80 KB an input, which no longer happens without it: a process must not try
# inputs for long, and only what grows within a round is a find.
ROUND_SECONDS = 120
MEMORY_MB = 3_072
_RUNS = re.compile(rb"(?:stat::number_of_executed_units:|Done) *(\d+)")
_FIND = re.compile(rb"Test unit written to (\S+)")
_STATUS = re.compile(rb"cov: (\d+)")


@dataclass(slots=True)
class Report:
    """What came of one target: inputs tried, places of the code reached, and the files that hold the finds."""

    name: str
    runs: int = 0
    coverage: int = 0
    seconds: float = 0.0
    finds: list[str] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> int:
    """Run the targets; 1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0, help="for all targets together (default 60)")
    parser.add_argument("--target", action="append", choices=TARGETS, help="only this one; may be given several times")
    parser.add_argument("--folder", type=Path, default=Path(".fuzz"), help="corpus and finds (default .fuzz)")
    chosen = parser.parse_args(arguments)
    names = chosen.target or list(TARGETS)
    shares = sum(TARGETS[name].share for name in names)
    reports = []
    for name in names:
        report = fuzz(name, 60 * chosen.minutes * TARGETS[name].share / shares, chosen.folder)
        print(
            f"{name:10} {report.runs:9,} inputs in {report.seconds:6.0f} s, "
            f"{report.coverage:6,} places reached, {len(report.finds)} finds",
            flush=True,
        )
        reports.append(report)
    for find in (find for report in reports for find in report.finds):
        print(f"found: {find}")
    return any(report.finds for report in reports)


def fuzz(name: str, seconds: float, folder: Path) -> Report:
    """Fuzz one target for some seconds, in rounds; each is a process of its own, and ends with the first find.

    Arguments:
        name: of `TARGETS`.
        seconds: wall time; a target whose start alone takes longer runs its samples only.
        folder: of the corpora and finds; what an earlier run left there is gone on from.
    """
    corpus, found = folder / name, folder / "found"
    for made in (corpus, found):
        made.mkdir(parents=True, exist_ok=True)
    for number, sample in enumerate(TARGETS[name].samples()):
        (corpus / f"sample-{number}").write_bytes(sample)
    report = Report(name)
    end = time.monotonic() + seconds
    while (left := round(end - time.monotonic())) > 0:
        began = time.monotonic()
        _add(report, _run_once(name, min(left, ROUND_SECONDS), corpus, found))
        report.seconds += time.monotonic() - began
    return report


def _run_once(name: str, seconds: int, corpus: Path, found: Path) -> bytes:
    options = [
        *(f"-max_total_time={seconds}", f"-timeout={INPUT_SECONDS}", f"-max_len={INPUT_BYTES}"),
        *(f"-rss_limit_mb={MEMORY_MB}", "-print_final_stats=1", f"-artifact_prefix={found}/{name}-"),
    ]
    command = [sys.executable, "-m", "fuzz.target", name, *options, str(corpus)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    (found / f"{name}.log").write_bytes(done.stdout)
    return done.stdout


def _add(report: Report, output: bytes) -> None:
    finds = [path.decode() for path in _FIND.findall(output)]
    for path in finds:
        trace = output[-6_000:].decode("utf-8", "replace")
        Path(f"{path}.txt").write_text(trace)
    report.finds += finds
    report.runs += max(map(int, _RUNS.findall(output)), default=0)
    report.coverage = max(report.coverage, *map(int, _STATUS.findall(output)), 0)


if __name__ == "__main__":
    sys.exit(main())
