"""Run a batch: through Prefect, or directly for quick work at a terminal. Prefect is imported only when it is used."""

from concurrent.futures import ThreadPoolExecutor

from flows.ingesting import IngestRun
from flows.request import IngestRequest, IngestSummary, Listener, silent


def run_ingest(request: IngestRequest, on_event: Listener = silent) -> IngestSummary:
    """Ingest a batch and return what came of it.

    Args:
        request: what to read and where to store it.
        on_event: called in this thread with the progress of the run.

    Raises:
        CopydeskError: the run failed; a document that cannot be read is no failure, it is quarantined.
    """
    if request.direct:
        return run_directly(request, on_event)
    from flows.server import run_with_prefect

    return run_with_prefect(request, on_event)


def run_directly(request: IngestRequest, on_event: Listener) -> IngestSummary:
    """The steps of the flow in the same order, with a thread in the place of Prefect's task runner."""
    # The run is left first: when it failed, that is what ends the feeder's waiting.
    with ThreadPoolExecutor(1) as feeder, IngestRun(request, on_event) as run:
        run.discover()
        run.drive(lambda first, _: feeder.submit(run.clean, first), lambda first, _: run.load(first))
    return run.summary()
