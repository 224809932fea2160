import os

import pytest

from tasks.workers import workers_for


def test_a_run_gets_a_worker_for_each_core_unless_it_wants_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert workers_for(None) == len(os.sched_getaffinity(0))
    assert [workers_for(wanted) for wanted in (0, 3)] == [0, 3]
    monkeypatch.delattr(os, "sched_getaffinity")
    assert workers_for(None) == os.cpu_count()
