"""Runs a program of which nothing outlives whoever started it.

    python flows/leash.py SECONDS COMMAND ARGUMENT…

The leash is this process' standard input: a pipe whose other end only the starter holds. When the starter closes it,
or dies by whatever signal, the program is asked to end (SIGTERM); after some seconds it is killed, and with it all
that it has started, also what has left its process group or lost its parent.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

# Seconds between the question and the kill; a Prefect worker gives its flow runs the time to close their batch.
GRACE_SECONDS = 10.0
_PR_SET_CHILD_SUBREAPER = 36


def on_leash(
    command: list[str],
    environment: Mapping[str, str],
    output: int | IO[bytes],
    folder: Path | None = None,
    grace_seconds: float = GRACE_SECONDS,
) -> subprocess.Popen[bytes]:
    """Start a program on a leash; it ends when `let_go` is called, or when this process ends.

    Arguments:
        command: the program and its arguments.
        environment: all of it.
        output: where standard output and standard error go, as for `subprocess`.
        folder: where it runs; here by default.
        grace_seconds: between the question and the kill.
    """
    return subprocess.Popen(
        [sys.executable, __file__, str(grace_seconds), *command],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=environment,
        cwd=folder,
        # Ctrl-C in the terminal is for the starter, which then ends its programs in the right order.
        start_new_session=True,
    )


def let_go(process: "subprocess.Popen[bytes]") -> None:
    """Ask a program on a leash to end, and see to it that it does; returns at once."""
    if process.stdin is not None:
        process.stdin.close()


def main(grace_seconds: float, command: list[str]) -> int:
    """Run a command until it ends or the leash is let go; returns its exit status."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # A handler, not SIG_IGN: that would be inherited, and a Prefect worker ends itself by SIGINT.
        signal.signal(number, lambda *_: None)
    _adopt_orphans()
    program = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    asked = threading.Event()
    threading.Thread(target=_end_when_let_go, args=[program, grace_seconds, asked], daemon=True).start()
    status = program.wait()
    # What was asked to end has time for it; what a program that failed has left behind has none.
    _end_descendants(grace_seconds if asked.is_set() else 0.0)
    return status if status >= 0 else 128 - status


def _adopt_orphans() -> None:
    """Become the parent of descendants that lose theirs, where the system can do that (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _end_when_let_go(program: "subprocess.Popen[bytes]", grace_seconds: float, asked: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    asked.set()
    # The flow runs of a Prefect worker lead sessions of their own: they are to close their batch now.
    for pid in [program.pid, *(pid for pid in _descendants() if _leads_session(pid))]:
        _send(pid, signal.SIGTERM)
    time.sleep(grace_seconds)
    _send(program.pid, signal.SIGKILL)


def _end_descendants(grace_seconds: float) -> None:
    """Wait for everything below this process to end, and after some seconds kill it, until nothing is left of it."""
    deadline = time.monotonic() + grace_seconds
    while below := _descendants():
        if time.monotonic() >= deadline:
            for pid in below:
                _send(pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.02)


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _leads_session(pid: int) -> bool:
    try:
        return os.getsid(pid) == pid
    except ProcessLookupError:
        return False


def _descendants() -> set[int]:
    """The processes below this one that are alive."""
    parents = _parents()
    found = {os.getpid()}
    while added := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= added
    return found - {os.getpid()}


def _parents() -> dict[int, int]:
    """Every process that is alive, and its parent."""
    rows = _from_proc() if Path("/proc/self/stat").exists() else _from_ps()
    return {pid: parent for pid, parent, state in rows if state[:1] not in {"Z", "X"}}


def _from_proc() -> Iterator[tuple[int, int, str]]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name, in brackets, may hold anything.
            state, parent = path.read_text(errors="replace").rpartition(")")[2].split()[:2]
            yield int(path.parent.name), int(parent), state


def _from_ps() -> Iterator[tuple[int, int, str]]:
    with subprocess.Popen(["ps", "-Ao", "pid=,ppid=,stat="], stdout=subprocess.PIPE, text=True) as ps:
        rows = [line.split(None, 2) for line in ps.communicate()[0].splitlines()]
    yield from ((int(pid), int(parent), state) for pid, parent, state in rows if int(pid) != ps.pid)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
