"""Imported by the fork server only: everything a worker needs, loaded once and then shared by all of them."""

from tasks.process import warm

warm()
