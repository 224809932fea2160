"""The ingest flow: files and folders into the database."""

from typing import Any, Literal

from prefect import flow

from flows.ingesting import IngestRun
from flows.request import IngestRequest, LimitName
from flows.steps import carry_out
from schema import DEFAULT_DATABASE
from tasks.read import limits_from

# A test compares them with the fields that records are read by.
Field = Literal["text", "html", "id", "url", "headline", "date", "author", "outlet"]


@flow(name="ingest", flow_run_name="ingest {trigger}")
def ingest(  # noqa: PLR0913 - a deployment's parameters are named one by one
    paths: list[str],
    database: str = DEFAULT_DATABASE,
    trigger: str = "manual",
    workers: int | None = None,
    runner: str | None = None,
    outlet: str | None = None,
    strict_cleaning: bool = False,
    settle_seconds: float = 0.0,
    mapping: dict[Field, str | list[str]] | None = None,
    limits: dict[LimitName, int | float | str] | None = None,
) -> dict[str, Any]:
    """Read files and folders into the database.

    Arguments:
        paths: files and folders; folders are read with everything below them.
        database: SQLAlchemy URL; a SQLite file is made when it does not exist.
        trigger: `manual` or `schedule`, stored with the batch.
        workers: processes; as many as cores when null.
        runner: `dask://HOST:PORT` for a Dask cluster; processes of this machine when null.
        outlet: the outlet of all documents that name none.
        strict_cleaning: remove more boilerplate, at the risk of losing up to three times as many good lines.
        settle_seconds: files modified more recently are left for the next run: they may be half written.
        mapping: which field of the records is what, such as `headline: titre`; of a list the first that is filled.
        limits: of what is accepted, where they differ from the defaults: `{document_bytes: 20MB}`.

    Returns:
        The fields of `IngestSummary`.
    """
    request = IngestRequest(
        paths=tuple(paths),
        database=database,
        workers=workers,
        runner=runner,
        outlet=outlet,
        strict_cleaning=strict_cleaning,
        trigger=trigger,
        settle_seconds=settle_seconds,
        mapping={str(ours): theirs for ours, theirs in (mapping or {}).items()},
        limits=limits_from(limits or {}),
    )
    return carry_out(lambda listener, flow_run_id: IngestRun(request, listener, flow_run_id))
