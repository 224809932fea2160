"""Do a run: through Prefect, or directly for quick work at a terminal. Prefect is imported only when it is used."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Any

from flows.batch import BatchRun
from flows.ingesting import IngestRun
from flows.recleaning import RecleanRun
from flows.replaying import ReplayRun
from flows.request import IngestRequest, IngestSummary, Listener, ReplayRequest, RunRequest, silent
from tasks.workers import prepare_workers


def run_ingest(request: IngestRequest, on_event: Listener = silent) -> IngestSummary:
    """Ingest a batch and return what came of it.

    Arguments:
        request: what to read and where to store it.
        on_event: called in this thread with the progress of the run.

    Raises:
        CopydeskError: the run failed; a document that cannot be read is no failure, it is quarantined.
    """
    return _run(IngestRun(request, on_event), "ingest", on_event)


def run_reclean(request: RunRequest, on_event: Listener = silent) -> IngestSummary:
    """Clean again what an older version of the cleaner has cleaned; `loaded` counts the articles that changed.

    Raises:
        CopydeskError: the run failed; the articles that were done stay done.
    """
    return _run(RecleanRun(request, on_event), "reclean", on_event)


def run_replay(request: ReplayRequest, on_event: Listener = silent) -> IngestSummary:
    """Read quarantined inputs again; `loaded` counts the new articles, `quarantined` the inputs that stay.

    Raises:
        CopydeskError: the run failed; what was resolved stays resolved.
    """
    return _run(ReplayRun(request, on_event), "replay", on_event)


def _run(prepared: BatchRun[Any, Any], name: str, on_event: Listener) -> IngestSummary:
    """Do a run that is prepared, so that what is wrong with its paths is known before a server is started."""
    request = prepared.request
    if request.workers != 0 and request.runner is None:
        prepare_workers()
    if request.direct:
        return run_directly(prepared)
    from flows.server import run_on_prefect

    return run_on_prefect(name, asdict(request), on_event)


def run_directly(prepared: BatchRun[Any, Any]) -> IngestSummary:
    """The steps of a flow in the same order, with a thread in the place of Prefect's task runner."""
    # The run is left first: when it failed, that is what ends the feeder's waiting.
    with ThreadPoolExecutor(1) as feeder, prepared as run:
        run.discover()
        run.drive(lambda first, _: feeder.submit(run.clean, first), lambda first, _: run.load(first))
    return run.summary()
