"""The reclean flow: stored texts cleaned again, where an older version of the cleaner made the article."""

from typing import Any

from prefect import flow

from flows.recleaning import RecleanRun
from flows.request import LimitName, RunRequest
from flows.steps import carry_out
from schema import DEFAULT_DATABASE
from tasks.read import limits_from


@flow(name="reclean", flow_run_name="reclean {trigger}")
def reclean(  # noqa: PLR0913 - a deployment's parameters are named one by one
    database: str = DEFAULT_DATABASE,
    trigger: str = "manual",
    workers: int | None = None,
    runner: str | None = None,
    strict_cleaning: bool = False,
    limits: dict[LimitName, int | float | str] | None = None,
) -> dict[str, Any]:
    """Clean again what an older version of rules, learned lines or weights has cleaned.

    Arguments:
        database: SQLAlchemy URL.
        trigger: `manual` or `schedule`, stored with the batch.
        workers: processes; as many as cores when null.
        runner: `dask://HOST:PORT` for a Dask cluster; processes of this machine when null.
        strict_cleaning: remove more boilerplate, at the risk of losing up to three times as many good lines.
        limits: of what is accepted, where they differ from the defaults: `{document_bytes: 20MB}`.

    Returns:
        The fields of `IngestSummary`: `loaded` counts the articles that changed.
    """
    request = RunRequest(
        database=database,
        workers=workers,
        runner=runner,
        strict_cleaning=strict_cleaning,
        trigger=trigger,
        limits=limits_from(limits or {}),
    )
    return carry_out(lambda listener, flow_run_id: RecleanRun(request, listener, flow_run_id))
