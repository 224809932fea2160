"""What a Prefect deployment file may say: the keys that Prefect 3 reads, and no others.

Prefect's own models ignore keys that they do not know. A test compares these with the Prefect that is installed.
"""

from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from prefect.client.schemas.schedules import CronSchedule, RRuleSchedule
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

Steps = list[dict[str, dict[str, Any]]] | dict[str, Any] | None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Concurrency(_Strict):
    """How many runs at once, and what happens to one more."""

    limit: int = Field(ge=1)
    collision_strategy: str = Field(default="ENQUEUE", pattern="^(ENQUEUE|CANCEL_NEW)$")
    grace_period_seconds: int | None = Field(default=None, ge=60, le=86400)


class Schedule(_Strict):
    """When a deployment runs by itself."""

    cron: str | None = None
    interval: timedelta | None = None
    rrule: str | None = None
    timezone: str | None = None
    anchor_date: str | None = None
    active: bool | None = None
    parameters: dict[str, Any] = {}
    slug: str | None = None
    replaces: str | None = None
    day_or: bool | None = None

    @field_validator("cron", "rrule")
    @classmethod
    def _prefect_understands(cls, value: str | None, info: ValidationInfo) -> str | None:
        try:
            if value is not None:
                _ = CronSchedule(cron=value) if info.field_name == "cron" else RRuleSchedule(rrule=value)
        except ValidationError as error:
            raise ValueError(error.errors()[0]["msg"].removeprefix("Value error, ")) from None
        return value

    @field_validator("timezone")
    @classmethod
    def _is_timezone(cls, timezone: str | None) -> str | None:
        if timezone is not None and timezone not in available_timezones():
            raise ValueError(f"no time zone {timezone!r} is known; write one such as Europe/Berlin or UTC")
        return timezone

    @model_validator(mode="after")
    def _is_one_of(self) -> "Schedule":
        if sum(value is not None for value in (self.cron, self.interval, self.rrule)) != 1:
            raise ValueError("exactly one of cron, interval and rrule has to be given")
        return self


class WorkPool(_Strict):
    """Where the runs are done."""

    name: str
    work_queue_name: str | None = None
    job_variables: dict[str, Any] = {}


class Deployment(_Strict):
    """One flow with its parameters, schedules and place to run."""

    name: str = Field(pattern=r"^[^/%&<>]+$")
    entrypoint: str
    work_pool: WorkPool
    flow_name: str | None = None
    version: str | None = None
    version_type: str | None = None
    tags: list[str] = []
    description: str | None = None
    schedule: Schedule | None = None
    schedules: list[Schedule] = []
    paused: bool | None = None
    concurrency_limit: Concurrency | None = None
    parameters: dict[str, Any] = {}
    enforce_parameter_schema: bool | None = None
    build: Steps = None
    push: Steps = None
    pull: Steps = None
    triggers: list[dict[str, Any]] = []
    sla: list[dict[str, Any]] = []

    @field_validator("concurrency_limit", mode="before")
    @classmethod
    def _from_number(cls, value: object) -> object:
        return {"limit": value} if isinstance(value, int) else value

    def all_schedules(self) -> list[Schedule]:
        """The schedules, in whichever of the two ways they are written."""
        return [*([self.schedule] if self.schedule else []), *self.schedules]


class DeploymentFile(_Strict):
    """The whole file."""

    prefect_version: str | None = Field(default=None, alias="prefect-version")
    name: str | None = None
    build: Steps = None
    push: Steps = None
    pull: Steps = None
    deployments: list[Deployment] = Field(min_length=1)


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


KEYS = sorted({key for model in (DeploymentFile, Deployment, WorkPool, Schedule, Concurrency) for key in _keys(model)})
