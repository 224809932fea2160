"""Runs something that takes its time, with its progress on standard error."""

from collections.abc import Callable
from typing import TypeVar

import typer

from desk.output import note
from desk.render.progress import watching
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
