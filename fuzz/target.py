"""One fuzz target in a process of its own: `python -m fuzz.target NAME [libFuzzer's options] CORPUS`.

libFuzzer ends the process at the first find, so that each find has a process; `fuzz.run` starts the next one.
"""

import sys

import atheris

# Only what is ours is instrumented: libraries would cost most of the time and are not ours to mend.
with atheris.instrument_imports(include=["tasks"]):
    from fuzz.targets import TARGETS


def main() -> None:
    """Fuzz the target that is named first, until libFuzzer's options or a find end it."""
    check = TARGETS[sys.argv.pop(1)].check
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
