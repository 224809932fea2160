"""What the pages of the documentation show is what the commands print, and their links lead somewhere."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path

import pytest

from desk.cli import main
from docs.console import LEFT_OUT, ROOT, blocks, examples, holds, in_shell, run, steps

PAGES = sorted((ROOT / "docs").rglob("*.md"))
NAMED = [pytest.param(page, id=page.stem) for page in PAGES]
RUN = [pytest.param(page, id=page.stem) for page in PAGES if blocks(page.read_text())]
Call = Callable[[str, Path], str]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Runs a command of ours in this process, which has everything loaded, and any other in a shell.

    That the command can be started as a program is tested with README's.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COPYDESK_DATABASE_URL", raising=False)

    def run_one(command: str, folder: Path) -> str:
        words = shlex.shlex(command, posix=True, punctuation_chars=True)
        words.whitespace_split, words.commenters = True, ""
        arguments = list(words)
        if arguments[0] != "copydesk" or "$" in command or any({*word} <= {*"();<>|&"} for word in arguments):
            return in_shell(command, folder)
        monkeypatch.setattr(sys, "argv", arguments)
        with suppress(SystemExit), streams_in(said := tmp_path.with_suffix(".said")):
            main()
        return said.read_text()

    return run_one


@contextmanager
def streams_in(file: Path) -> Iterator[None]:
    """Both streams in one file, buffered as when both are one pipe."""
    file.unlink(missing_ok=True)
    with file.open("a") as out, file.open("a", buffering=1) as err, redirect_stdout(out), redirect_stderr(err):
        yield


@pytest.mark.parametrize("page", RUN)
def test_commands_and_examples_print_what_is_shown(page: Path, tmp_path: Path, call: Call) -> None:
    for step, printed in run(page.read_text(), tmp_path, call):
        assert holds(step.shown, printed), f"$ {step.command}\n{printed}"
    for example in examples(page.read_text()):
        with streams_in(said := tmp_path.with_suffix(".said")):
            exec(example.command, {"__name__": "example"})
        assert holds(example.shown, said.read_text()), said.read_text()


@pytest.mark.parametrize("page", NAMED)
def test_links_lead_to_files_and_headings(page: Path) -> None:
    for name, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", page.read_text()):
        target = page.parent / name if name else page
        assert target.exists(), name
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(), re.M)
            assert anchor in [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]


def test_what_is_left_out_may_be_anything_and_the_rest_may_not() -> None:
    assert holds(f"one\n{LEFT_OUT}\nfour", "one\ntwo\nthree\nfour")
    assert holds(f"one\n{LEFT_OUT}", "one\ntwo")
    assert not holds(f"one\n{LEFT_OUT}\nfour", "one\ntwo\nfive")
    assert not holds("one", "one\ntwo")


def test_seconds_may_differ() -> None:
    assert holds("5 files · 0.3 s", "5 files · 11.9 s")
    assert holds("5 files · 0.3 s", "5 files · 1 min 02 s")
    assert not holds("5 files · 0.3 s", "6 files · 0.3 s")


def test_a_block_is_read_as_commands_with_what_they_print() -> None:
    assert [(step.command, step.shown) for step in steps("$ one\na\nb\n\n$ two\n")] == [("one", "a\nb"), ("two", "")]


def test_the_site_builds_and_asks_no_other_host(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    zensical = Path(sys.executable).with_name("zensical")
    subprocess.run([zensical, "build", "--strict"], cwd=tmp_path, check=True, capture_output=True)
    site = tmp_path / "build" / "site"
    assert {page.with_suffix(".html").name for page in PAGES} <= {page.name for page in site.glob("*.html")}
    for page in site.glob("*.html"):
        assert not re.findall(r"""(?:src|<link[^>]*href)=["']?https?://""", page.read_text()), page.name
