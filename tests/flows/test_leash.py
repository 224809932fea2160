"""Nothing that is started on a leash outlives whoever holds it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil

from flows.leash import let_go, on_leash

Alive = Callable[..., list[psutil.Process]]

# A program that does not mind SIGTERM, with a child that leaves its session and a grandchild that loses its parent.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen(["sh", "-c", "sleep 600 & sleep 601"], start_new_session=True)
print("ready", flush=True)
time.sleep(600)
"""
HOLDER = f"""
import os, subprocess, sys
from flows.leash import on_leash
process = on_leash([sys.executable, "-c", {STUBBORN!r}], os.environ, subprocess.PIPE, grace_seconds=1)
print(process.stdout.readline().decode().strip(), flush=True)
sys.stdin.read()
"""


def below(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def test_a_program_says_what_it_says_and_its_status_is_passed_on(tmp_path: Path) -> None:
    program = "import os, sys; print(os.getcwd(), os.environ['WORD']); sys.exit(7)"
    command = [sys.executable, "-c", program]
    process = on_leash(command, {**os.environ, "WORD": "hello"}, subprocess.PIPE, tmp_path)
    assert process.stdout is not None
    with process.stdout as said:
        assert said.read().decode() == f"{tmp_path} hello\n"
    assert process.wait() == 7
    let_go(process)


def test_what_is_let_go_ends_with_all_that_it_started(alive: Alive) -> None:
    process = on_leash([sys.executable, "-c", STUBBORN], os.environ, subprocess.PIPE, grace_seconds=1)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    started = below(process.pid)
    let_go(process)
    assert process.wait(120) == 128 + 9
    assert len(started) >= 2
    assert alive(started) == []
    process.stdout.close()


def test_what_is_on_a_leash_ends_when_its_holder_is_killed(alive: Alive) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"ready\n"
    started = below(holder.pid)
    holder.kill()
    holder.communicate()
    assert len(started) >= 2
    assert alive(started) == []


def test_a_program_that_heeds_sigterm_is_not_waited_for() -> None:
    program = "import time; print(1, flush=True); time.sleep(600)"
    process = on_leash([sys.executable, "-c", program], os.environ, subprocess.PIPE, grace_seconds=600)
    assert process.stdout is not None
    process.stdout.readline()
    let_go(process)
    assert process.wait(120) == 128 + 15
    process.stdout.close()


def test_a_program_can_be_ended_by_sigint_also_where_the_shell_has_ignored_it() -> None:
    # As a shell does with what it starts in the background; a Prefect worker then survived its own SIGTERM handler.
    program = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    holder = f"""
import os, subprocess, sys
from flows.leash import on_leash
process = on_leash([sys.executable, "-c", {program!r}], os.environ, None)
sys.exit(process.wait())
"""
    ignored = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", sys.executable, "-c", holder]
    assert subprocess.run(ignored, capture_output=True, text=True, check=True).stdout == "True\n"
