"""How long the web desk's pages take: python -m benchmarks.desk sqlite:///bench-large.db truce government "a phrase".

Asked in this process, so that CPU milliseconds are those of the desk; on a busy machine they say more than the clock.
The words should be of the articles: rare ones, and ones that a tenth of them have.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from urllib.parse import quote_plus

import httpx

from desk.web.app import DeskSettings, opened

_TIMES = 3
_ORDERS = {"by relevance": "", "by date": "&sort=newest", "with filters": "&language=en&since=2018"}
_PAGES = ("/", "/duplicates", "/batches", "/rules", "/headlines", "/quarantine")


@dataclass(frozen=True, slots=True)
class Timing:
    """One page: the least CPU and clock milliseconds of some requests, and the status of the answer."""

    path: str
    cpu: float
    clock: float
    status: int

    def __str__(self) -> str:
        """A line of the report."""
        return f"{self.cpu:8.0f} {self.clock:8.0f}  {self.status}  {self.path}"


async def timed(client: httpx.AsyncClient, path: str) -> Timing:
    """Ask for a page a few times, one after the other."""
    spent = []
    status = 0
    for _ in range(_TIMES):
        cpu, clock = time.process_time(), time.perf_counter()
        status = (await client.get(path)).status_code
        spent.append((1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - clock)))
    return Timing(path, min(cpu for cpu, _ in spent), min(clock for _, clock in spent), status)


async def measure(database: str, words: Sequence[str]) -> None:
    """Time every page and every search, and print a line for each; then the medians."""
    with opened(DeskSettings(database)) as app:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            print("  CPU ms clock ms")
            for path in _PAGES:
                print(await timed(client, path), flush=True)
            for order, options in _ORDERS.items():
                found = [await timed(client, f"/?q={quote_plus(word)}{options}") for word in words]
                print(*found, sep="\n")
                middle = median(timing.cpu for timing in found)
                print(f"{middle:8.0f} {median(timing.clock for timing in found):8.0f}  median {order}", flush=True)


if __name__ == "__main__":
    asyncio.run(measure(sys.argv[1], sys.argv[2:] or ["truce"]))
