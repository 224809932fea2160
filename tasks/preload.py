"""Imported by the fork server only: everything a worker needs, loaded once and then shared by all of them."""

import gc
import signal

# Ctrl-C reaches every process of a terminal, also while this one loads; its parent alone answers it.
signal.signal(signal.SIGINT, signal.SIG_IGN)

import tasks.slices  # noqa: E402, F401 - what most workers are given to do
from tasks.process import warm  # noqa: E402

warm()
# What is loaded now stays for good: no worker looks through it again for cycles, which would also copy its memory.
gc.collect()
gc.freeze()
