"""What a worker is doing at this moment: ended when it takes too long, and found again when it kills the process.

A turn is the reading of one record, or the steps over one document; turns may contain turns. Their numbers are the
same each time that a piece of a chunk is processed, so that a number names what killed a process.

Two clocks watch a turn. The first counts the CPU seconds of this process and interrupts Python in it; time on a
loaded machine says nothing about a document. Where C code does not come back, Python is not asked: then the second
one lets the kernel end the process, and `tasks.pool` finds out which turn that was.
"""

import math
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType, TracebackType

TOO_SLOW = "too-slow"
WORKER_DIED = "worker-died"
OUT_OF_MEMORY = "out-of-memory"
# CPU seconds between two looks at the clock; each costs about two microseconds.
_TICK = 0.25
# A process that waits, say for a disk over the network, uses no CPU: it may take so many times as long.
_WAITING = 10
# Signals whose default is to end the process; which one it was says that it was stuck.
STUCK_SIGNALS = tuple(getattr(signal, name) for name in ("SIGVTALRM", "SIGALRM") if hasattr(signal, name))


class Ended(BaseException):
    """A turn that is not gone on with; no `Exception`, since libraries catch those and go on.

    Arguments:
        reason: `too-slow`, or what was found out in an earlier trial.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Trial:
    """A piece that is tried once more by itself, after a process died of it or of another.

    Arguments:
        note: a file that says, after the death of the process, which turn it was in.
        given_up: numbers of the turns not to take again, with the reason.
    """

    note: str
    given_up: Mapping[int, str] = field(default_factory=dict)

    def last_turn(self) -> int:
        """The number of the turn in which the process died; 0 when it was in none."""
        with open(self.note, "rb") as note:  # noqa: PTH123 - Path.open costs more than the read
            return int.from_bytes(note.read(8))


class _Guard:
    """The one guard of this process; signals are its own, too."""

    def __init__(self) -> None:
        self.begun = 0
        self.turn = 0
        self.left = math.inf
        self.stuck = math.inf
        self.note: int | None = None
        self.given_up: Mapping[int, str] = {}

    def enter(self, turn: int, left: float) -> None:
        self.turn, self.left = turn, left
        if self.note is not None:
            os.pwrite(self.note, turn.to_bytes(8), 0)

    def tick(self, _signal: int, _frame: FrameType | None) -> None:
        # Python still answers, so the kernel may wait again.
        self.wind_up()
        self.left -= _TICK
        if self.left <= 0 and self.turn:
            raise Ended(TOO_SLOW)

    def wind_up(self) -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, self.stuck)
        signal.setitimer(signal.ITIMER_REAL, _WAITING * self.stuck)


_guard = _Guard()


class turn:  # noqa: N801 - read as a verb, as any context manager; a class takes half the time of a generator
    """Do one thing that may be stuck or deadly: raises `Ended` when it takes more than `seconds` of CPU.

    Outside of `watching` nothing is ended.
    """

    __slots__ = ("_outer", "_seconds")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        self._outer = _guard.turn, _guard.left
        _guard.begun += 1
        if reason := _guard.given_up.get(_guard.begun):
            raise Ended(reason)
        _guard.enter(_guard.begun, self._seconds)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _guard.enter(*self._outer)


@contextmanager
def watching(seconds: float, trial: Trial | None = None) -> Iterator[None]:
    """Let the clocks run over the turns of the enclosed block; only in the main thread of a process of its own.

    Arguments:
        seconds: CPU seconds for which a single call into C may keep Python from answering.
        trial: where turns are noted, and which are not taken.
    """
    global _guard  # noqa: PLW0603 - as there is one process, and one set of its signals
    _guard = _Guard()
    _guard.stuck = max(seconds, 4 * _TICK)
    with _noted(trial):
        before = signal.signal(signal.SIGPROF, _guard.tick)
        try:
            signal.setitimer(signal.ITIMER_PROF, _TICK, _TICK)
            _guard.wind_up()
            yield
        finally:
            for clock in (signal.ITIMER_PROF, signal.ITIMER_VIRTUAL, signal.ITIMER_REAL):
                signal.setitimer(clock, 0)
            signal.signal(signal.SIGPROF, before)


@contextmanager
def _noted(trial: Trial | None) -> Iterator[None]:
    if trial is None:
        yield
        return
    _guard.given_up = trial.given_up
    _guard.note = os.open(trial.note, os.O_WRONLY | os.O_CLOEXEC)
    try:
        yield
    finally:
        os.close(_guard.note)
        _guard.note = None


def limit_memory(size: int) -> None:
    """Let this process have no more than `size` bytes of data: beyond it Python raises `MemoryError`.

    Systems without such a limit (Windows, and macOS in effect) go on without one.
    """
    with suppress(ImportError, OSError, ValueError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (size if most < 0 else min(size, most), most))
