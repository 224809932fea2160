"""Python's search for objects that hold each other, which records do not: seldom while they pass through.

A chunk has some 15,000 objects, and by default Python looks through new ones after every 700, and now and then through
all that are in memory: 3 % of a worker's time, and a tenth of the writer's.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS_BETWEEN_LOOKS = 50_000


def look_seldom() -> None:
    """From now on."""
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS)


@contextmanager
def looked_for_seldom() -> Iterator[None]:
    """During the enclosed block."""
    before = gc.get_threshold()
    look_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
