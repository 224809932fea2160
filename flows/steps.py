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

from prefect import get_run_logger, runtime, task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE

from flows.batch import BatchRun
from flows.report import report_markdown
from flows.request import Listener, Progress, silent

# A write of the progress artifact is a request to the server; people look no more often than this, in seconds.
ARTIFACT_SECONDS = 2.0

_run: ContextVar[BatchRun[Any, Any]] = ContextVar("run")
_listener: ContextVar[Listener] = ContextVar("listener", default=silent)


def carry_out(make_run: Callable[[Listener, str], BatchRun[Any, Any]]) -> dict[str, Any]:
    """Do a run, task by task; to be called in a flow.

    Args:
        make_run: makes the run, not yet entered, of a listener and the id of the flow run.

    Returns:
        The fields of `IngestSummary`.
    """
    listener = ProgressArtifact(_listener.get())
    with make_run(listener, str(runtime.flow_run.id)) as run, _current(run):
        discover()
        run.drive(clean.submit, load)
    summary = run.summary()
    report(run.request.database, run.batch_id, summary.stage_seconds)
    listener.finish()
    return asdict(summary)


@task(cache_policy=NO_CACHE, persist_result=False)
def discover() -> dict[str, int]:
    """Count what there is to do."""
    found = _run.get().discover()
    get_run_logger().info(", ".join(f"{number:,} {name}" for name, number in found.items()))
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
    get_run_logger().info("chunks %s–%s: %s", first, last, ", ".join(f"{v} {k}" for k, v in counts.items() if v))
    return counts


@task(cache_policy=NO_CACHE, persist_result=False)
def report(database: str, batch_id: int, stage_seconds: dict[str, float]) -> None:
    """Publish counts, time per step and the rules that removed most as an artifact."""
    create_markdown_artifact(report_markdown(database, batch_id, stage_seconds), key="batch-report")


class ProgressArtifact:
    """Passes progress on to a listener, and to Prefect as a progress artifact."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._artifact: UUID | None = None
        self._written = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        """Pass one event on; Prefect hears of it every few seconds only."""
        self._listener(progress)
        if progress.files_total and time.monotonic() - self._written >= ARTIFACT_SECONDS:
            self._publish(100.0 * progress.files_done / progress.files_total)

    def finish(self) -> None:
        """Leave a begun progress bar full."""
        if self._artifact is not None:
            self._publish(100.0)

    def _publish(self, percent: float) -> None:
        self._written = time.monotonic()
        if self._artifact is None:
            made = create_progress_artifact(percent, key="batch-progress", description="done")
            # In a flow that is no coroutine the id comes at once.
            self._artifact = made if isinstance(made, UUID) else None
        else:
            update_progress_artifact(self._artifact, percent)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Let `listener` hear the progress of flows run inside: a function cannot be a flow's parameter."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


@contextmanager
def _current(run: BatchRun[Any, Any]) -> Iterator[None]:
    token = _run.set(run)
    try:
        yield
    finally:
        _run.reset(token)
