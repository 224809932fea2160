"""The Prefect tasks of a run: discover → clean (in the worker pool) → load, in order → report.

The tasks are thin: the steps are in `flows.batch`. Chunks and results never pass through Prefect, which would hash
and walk them (110–250 ms for 4 MB); tasks name chunks by number and return counts.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict
from typing import Any
from uuid import UUID

import httpx
from prefect import get_run_logger, runtime, task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.context import SyncClientContext
from prefect.settings import PREFECT_API_URL

from flows.answering import is_gone
from flows.batch import BatchRun
from flows.parting import part_from
from flows.report import counted, in_words, report_markdown
from flows.request import IngestSummary, Listener, Progress, silent

# A write of the progress artifact is a request to the server; people look no more often than this, in seconds.
ARTIFACT_SECONDS = 2.0
# One that is gone is asked no more often than this: one that hangs takes ten seconds to be found out.
GONE_SECONDS = 60.0
GONE = "The Prefect server no longer answers; the run goes on, and will not be seen on its page."

_run: ContextVar[BatchRun[Any, Any]] = ContextVar("run")
_listener: ContextVar[Listener] = ContextVar("listener", default=silent)
_finished: ContextVar[list[IngestSummary] | None] = ContextVar("finished", default=None)


def carry_out(make_run: Callable[[Listener, str], BatchRun[Any, Any]]) -> dict[str, Any]:
    """Do a run, task by task; to be called in a flow.

    Arguments:
        make_run: makes the run, not yet entered, of a listener and the id of the flow run.

    Returns:
        The fields of `IngestSummary`.
    """
    listener = ProgressArtifact(_listener.get())
    with make_run(listener, str(runtime.flow_run.id)) as run, _current(run):
        discover()
        run.drive(clean.submit, load)
    summary = run.summary()
    finished = _finished.get()
    if finished is not None:
        finished.append(summary)
    report(run.request.database, summary)
    listener.finish()
    if server_is_gone():
        part_from(PREFECT_API_URL.value())
        if finished is not None:
            do_not_wait()
    return asdict(summary)


@task(task_run_name="discover", cache_policy=NO_CACHE, persist_result=False)
def discover() -> dict[str, int]:
    """Count what there is to do."""
    found = _run.get().discover()
    get_run_logger().info(", ".join(counted(number, name) for name, number in found.items()))
    return found


@task(task_run_name="clean chunks {first}–{last}", cache_policy=NO_CACHE, persist_result=False)
def clean(first: int, last: int) -> int:
    """Hand chunks `first` to `last` to the worker pool: read, clean, detect language and translation, fingerprint."""
    _run.get().clean(first)
    return last - first + 1


@task(task_run_name="load chunks {first}–{last}", cache_policy=NO_CACHE, persist_result=False)
def load(first: int, last: int) -> dict[str, int]:
    """Load chunks `first` to `last` in order, each in one transaction, and decide which articles are duplicates."""
    counts = asdict(_run.get().load(first))
    # The report says all of a small run.
    if _run.get().expected_chunks() > 1:
        get_run_logger().info("chunks %s–%s: %s", first, last, in_words(counts))
    return counts


@task(task_run_name="report", cache_policy=NO_CACHE, persist_result=False)
def report(database: str, summary: IngestSummary) -> None:
    """Say what the batch brought: in the log, and with the rules that removed most as an artifact."""
    told = f"Batch {summary.batch}: {in_words(asdict(summary))}"
    get_run_logger().info(told)
    for note in summary.notes:
        get_run_logger().warning(note)
    markdown = report_markdown(database, summary)
    show(lambda: create_markdown_artifact(markdown, key="batch-report", description=told))


def do_not_wait() -> None:
    """Let Prefect's failure to record the end of this run come at once.

    A client that has reached its server asks again for a while, and the engine begins three times: 20 s at a terminal.
    A worker may wait, for a server that is started again.
    """
    context = SyncClientContext.get()
    if context is not None:
        # One that has not reached its server yet fails at once, so that a wrong address is soon found out.
        client: Any = context.client._client
        client._has_connected = False


def server_is_gone() -> bool:
    """Whether the server that this run is shown on no longer answers."""
    url = PREFECT_API_URL.value()
    return url is not None and is_gone(url)


def show(publish: Callable[[], object]) -> bool:
    """Publish what people look at; a server that cannot take it does not end the run. False when it is gone."""
    if server_is_gone():
        return False
    try:
        publish()
    except (httpx.HTTPError, RuntimeError) as error:
        # RuntimeError is what Prefect makes of a server that it has never reached.
        get_run_logger().warning("The Prefect server did not take an artifact: %s", error)
    return True


class ProgressArtifact:
    """Passes progress on to a listener, and to Prefect as a progress artifact."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._artifact: UUID | None = None
        self._written = time.monotonic()
        self._seen = True

    def __call__(self, progress: Progress) -> None:
        """Pass one event on; Prefect hears of progress every few seconds only."""
        self._listener(progress)
        if progress.message:
            get_run_logger().info(progress.message)
        pause = ARTIFACT_SECONDS if self._seen else GONE_SECONDS
        if progress.files_total and time.monotonic() - self._written >= pause:
            self._publish(100.0 * progress.share)

    def finish(self) -> None:
        """Leave a begun progress bar full."""
        if self._artifact is not None:
            self._publish(100.0)

    def _publish(self, percent: float) -> None:
        seen, self._seen = self._seen, show(lambda: self._write(percent))
        if seen and not self._seen:
            self._listener(Progress("wait", message=GONE))
        self._written = time.monotonic()

    def _write(self, percent: float) -> None:
        if self._artifact is None:
            made = create_progress_artifact(percent, key="batch-progress", description="done")
            # In a flow that is no coroutine the id comes at once.
            self._artifact = made if isinstance(made, UUID) else None
        else:
            update_progress_artifact(self._artifact, percent)


@contextmanager
def listening(listener: Listener) -> Iterator[list[IngestSummary]]:
    """Let `listener` hear the progress of flows run inside: a function cannot be a flow's parameter.

    What they come to is in the list even when Prefect cannot be told of their end and fails.
    """
    finished: list[IngestSummary] = []
    listener_token, finished_token = _listener.set(listener), _finished.set(finished)
    try:
        yield finished
    finally:
        _listener.reset(listener_token)
        _finished.reset(finished_token)


@contextmanager
def _current(run: BatchRun[Any, Any]) -> Iterator[None]:
    token = _run.set(run)
    try:
        yield
    finally:
        _run.reset(token)
