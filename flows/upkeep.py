"""The nightly upkeep: is the database whole, a copy of it, and tidying up."""

from pathlib import Path

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from flows.steps import show
from schema import DEFAULT_DATABASE
from schema.backup import backup, dated, rotate
from schema.engine import sqlite_path, without_password
from schema.errors import DatabaseDamaged
from schema.findings import Finding
from schema.fts import TABLES
from schema.health import optimise, problems, rebuild_search
from schema.lock import run_lock

# The upkeep waits for a run that is loading; a million articles take it some twenty minutes.
LOCK_SECONDS = 2 * 3600.0


@flow(name="upkeep", flow_run_name="upkeep")
def upkeep(database: str = DEFAULT_DATABASE, backups: str = "backups", keep: int = 7) -> str:
    """Check the database, back it up and tidy it.

    A damaged database is not copied, so that the good copies stay; the run fails and says what is wrong.

    Arguments:
        database: its URL.
        backups: the folder for the copies; it is made when missing.
        keep: how many copies stay.

    Returns:
        The path of the new copy; empty for PostgreSQL, which is copied by its own tools (pg_dump).

    Raises:
        DatabaseDamaged: the check found something that could not be mended here.
    """
    with run_lock(database, LOCK_SECONDS, get_run_logger().info):
        check(database)
        copy = back_up(database, backups, keep)
        tidy(database)
    return copy


@task(cache_policy=NO_CACHE, persist_result=False)
def check(database: str) -> None:
    """Fail when the database is damaged; a search index that was left behind is only filled anew."""
    found = problems(database)
    if found and all(finding.where in TABLES for finding in found):
        get_run_logger().warning("The search index differed from the articles; it is rebuilt")
        rebuild_search(database)
        found = problems(database)
    show(lambda: create_markdown_artifact(_findings_markdown(found), key="database-check"))
    if found:
        raise DatabaseDamaged(
            f"Database {without_password(database)}",
            f"the nightly check found: {'; '.join(f'{finding.what} ({finding.where})' for finding in found)}",
            found[0].remedy,
        )


@task(cache_policy=NO_CACHE, persist_result=False)
def back_up(database: str, backups: str, keep: int) -> str:
    """Copy the database while others read it, and remove all but the newest copies."""
    path, folder = sqlite_path(database), Path(backups)
    if path is None:
        get_run_logger().info("PostgreSQL is backed up by its own tools (pg_dump), not by this upkeep")
        return ""
    name = path.stem
    folder.mkdir(parents=True, exist_ok=True)
    copy = dated(folder, name)
    backup(database, copy)
    get_run_logger().info("Copied to %s", copy)
    for removed in rotate(folder, name, keep):
        get_run_logger().info("Removed the old copy %s", removed)
    return str(copy)


@task(cache_policy=NO_CACHE, persist_result=False)
def tidy(database: str) -> None:
    """Full text in one segment, fresh statistics, the log written back."""
    optimise(database)


def _findings_markdown(found: list[Finding]) -> str:
    if not found:
        return "The database is whole."
    rows = "\n".join(f"| {finding.what} | {finding.where} | {finding.remedy} |" for finding in found)
    return f"| what | where | what to do |\n| --- | --- | --- |\n{rows}"
