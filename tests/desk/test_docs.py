"""What the documentation says about the commands is what they do: the page is current, every example runs."""

import runpy
import shlex
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "command-line.md"
SCRIPT = runpy.run_path(str(ROOT / "docs" / "command_line.py"))
EXAMPLES = [example for _, command in SCRIPT["commands"]() for example in SCRIPT["examples"](command)]


def test_the_page_is_what_the_commands_say() -> None:
    expected = SCRIPT["reference"]()
    assert PAGE.read_text(encoding="utf-8") == expected, "run: python docs/command_line.py > docs/command-line.md"


def test_every_command_and_every_option_is_explained_and_has_an_example() -> None:
    for path, command in SCRIPT["commands"]():
        assert SCRIPT["examples"](command), path
        assert command.help
        assert all(parameter.help for parameter in command.params), path


# The examples of `check` are about a project's own files; test_commands runs it. `desk` does not end: tests/desk/web.
@pytest.mark.parametrize(
    "example", [example for example in EXAMPLES if not example.startswith(("check", "ingest", "desk", "up"))]
)
def test_every_other_example_runs(copydesk, database, tmp_path, monkeypatch, example) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COPYDESK_DATABASE_URL", "sqlite:///archive.db")
    shutil.copy(database.removeprefix("sqlite:///"), tmp_path / "archive.db")
    answer = copydesk(
        *shlex.split(example), *(("--workers", 0) if example.startswith(("reclean", "quarantine replay")) else ())
    )
    assert (answer.status, answer.err) == (0, "")
    assert answer.out


@pytest.mark.parametrize("example", [example for example in EXAMPLES if example.startswith("ingest")])
def test_every_example_of_ingest_runs(copydesk, tmp_path, monkeypatch, example) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COPYDESK_DATABASE_URL", "sqlite:///articles.db")
    shutil.copytree(ROOT / "seeds", "seeds")
    Path("dump.jsonl").write_text('{"text": "The ministers agreed on a truce for ten days, it was said on Friday."}\n')
    answer = copydesk(*shlex.split(example), "--direct", "--workers", 0)
    assert answer.status == 0
    assert answer.out.startswith("1 file, " if "--dry-run" in example else "Batch 1: ")
