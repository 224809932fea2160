"""Runs a command and watches what it and all its children cost."""

import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

SAMPLE_SECONDS = 0.25


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
    before = os.times()
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        process = psutil.Popen(
            command, stdout=output, stderr=errors, env={**os.environ, **(environment or {})}, cwd=cwd
        )
        peak = 0
        while process.poll() is None:
            peak = max(peak, _tree_bytes(process))
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
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        return Cost(seconds, cpu, peak, output.read())


def _tree_bytes(process: psutil.Process) -> int:
    total = 0
    for one in [process, *_children(process)]:
        try:
            memory = one.memory_full_info()
            # Only Linux tells PSS; elsewhere what the process has for itself is the nearest.
            total += getattr(memory, "pss", memory.uss)
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
    return total


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []
