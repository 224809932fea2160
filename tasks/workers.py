"""Worker processes: forked from a server that imports only `tasks`, bounded in memory, ended with their parent."""

import multiprocessing
import os
import signal
import sys
import threading
import types
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any

from tasks.cycles import look_seldom
from tasks.guard import limit_memory


def workers_for(wanted: int | None) -> int:
    """How many workers a run gets: as many as wanted, else one for each core that this process may use."""
    if wanted is not None:
        return wanted
    # macOS does not say which cores a process may use.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def start_executor(workers: int, worker_bytes: int) -> ProcessPoolExecutor:
    """A pool whose processes are forked from a server that has imported `tasks` and nothing of the caller.

    Arguments:
        workers: how many processes.
        worker_bytes: memory that each of them may use.
    """
    with blank_main():
        executor = ProcessPoolExecutor(
            workers, mp_context=worker_context(), initializer=begin_worker, initargs=(worker_bytes,)
        )
        # A submission starts one process while none is idle; all must start while __main__ is hidden.
        while len(executor._processes) < workers:
            executor.submit(os.getpid)
    _end_with_one_another(executor)
    return executor


def _end_with_one_another(executor: ProcessPoolExecutor) -> None:
    """Let the pool notice the death of a worker also where it dies in the middle of an answer.

    The pool's thread then waits for the rest of the answer, and looks at no process meanwhile. It hears of the end only
    when nobody has the other end of the pipe: neither this process, nor the other workers, whose pool is broken anyhow.
    """
    answers: Any = executor._result_queue
    answers._writer.close()
    if len(executor._processes) > 1:
        # Sentinels of our own: the pool closes its own when it has noticed.
        watched = {os.dup(process.sentinel): process for process in executor._processes.values()}
        threading.Thread(target=_kill_after_one, args=[watched], daemon=True).start()


def _kill_after_one(watched: Mapping[int, BaseProcess]) -> None:
    ended = wait([*watched])
    for sentinel, process in watched.items():
        if sentinel not in ended:
            process.kill()
        os.close(sentinel)


def prepare_workers() -> None:
    """Let the fork server load what workers need, in a process of its own, while this one prepares the run."""
    if worker_context().get_start_method() == "forkserver":
        with blank_main():
            forkserver.ensure_running()


def worker_context() -> BaseContext:
    """`forkserver` where the system has it: workers share the memory of models loaded once; else `spawn`."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tasks.preload"])
    return context


@contextmanager
def blank_main() -> Iterator[None]:
    """Hide `__main__` while processes start: a worker would import it again, and with it Prefect or the desk."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def begin_worker(worker_bytes: int) -> None:
    """What each worker does first."""
    limit_memory(worker_bytes)
    look_seldom()
    end_with_parent()


def end_with_parent() -> None:
    """Let this process die with its parent, even by SIGKILL: measured, it would otherwise live for ever.

    Ctrl-C reaches every process of a terminal; the parent alone answers it, and ends its workers.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_exit_after, args=[parent], daemon=True).start()


def _exit_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def stop_now(executor: ProcessPoolExecutor) -> None:
    """End a pool without waiting for what it is doing.

    Its thread ends here, too: while Python ends, it may close the pipe by which Python wakes it (3.11 says so aloud).
    """
    processes = list((executor._processes or {}).values())
    thread: Any = executor._executor_manager_thread
    executor.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
    if thread is not None:
        thread.join()
