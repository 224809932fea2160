"""Ctrl-C, or SIGTERM, closes a run in good order; a second one ends the process at once."""

import os
import signal
import sys
import threading
from functools import cache

AT_ONCE = b"Stopped at once. What is committed stays; run the same command again and it goes on from there.\n"
# What a shell reports of a program that Ctrl-C has ended.
STOPPED = 128 + signal.SIGINT


@cache
def end_at_second_signal() -> None:
    """From now on, let the second Ctrl-C or SIGTERM end this process without waiting for anything.

    Python tells its handlers of a signal only between two steps of its own, so never while SQLite waits for a lock;
    and Prefect has handlers of its own. The number of every signal is written to this pipe before all that.
    Workers and a Prefect server of one's own end with this process, by themselves.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    threading.Thread(target=_count, args=[reader], daemon=True).start()


def _count(reader: int) -> None:
    stops = 0
    while stops < 2:
        stops += os.read(reader, 1)[0] in {signal.SIGINT, signal.SIGTERM}
    os.write(sys.stderr.fileno(), AT_ONCE)
    os._exit(STOPPED)
