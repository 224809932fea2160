"""Runs a command and watches what it and all its children cost."""

import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

SAMPLE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost: seconds by the clock and of CPU, and the memory of the whole process tree at its peak.

    Memory is PSS, in which a page that processes share counts once, divided among them.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str


class Failed(Exception):
    """The command that was to be measured failed."""


def measure(command: Sequence[str], environment: Mapping[str, str] | None = None, cwd: Path | None = None) -> Cost:
    """Run a command to its end.

    Arguments:
        command: the program and its arguments.
        environment: variables to set besides those that are set.
        cwd: where to run it.

    Raises:
        Failed: it ended with an error; says which.
    """
    variables = {**os.environ, **(environment or {})}
    before = os.times()
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        process = psutil.Popen(command, stdout=output, stderr=errors, env=variables, cwd=cwd)
        tree = _Tree(process)
        while process.poll() is None:
            tree.sample()
            try:
                process.wait(SAMPLE_SECONDS)
            except psutil.TimeoutExpired:
                continue
        seconds = time.perf_counter() - began
        after = os.times()
        output.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            raise Failed(f"{' '.join(command)} ended with {process.returncode}: {errors.read()[-2000:]}")
        waited = after.children_user + after.children_system - before.children_user - before.children_system
        # Processes that nobody waited for (a pool's, under a fork server) are known by their last sample only; those
        # that live for less than a sample by what their parent waited for.
        return Cost(seconds, max(waited, tree.cpu_seconds()), tree.peak_bytes, output.read())


@dataclass
class _Tree:
    """A process and all below it, as they were when they were last seen."""

    root: psutil.Process
    peak_bytes: int = 0
    seen: dict[int, float] = field(default_factory=dict)

    def sample(self) -> None:
        total = 0
        for process in self._processes():
            try:
                with process.oneshot():
                    spent = process.cpu_times()
                    self.seen[process.pid] = spent.user + spent.system
                    memory = process.memory_full_info()
            except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
                continue
            # Only Linux tells PSS; elsewhere what the process has for itself is the nearest.
            total += getattr(memory, "pss", memory.uss)
        self.peak_bytes = max(self.peak_bytes, total)

    def cpu_seconds(self) -> float:
        return sum(self.seen.values())

    def _processes(self) -> list[psutil.Process]:
        try:
            return [self.root, *self.root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []
