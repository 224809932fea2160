import sys

import pytest

from benchmarks.measure import Failed, measure

# A process that only waits, with a child that holds 60 MB and works for half a second.
CHILD = """
import time
held = b"x" * 60_000_000
end = time.process_time() + 0.5
while time.process_time() < end:
    pass
time.sleep(1)
"""
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CHILD!r}]); print('done')"


def test_children_count_with_their_memory_and_cpu() -> None:
    cost = measure([sys.executable, "-c", PARENT])
    assert cost.output == "done\n"
    assert cost.seconds >= 1.5
    assert cost.cpu_seconds >= 0.5
    assert cost.peak_bytes >= 60_000_000


def test_a_command_that_fails_says_why() -> None:
    with pytest.raises(Failed, match="no such thing"):
        measure([sys.executable, "-c", "raise SystemExit('no such thing')"])
