"""Keeps the console blocks of the documentation true: python -m docs.console docs/tutorial.md.

The commands of a page's ```console blocks run one after the other in an empty folder that has `seeds/`. What a
block shows after a `$ command` is what the command prints; a line `[…]` stands for lines left out, and what differs
from run to run (seconds, dates of a run, the cleaner's version, folders) may differ. Called with pages, this module
writes the real output into the blocks that no longer hold.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEFT_OUT = "[…]"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# The folder of the reader, whatever it is called where the commands run.
_FOLDER = "/home/anna/news"
_EXAMPLE = re.compile(r"^```python\n(.*?)^```$(?:\n+```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
_CHANGING = [
    (re.compile(r"\b(?:\d+ min \d\d s|\d+\.\d s)\b"), "… s"),
    (re.compile(r"\b\d{4}-\d\d-\d\d \d\d:\d\d UTC"), "… UTC"),
    (re.compile(r"\bcleaner [0-9a-f]{12}\b"), "cleaner …"),
    (re.compile(r"\b[\d,]+ bytes"), "… bytes"),
    # Columns are as wide as the longest folder.
    (re.compile(r" {2,}"), "  "),
]


@dataclass(frozen=True, slots=True)
class Step:
    """A command as the page shows it, and the lines that the page shows after it."""

    command: str
    shown: str


def steps(block: str) -> list[Step]:
    """The commands of one console block with what follows each."""
    parts = re.split(r"^\$ (.+)\n", block, flags=re.MULTILINE)
    return [Step(command, shown.rstrip("\n")) for command, shown in zip(parts[1::2], parts[2::2], strict=True)]


def blocks(page: str) -> list[str]:
    """The console blocks of a page of Markdown."""
    return _BLOCK.findall(page)


def examples(page: str) -> list[Step]:
    """The Python examples of a page, each with the output in the text block after it."""
    return [Step(code, shown.rstrip("\n")) for code, shown in _EXAMPLE.findall(page)]


def in_shell(command: str, folder: Path) -> str:
    """What a command prints when a shell runs it in `folder`, of both streams."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "LC_ALL": "C.UTF-8"}
    environment.pop("COPYDESK_DATABASE_URL", None)
    done = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def run(page: str, folder: Path, call: Callable[[str, Path], str] = in_shell) -> Iterator[tuple[Step, str]]:
    """Run all commands of a page in `folder`, one after the other; yields each with what it printed.

    A command may fail: what it then says is what the page shows.

    Arguments:
        page: its Markdown.
        folder: an empty one; it is given the seeds.
        call: runs a command in a folder, and says what both its streams were given.
    """
    (folder / "seeds").symlink_to(ROOT / "seeds")
    for block in blocks(page):
        for step in steps(block):
            yield step, call(step.command, folder).replace(str(folder), _FOLDER).strip("\n")


def holds(shown: str, printed: str) -> bool:
    """Whether a command printed what the page shows."""
    parts = [re.escape(part.strip("\n")) for part in re.split(rf"^{re.escape(LEFT_OUT)}$", _masked(shown), flags=re.M)]
    pattern = r"\n+(?:.*\n)?".join(parts)
    return re.fullmatch(rf"\n*{pattern}\n*", f"\n{_masked(printed)}\n", re.DOTALL) is not None


def _masked(text: str) -> str:
    for pattern, instead in _CHANGING:
        text = pattern.sub(instead, text)
    return text


def rewrite(path: Path) -> int:
    """Write what the commands really print into the blocks that no longer hold; returns how many."""
    page, done, changed = path.read_text(encoding="utf-8"), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for step, printed in run(page, Path(folder)):
            command = f"$ {step.command}\n"
            start = page.index(command, done) + len(command)
            if not holds(step.shown, printed):
                page = page[:start] + _lines(printed) + page[start + len(_lines(step.shown)) :]
                changed += 1
            done = start
    path.write_text(page, encoding="utf-8")
    return changed


def _lines(text: str) -> str:
    return f"{text}\n" if text else ""


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(f"{name}: {rewrite(Path(name))} outputs written anew")
