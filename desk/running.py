"""Runs something that takes its time, with its progress on standard error."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import typer

from desk.output import note
from desk.render.progress import watching
from desk.render.words import safe
from desk.stopping import STOPPED, end_at_second_signal
from flows.request import Listener

Answer = TypeVar("Answer")


def watched(run: Callable[[Listener], Answer], *, quiet: bool, unit: str = "file") -> Answer:
    """What `run` answers; when the user stops it, it says that nothing is lost, and the command ends.

    Arguments:
        run: called with a listener for its progress.
        quiet: show no progress, as when the answer is read by a program.
        unit: what the run counts, as a noun.
    """
    end_at_second_signal()
    try:
        with watching(quiet=quiet, unit=unit) as listener:
            return run(listener)
    except KeyboardInterrupt:
        note("Stopped. What is done stays; run the same command again and it goes on from there.")
        raise typer.Exit(STOPPED) from None


def until_stopped(run: Callable[[Callable[[str, str], None]], None]) -> None:
    """Run something that only Ctrl-C or SIGTERM ends, with its log on standard output.

    Arguments:
        run: called with what writes a line of the log: which part says it, and what; from any thread.
    """
    end_at_second_signal()
    one_at_a_time = threading.Lock()

    def write(part: str, line: str) -> None:
        with one_at_a_time:
            print(f"{time.strftime('%H:%M:%S')} {part:<7} {safe(line)}", flush=True)

    with suppress(KeyboardInterrupt):
        run(write)
