"""What a run is asked to do, what it says while it works, and what it answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from schema import DEFAULT_DATABASE
from tasks.read import DEFAULT as DEFAULT_LIMITS
from tasks.read import Limits, UnknownLimit, limits_from

__all__ = [
    "IngestRequest",
    "IngestSummary",
    "LimitName",
    "Limits",
    "Listener",
    "Progress",
    "ReplayRequest",
    "RunRequest",
    "UnknownLimit",
    "limits_from",
    "silent",
]

# The names of `Limits`, so that a deployment with a typing error in one of them is refused.
LimitName = Literal[
    "document_bytes",
    "document_characters",
    "document_seconds",
    "lines",
    "line_characters",
    "tags",
    "file_bytes",
    "expansion",
    "rejected_bytes",
    "worker_bytes",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """What every run over a database can be asked for.

    `workers` None takes one per core, 0 works in this process, where no limit of time or memory holds. `runner` None
    is processes of this machine, `dask://HOST:PORT` a Dask cluster, `dask://local` one that is started for the run.
    `direct` runs the same steps without Prefect.
    """

    database: str = DEFAULT_DATABASE
    direct: bool = False
    workers: int | None = None
    runner: str | None = None
    outlet: str | None = None
    strict_cleaning: bool = False
    trigger: str = "manual"
    limits: Limits = DEFAULT_LIMITS


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestRequest(RunRequest):
    """Files and folders to ingest; files modified in the last `settle_seconds` are left for the next run.

    `mapping` says which field of the records is what: for each of our fields one of theirs, or several.
    """

    paths: tuple[str, ...]
    settle_seconds: float = 0.0
    mapping: Mapping[str, str | Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayRequest(RunRequest):
    """Quarantined inputs to read again: those of one reason, or all."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; `rate` in documents per second, `seconds_left` None while unknown.

    `share` of the work, 0 to 1, is done: it grows also while there is but one file, and that is big.
    """

    stage: str
    files_done: int = 0
    files_total: int = 0
    documents: int = 0
    rate: float = 0.0
    seconds_left: float | None = None
    message: str = ""
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """The end of a run.

    `passed_over` counts records of web archives that are no pages; `stage_seconds` are CPU seconds per step over all
    workers and the writer; `notes` is what a person should look at, in a sentence each.
    """

    batch: int
    files_seen: int
    documents_seen: int
    loaded: int
    unchanged: int
    duplicates: int
    quarantined: int
    seconds: float
    passed_over: int = 0
    stage_seconds: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


Listener = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """A listener for runs that nobody watches."""
