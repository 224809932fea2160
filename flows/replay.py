"""The replay flow: quarantined inputs read again, after a file, a limit or a reader was mended."""

from typing import Any

from prefect import flow

from flows.replaying import ReplayRun
from flows.request import LimitName, ReplayRequest
from flows.steps import carry_out
from schema import DEFAULT_DATABASE
from tasks.read import limits_from


@flow(name="replay", flow_run_name="replay {trigger}")
def replay(  # noqa: PLR0913 - a deployment's parameters are named one by one
    database: str = DEFAULT_DATABASE,
    reason: str | None = None,
    trigger: str = "manual",
    workers: int | None = None,
    runner: str | None = None,
    strict_cleaning: bool = False,
    limits: dict[LimitName, int | float | str] | None = None,
) -> dict[str, Any]:
    """Read again what is in quarantine.

    Arguments:
        database: SQLAlchemy URL.
        reason: only inputs that are in quarantine for this reason.
        trigger: `manual` or `schedule`, stored with the batch.
        workers: processes; as many as cores when null.
        runner: `dask://HOST:PORT` for a Dask cluster; processes of this machine when null.
        strict_cleaning: remove more boilerplate, at the risk of losing up to three times as many good lines.
        limits: of what is accepted, where they differ from the defaults: `{document_bytes: 20MB}`.

    Returns:
        The fields of `IngestSummary`: `loaded` counts the new articles, `quarantined` the inputs that stay.
    """
    request = ReplayRequest(
        database=database,
        reason=reason,
        workers=workers,
        runner=runner,
        strict_cleaning=strict_cleaning,
        trigger=trigger,
        limits=limits_from(limits or {}),
    )
    return carry_out(lambda listener, flow_run_id: ReplayRun(request, listener, flow_run_id))
