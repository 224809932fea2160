"""The learn flow: which lines recur over the articles of an outlet, whatever the language."""

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE

from flows.learning import count_lines
from flows.request import RunRequest, silent
from schema import DEFAULT_DATABASE


@flow(name="learn")
def learn(database: str = DEFAULT_DATABASE) -> dict[str, int]:
    """Count the lines of every outlet; sure ones are accepted, others wait for `copydesk learn accept` or `reject`.

    Arguments:
        database: SQLAlchemy URL.

    Returns:
        The numbers of outlets, of lines proposed and of lines accepted. They take effect with the next `reclean`.
    """
    return count(database)


@task(cache_policy=NO_CACHE, persist_result=False)
def count(database: str) -> dict[str, int]:
    """Go through the articles, outlet by outlet."""
    counts = count_lines(RunRequest(database=database), silent)
    get_run_logger().info(", ".join(f"{number:,} {name}" for name, number in counts.items()))
    return counts
