"""Do a run: through Prefect, or directly for quick work at a terminal. Prefect is imported only when it is used."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flows.batch import BatchRun
from flows.ingesting import IngestRun
from flows.recleaning import RecleanRun
from flows.replaying import ReplayRun
from flows.request import IngestRequest, IngestSummary, Listener, ReplayRequest, RunRequest, silent
from tasks.pool import prepare_workers


def run_ingest(request: IngestRequest, on_event: Listener = silent) -> IngestSummary:
    """Ingest a batch and return what came of it.

    Args:
        request: what to read and where to store it.
        on_event: called in this thread with the progress of the run.

    Raises:
        CopydeskError: the run failed; a document that cannot be read is no failure, it is quarantined.
    """
    # A path that does not exist is said at once, not after a Prefect server has started.
    prepared = IngestRun(request, on_event)
    if request.workers != 0:
        prepare_workers()
    if request.direct:
        return run_directly(prepared)
    from flows.server import with_prefect

    with with_prefect(on_event):
        from flows.ingest import ingest

        done = ingest(
            paths=list(request.paths),
            database=request.database,
            trigger=request.trigger,
            workers=request.workers,
            outlet=request.outlet,
            strict_cleaning=request.strict_cleaning,
            settle_seconds=request.settle_seconds,
        )
    return IngestSummary(**done)


def run_reclean(request: RunRequest, on_event: Listener = silent) -> IngestSummary:
    """Clean again what an older version of the cleaner has cleaned; `loaded` counts the articles that changed.

    Raises:
        CopydeskError: the run failed; the articles that were done stay done.
    """
    if request.direct:
        return run_directly(RecleanRun(request, on_event))
    from flows.server import with_prefect

    with with_prefect(on_event):
        from flows.reclean import reclean

        done = reclean(
            database=request.database,
            trigger=request.trigger,
            workers=request.workers,
            strict_cleaning=request.strict_cleaning,
        )
    return IngestSummary(**done)


def run_replay(request: ReplayRequest, on_event: Listener = silent) -> IngestSummary:
    """Read quarantined inputs again; `loaded` counts the new articles, `quarantined` the inputs that stay.

    Raises:
        CopydeskError: the run failed; what was resolved stays resolved.
    """
    if request.direct:
        return run_directly(ReplayRun(request, on_event))
    from flows.server import with_prefect

    with with_prefect(on_event):
        from flows.replay import replay

        done = replay(
            database=request.database,
            reason=request.reason,
            trigger=request.trigger,
            workers=request.workers,
            strict_cleaning=request.strict_cleaning,
        )
    return IngestSummary(**done)


def run_directly(prepared: BatchRun[Any, Any]) -> IngestSummary:
    """The steps of a flow in the same order, with a thread in the place of Prefect's task runner."""
    # The run is left first: when it failed, that is what ends the feeder's waiting.
    with ThreadPoolExecutor(1) as feeder, prepared as run:
        run.discover()
        run.drive(lambda first, _: feeder.submit(run.clean, first), lambda first, _: run.load(first))
    return run.summary()
