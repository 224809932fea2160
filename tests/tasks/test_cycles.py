"""Cycles are looked for seldom during a run, and as before after it."""

import gc

from tasks.cycles import looked_for_seldom


def test_as_before_after_a_run() -> None:
    before = gc.get_threshold()
    with looked_for_seldom():
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before
