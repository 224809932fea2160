"""Imported by the fork server only: everything a worker needs, loaded once and then shared by all of them."""

import tasks.slices  # noqa: F401 - what most workers are given to do
from tasks.process import warm

warm()
