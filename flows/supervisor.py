"""Keeps some programs running in the foreground, with one log, until it is told to end; none of them outlives it."""

import os
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from flows.leash import GRACE_SECONDS, let_go, on_leash

# A program that died is started again after 1, 2, 4, … seconds, and after 1 again once it has run for a minute.
LONGEST_PAUSE_SECONDS = 60.0
STEADY_SECONDS = 60.0
# Not for ever: a leash that was killed may leave somebody behind who has the standard output.
LAST_WORDS_SECONDS = 5.0
LINE_LENGTH = 240
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_WORDS = re.compile(r"\w*[^\W_]")

Write = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """A program to keep running; its lines in the log begin with `name`, those with some `noise` are left out."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    folder: Path
    noise: tuple[str, ...] = ()


@dataclass(slots=True)
class _Kept:
    part: Part
    process: "subprocess.Popen[bytes]"
    started: float
    failures: int = 0
    # When it is to be started again, while it is not running.
    again: float | None = None
    listener: threading.Thread | None = field(default=None, repr=False)

    def hear_out(self) -> None:
        """Wait until its last words are in the log; nobody else has its standard output once its leash has ended."""
        if self.listener is not None:
            self.listener.join(LAST_WORDS_SECONDS)


class Supervisor:
    """The programs, in the order in which they were started; they end in the reverse order."""

    def __init__(self, write: Write) -> None:
        """`write` gets a name and a line of the log, from several threads."""
        self._write = write
        self._kept: list[_Kept] = []

    def keep(self, part: Part) -> None:
        """Start a program, and start it again whenever it ends."""
        kept = _Kept(part, _start(part), time.monotonic())
        self._kept.append(kept)
        self._listen(kept)

    def tend(self) -> None:
        """Start again what has ended, when its pause is over; to be called often."""
        now = time.monotonic()
        for kept in self._kept:
            status = kept.process.poll()
            if kept.again is None and status is not None:
                kept.failures = 0 if now - kept.started > STEADY_SECONDS else kept.failures
                pause = min(2.0**kept.failures, LONGEST_PAUSE_SECONDS)
                kept.failures, kept.again = kept.failures + 1, now + pause
                let_go(kept.process)
                kept.hear_out()
                self._write(kept.part.name, f"ended by itself (status {status}); starting it again in {pause:.0f} s")
            elif kept.again is not None and now >= kept.again:
                kept.process, kept.started, kept.again = _start(kept.part), now, None
                self._listen(kept)

    def end(self) -> None:
        """End all programs, the last started first, and wait until nothing of them is left."""
        for kept in reversed(self._kept):
            let_go(kept.process)
            try:
                # Its leash kills it after the time of grace.
                kept.process.wait(3 * GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                self._write(kept.part.name, f"does not end; see process {kept.process.pid}")
            kept.hear_out()
        self._kept.clear()

    def _listen(self, kept: _Kept) -> None:
        output = kept.process.stdout
        assert output is not None, "every part is started with a pipe"
        kept.listener = threading.Thread(target=self._pass_on, args=[kept.part, output], daemon=True)
        kept.listener.start()

    def _pass_on(self, part: Part, output: IO[bytes]) -> None:
        with output:
            for said in condensed(output):
                if not any(noise in said for noise in part.noise):
                    self._write(part.name, said)


def condensed(output: Iterable[bytes]) -> Iterator[str]:
    """The lines of a program without what has no words, without the inside of tracebacks, and each said once."""
    before, in_traceback = "", False
    for line in output:
        said = readable(line)
        if not said or (in_traceback and said[0].isspace()):
            continue
        in_traceback = said.startswith("Traceback (most recent call last)")
        if not in_traceback and said != before:
            before = said
            yield said


def readable(line: bytes) -> str:
    """A line of a program without its colours and cut to a bearable length; nothing when it has no words."""
    said = _COLOURS.sub("", line.decode(errors="replace")).rstrip()
    if not _WORDS.search(said):
        return ""
    return said if len(said) <= LINE_LENGTH else said[: LINE_LENGTH - 1] + "…"


def _start(part: Part) -> "subprocess.Popen[bytes]":
    # Python programs write what they say at once.
    environment = {**part.environment, "PYTHONUNBUFFERED": "1"}
    return on_leash(part.command, environment, subprocess.PIPE, part.folder)


def inherited(**added: str) -> dict[str, str]:
    """The environment of this process, and what a program gets besides; empty values take a name out."""
    return {name: value for name, value in {**os.environ, **added}.items() if value}
