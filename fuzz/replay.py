"""Run finds of `make fuzz` again, without the fuzzer: `python -m fuzz.replay .fuzz/found/text-crash-…`.

The name of a file says which target found it. What it raises is shown as it is, the first time something is raised.
"""

import sys
from pathlib import Path

from fuzz.targets import TARGETS


def main() -> None:
    """Check each file that is named."""
    for path in map(Path, sys.argv[1:]):
        print(path, flush=True)
        TARGETS[path.name.partition("-")[0]].check(path.read_bytes())


if __name__ == "__main__":
    main()
