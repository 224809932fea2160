"""Imported by the fork server only: everything a worker needs, loaded once and then shared by all of them."""

import gc

import tasks.slices  # noqa: F401 - what most workers are given to do
from tasks.process import warm

warm()
# What is loaded now stays for good: no worker looks through it again for cycles, which would also copy its memory.
gc.collect()
gc.freeze()
