"""How far a run is, on standard error: a moving line in a terminal, a line now and then in a log."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich import progress as bars
from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TextColumn

from desk.render.words import counted, duration, number, percent, safe
from flows.request import Listener, Progress

# In a log, a line every so many seconds is enough to see that it lives.
_LOG_SECONDS = 10.0


@contextmanager
def watching(*, quiet: bool = False, unit: str = "file") -> Iterator[Listener]:
    """A listener that shows the progress of a run until the end of the block.

    Arguments:
        quiet: nothing but the messages of the run (such as that it waits for another).
        unit: what the run counts, as a noun.
    """
    if sys.stderr.isatty() and not quiet:
        with _bar(unit) as bar:
            yield _to_bar(bar)
    else:
        yield _to_log(unit, quiet=quiet)


def _bar(unit: str) -> bars.Progress:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn(f"{{task.fields[done]}} {unit}s"),
        TextColumn("[dim]{task.fields[speed]}"),
    )
    return bars.Progress(*columns, console=Console(stderr=True, highlight=False), transient=True)


def _to_bar(bar: bars.Progress) -> Listener:
    task = bar.add_task("starting", total=None, done="0", speed="")

    def listen(step: Progress) -> None:
        if step.message:
            bar.console.print(safe(step.message), style="dim", markup=False)
        bar.update(
            task,
            description=step.stage,
            completed=step.share,
            total=1.0 if step.files_total else None,
            done=f"{number(step.files_done)}/{number(step.files_total)}",
            speed=speed(step.rate, step.seconds_left),
        )

    return listen


def _to_log(unit: str, *, quiet: bool) -> Listener:
    last = time.monotonic()

    def listen(step: Progress) -> None:
        nonlocal last
        if step.message:
            print(safe(step.message), file=sys.stderr)
        elif not quiet and time.monotonic() - last >= _LOG_SECONDS:
            last = time.monotonic()
            done = f"{number(step.files_done)} of {counted(step.files_total, unit)}"
            parts = [done, percent(step.share) if step.share else "", speed(step.rate, step.seconds_left)]
            print(f"{step.stage}: {', '.join(filter(None, parts))}", file=sys.stderr, flush=True)

    return listen


def speed(rate: float, seconds_left: float | None) -> str:
    """Rate and time left as far as they are known: `812 documents/s, 14.0 s left`."""
    parts = [f"{number(round(rate))} documents/s"] if rate else []
    parts += [f"{duration(seconds_left)} left"] if seconds_left is not None else []
    return ", ".join(parts)
